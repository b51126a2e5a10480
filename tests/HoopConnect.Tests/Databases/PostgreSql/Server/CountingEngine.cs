using System.Collections.Concurrent;
using HoopConnect.Databases;
using HoopConnect.Databases.IamUsers;
using HoopConnect.Databases.IdentityCenterUsers;
using HoopConnect.Databases.PostgreSql;
using HoopConnect.Databases.PostgreSql.IamUsers;
using HoopConnect.Databases.PostgreSql.IdentityCenterUsers;
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

    public IIamUserProvisioner IamUsers => new IamUserProvisioner(this, TimeProvider.System);

    public IIdentityCenterUsers IdentityCenterUsers => new MemberUsers(this, TimeProvider.System);

    /// <summary>What is to be read in place of what the server says; the connection and what is written on it are real.</summary>
    public Func<string, string>? Retold { get; set; }

    /// <summary>Is told of each connection before it is opened.</summary>
    public Func<ConnectionSettings, Task>? Opening { get; set; }

    public bool Serves(string rdsEngine) => _engine.Serves(rdsEngine);

    public async Task<IDatabaseSession> OpenAsync(ConnectionSettings settings, CancellationToken cancellationToken)
    {
        if (Opening is not null)
            await Opening(settings);
        var session = await _engine.OpenAsync(settings with { Database = settings.Database ?? Maintenance }, cancellationToken);
        _sessions.Add(session);
        return BeforeBatch is null && Retold is null ? session : new WatchedSession(session, BeforeBatch, Retold);
    }

    public Task<LoginOutcome> TryLoginAsync(ConnectionSettings settings, CancellationToken cancellationToken) =>
        _engine.TryLoginAsync(settings, cancellationToken);

    public void Forget() => _sessions.Clear();
}

/// <summary>A real session that tells of every batch before it sends it, and may retell the first text of each row.</summary>
internal sealed class WatchedSession(IDatabaseSession inner, Func<IReadOnlyList<string>, Task>? beforeBatch, Func<string, string>? retold)
    : IDatabaseSession
{
    public Version ServerVersion => inner.ServerVersion;

    public int RoundTrips => inner.RoundTrips;

    public async Task<IReadOnlyList<object?[]>> QueryAsync(string sql, IReadOnlyList<object?> values, CancellationToken cancellationToken)
    {
        var rows = await inner.QueryAsync(sql, values, cancellationToken);
        foreach (var row in rows.Where(row => retold is not null && row is [string, ..]))
            row[0] = retold!((string)row[0]!);
        return rows;
    }

    public async Task ExecuteBatchAsync(IReadOnlyList<string> statements, CancellationToken cancellationToken)
    {
        if (beforeBatch is not null)
            await beforeBatch(statements);
        await inner.ExecuteBatchAsync(statements, cancellationToken);
    }

    public ValueTask DisposeAsync() => inner.DisposeAsync();
}
