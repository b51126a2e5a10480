using HoopConnect.Databases;
using HoopConnect.Databases.PostgreSql.TenantDatabases;
using HoopConnect.Databases.PostgreSql.Users;
using HoopConnect.Databases.Roles;
using HoopConnect.Databases.TenantDatabases;
using HoopConnect.Databases.Users;

namespace HoopConnect.Bench.Roles;

/// <summary>An engine that writes down what is sent to the server, so that it can be sent again by hand.</summary>
internal sealed class RecordingEngine(IDatabaseEngine inner) : IDatabaseEngine
{
    private readonly List<RecordedSession> _sessions = [];

    /// <summary>In the order they were opened.</summary>
    public IReadOnlyList<RecordedSession> Sessions => _sessions;

    public string Family => inner.Family;

    public int DefaultPort => inner.DefaultPort;

    public string MaintenanceDatabase => inner.MaintenanceDatabase;

    public IRoleProvisioner Roles => inner.Roles;

    public IManagedUsers ManagedUsers => new ManagedUsers(this, TimeProvider.System);

    public ITenantDatabases TenantDatabases => new TenantProvisioner(this, TimeProvider.System);

    public bool Serves(string rdsEngine) => inner.Serves(rdsEngine);

    public async Task<IDatabaseSession> OpenAsync(ConnectionSettings settings, CancellationToken cancellationToken)
    {
        var session = new RecordedSession(settings, await inner.OpenAsync(settings, cancellationToken));
        lock (_sessions)
            _sessions.Add(session);
        return session;
    }

    /// <summary>A password is proved while the server's own session is open.</summary>
    public async Task<LoginOutcome> TryLoginAsync(ConnectionSettings settings, CancellationToken cancellationToken)
    {
        _sessions[^1].Operations.Add(new Operation { Login = settings });
        return await inner.TryLoginAsync(settings, cancellationToken);
    }
}

/// <summary>A session and all that went over it.</summary>
internal sealed class RecordedSession(ConnectionSettings settings, IDatabaseSession inner) : IDatabaseSession
{
    public ConnectionSettings Settings => settings;

    public List<Operation> Operations { get; } = [];

    public Version ServerVersion => inner.ServerVersion;

    public int RoundTrips => inner.RoundTrips;

    public Task<IReadOnlyList<object?[]>> QueryAsync(string sql, IReadOnlyList<object?> values, CancellationToken cancellationToken)
    {
        Operations.Add(new Operation { Query = sql, Values = values });
        return inner.QueryAsync(sql, values, cancellationToken);
    }

    public Task ExecuteBatchAsync(IReadOnlyList<string> statements, CancellationToken cancellationToken)
    {
        Operations.Add(new Operation { Statements = statements });
        return inner.ExecuteBatchAsync(statements, cancellationToken);
    }

    public ValueTask DisposeAsync() => inner.DisposeAsync();
}

/// <summary>One thing done over a session: a query, a batch, or a login of somebody else beside it.</summary>
internal sealed record Operation
{
    public string? Query { get; init; }

    public IReadOnlyList<object?> Values { get; init; } = [];

    public IReadOnlyList<string> Statements { get; init; } = [];

    public ConnectionSettings? Login { get; init; }
}
