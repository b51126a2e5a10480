using System.Collections.Concurrent;
using HoopConnect.Databases;
using HoopConnect.Databases.PostgreSql;
using HoopConnect.Databases.PostgreSql.Roles;
using HoopConnect.Databases.PostgreSql.SessionUsers;
using HoopConnect.Databases.PostgreSql.Users;
using HoopConnect.Databases.Roles;
using HoopConnect.Databases.SessionUsers;
using HoopConnect.Databases.Users;

namespace HoopConnect.Tests.Databases.PostgreSql.Server;

/// <summary>The real engine, with an eye on the sessions it opens.</summary>
internal sealed class CountingEngine : IDatabaseEngine
{
    private readonly PostgreSqlEngine _engine = new();
    private readonly ConcurrentBag<IDatabaseSession> _sessions = [];

    public CountingEngine(TimeProvider? time = null)
    {
        Roles = new RoleProvisioner(this, time ?? TimeProvider.System);
        SessionUsers = new SessionUserProvisioner(this, time ?? TimeProvider.System);
    }

    /// <summary>Called with the statements of every batch before it is sent.</summary>
    public Func<IReadOnlyList<string>, Task>? BeforeBatch { get; set; }

    public int Connections => _sessions.Count;

    public int RoundTrips => _sessions.Sum(session => session.RoundTrips);

    public string Family => _engine.Family;

    public int DefaultPort => _engine.DefaultPort;

    /// <summary>Another one takes the place of the usual: runs that have different ones do not see each other's lock.</summary>
    public string? Maintenance { get; init; }

    public string MaintenanceDatabase => Maintenance ?? _engine.MaintenanceDatabase;

    public IRoleProvisioner Roles { get; }

    public ISessionUserProvisioner SessionUsers { get; }

    public IManagedUsers ManagedUsers => new ManagedUsers(this, TimeProvider.System);

    /// <summary>Is told of each connection before it is opened.</summary>
    public Func<ConnectionSettings, Task>? Opening { get; set; }

    public bool Serves(string rdsEngine) => _engine.Serves(rdsEngine);

    public async Task<IDatabaseSession> OpenAsync(ConnectionSettings settings, CancellationToken cancellationToken)
    {
        if (Opening is not null)
            await Opening(settings);
        var session = await _engine.OpenAsync(settings with { Database = settings.Database ?? Maintenance }, cancellationToken);
        _sessions.Add(session);
        return BeforeBatch is null ? session : new WatchedSession(session, BeforeBatch);
    }

    public Task<LoginOutcome> TryLoginAsync(ConnectionSettings settings, CancellationToken cancellationToken) => _engine.TryLoginAsync(settings, cancellationToken);

    public void Forget() => _sessions.Clear();
}

/// <summary>A real session that tells of every batch before it sends it.</summary>
internal sealed class WatchedSession(IDatabaseSession inner, Func<IReadOnlyList<string>, Task> beforeBatch) : IDatabaseSession
{
    public Version ServerVersion => inner.ServerVersion;

    public int RoundTrips => inner.RoundTrips;

    public Task<IReadOnlyList<object?[]>> QueryAsync(string sql, IReadOnlyList<object?> values, CancellationToken cancellationToken) =>
        inner.QueryAsync(sql, values, cancellationToken);

    public async Task ExecuteBatchAsync(IReadOnlyList<string> statements, CancellationToken cancellationToken)
    {
        await beforeBatch(statements);
        await inner.ExecuteBatchAsync(statements, cancellationToken);
    }

    public ValueTask DisposeAsync() => inner.DisposeAsync();
}
