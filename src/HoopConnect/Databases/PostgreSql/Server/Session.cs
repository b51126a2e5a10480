using System.Data;
using System.Text.RegularExpressions;
using HoopConnect.Databases.PostgreSql.Server.Wire;
using Npgsql;

namespace HoopConnect.Databases.PostgreSql.Server;

/// <summary>One connection to PostgreSQL.</summary>
internal sealed partial class Session : IDatabaseSession
{
    private readonly ConnectionSettings _settings;
    private readonly List<PostgresNotice> _refusedGrants = [];
    private readonly Dictionary<long, TransactionLock> _locks = [];
    private DriverConnection _connection;
    private int _earlierRoundTrips;
    private bool _isSetUp;

    private Session(ConnectionSettings settings, DriverConnection connection)
    {
        _settings = settings;
        _connection = connection;
        ServerVersion = connection.Driver.PostgreSqlVersion;
        connection.Driver.Notice += OnNotice;
    }

    public Version ServerVersion { get; }

    public int RoundTrips => _earlierRoundTrips + _connection.RoundTrips;

    /// <summary>
    /// A pooler stands between, which gives each transaction to a session of its choice; known after the first round trip.
    /// </summary>
    public bool IsPooled { get; private set; }

    public static async Task<Session> OpenAsync(ConnectionSettings settings, CancellationToken cancellationToken)
    {
        ServerTrust.Check(settings);
        Identifier.Check(settings.Login.UserName);
        if (settings.Database is not null)
            Identifier.Check(settings.Database);
        return new Session(settings, await ConnectAsync(settings, cancellationToken));
    }

    public Task<IReadOnlyList<object?[]>> QueryAsync(string sql, IReadOnlyList<object?> values, CancellationToken cancellationToken) =>
        RunAsync(trip => trip.ReadAsync(sql, values), cancellationToken);

    /// <remarks>
    /// A batch without BEGIN is one transaction: the server commits at its end, and not at all after an error. What takes no transaction
    /// goes alone.
    /// </remarks>
    public async Task ExecuteBatchAsync(IReadOnlyList<string> statements, CancellationToken cancellationToken)
    {
        if (statements.Count == 0)
            return;
        foreach (var held in _locks.Values)
            await held.CheckAsync(cancellationToken);
        _refusedGrants.Clear();
        await RunAsync(trip => statements is [var alone] && TakesNoTransaction().IsMatch(alone)
            ? trip.ExecuteAloneAsync(alone) : trip.ExecuteAsync(statements), cancellationToken);
        if (_refusedGrants is [var first, ..])
        {
            var said = _refusedGrants.Select(notice => ServerWords.Of(notice, _settings.Login.Password));
            throw new StatementException(first.SqlState, string.Join("; ", said), _settings.ToString());
        }
    }

    /// <summary>
    /// Connects again where the driver gave the connection up, as it does after every error of class XX: "tuple concurrently updated" is
    /// one. What the connection held (an advisory lock) is gone then.
    /// </summary>
    public async Task ReopenIfBrokenAsync(CancellationToken cancellationToken)
    {
        if (!_connection.IsBroken && _connection.Driver.State == ConnectionState.Open)
            return;
        await CloseAsync();
        _earlierRoundTrips += _connection.RoundTrips;
        (_isSetUp, IsPooled) = (false, false);
        _connection = await ConnectAsync(_settings, cancellationToken);
        _connection.Driver.Notice += OnNotice;
    }

    public override string ToString() => _settings.ToString();

    /// <summary>Takes an advisory lock; false where somebody else has it.</summary>
    public async Task<bool> TryLockAsync(long key, CancellationToken cancellationToken)
    {
        if (!IsPooled)
        {
            // Behind a pooler, which this first look may be what shows it, nothing is taken: it would stay with a session of others.
            var rows = await QueryAsync(
                "SELECT CASE WHEN pg_catalog.pg_backend_pid() = $2 THEN pg_catalog.pg_try_advisory_lock($1) END",
                [key, _connection.Process], cancellationToken);
            if (!IsPooled)
                return rows[0][0] is true;
        }

        if (!_locks.TryGetValue(key, out var held))
            _locks[key] = held = await TransactionLock.OpenAsync(_settings, cancellationToken);
        return await held.TryAsync(key, cancellationToken);
    }

    /// <summary>Gives it back.</summary>
    public async Task UnlockAsync(long key, CancellationToken cancellationToken)
    {
        if (_locks.Remove(key, out var held))
            await held.DisposeAsync();
        else
            await QueryAsync("SELECT pg_catalog.pg_advisory_unlock($1)", [key], cancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var held in _locks.Values)
            await held.DisposeAsync();
        await CloseAsync();
    }

    private static async Task<DriverConnection> ConnectAsync(ConnectionSettings settings, CancellationToken cancellationToken)
    {
        try
        {
            return await DriverConnection.ConnectAsync(settings, cancellationToken);
        }
        catch (Exception exception)
        {
            cancellationToken.ThrowIfCancellationRequested();
            throw Errors.OnConnect(exception, settings);
        }
    }

    private ValueTask CloseAsync()
    {
        _connection.Driver.Notice -= OnNotice;
        return _connection.DisposeAsync();
    }

    private async Task<T> RunAsync<T>(Func<Task<T>> work, CancellationToken cancellationToken)
    {
        // The process that a pooler names is none of the server's.
        var watch = new LockWatch(_settings, IsPooled ? 0 : _connection.Process);
        try
        {
            return await watch.WatchAsync(_connection.RunAsync(work, cancellationToken));
        }
        catch (Exception exception)
        {
            cancellationToken.ThrowIfCancellationRequested();
            throw Errors.OnStatement(exception, _settings, watch.Holders);
        }
    }

    private Task<T> RunAsync<T>(Func<RoundTrip, Task<T>> work, CancellationToken cancellationToken)
    {
        var trip = new RoundTrip(_connection, _isSetUp, ServerVersion);
        return RunAsync(async () =>
        {
            var result = await work(trip);
            if (trip.IsPooled is { } pooled)
                (IsPooled, _isSetUp) = (pooled, !pooled);
            return result;
        }, cancellationToken);
    }

    /// <summary>A GRANT or REVOKE that did nothing, or less than asked, succeeds with a warning: 01007, 01006. To us it failed.</summary>
    private void OnNotice(object sender, NpgsqlNoticeEventArgs arguments)
    {
        if (arguments.Notice.SqlState is "01007" or "01006")
            _refusedGrants.Add(arguments.Notice);
    }

    // PostgreSQL documentation, the commands that "cannot be executed inside a transaction block".
    [GeneratedRegex(@"^\s*(CREATE DATABASE|DROP DATABASE|CREATE TABLESPACE|DROP TABLESPACE|ALTER SYSTEM|VACUUM)\b",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex TakesNoTransaction();
}
