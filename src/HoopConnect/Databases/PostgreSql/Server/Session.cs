using System.Data;
using HoopConnect.Databases.Channel;
using HoopConnect.Databases.PostgreSql.Server.Wire;
using Npgsql;

namespace HoopConnect.Databases.PostgreSql.Server;

/// <summary>One connection to PostgreSQL.</summary>
internal sealed class Session : IDatabaseSession
{
    private readonly ConnectionSettings _settings;
    private readonly List<PostgresNotice> _refusedGrants = [];
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

    public static async Task<Session> OpenAsync(ConnectionSettings settings, CancellationToken cancellationToken)
    {
        ServerTrust.Check(settings);
        Identifier.Check(settings.Login.UserName);
        if (settings.Database is not null)
            Identifier.Check(settings.Database);
        return new Session(settings, await ConnectAsync(settings, cancellationToken));
    }

    public Task<IReadOnlyList<object?[]>> QueryAsync(string sql, IReadOnlyList<object?> values, CancellationToken cancellationToken) =>
        RunAsync(() => ReadAsync(sql, values), cancellationToken);

    /// <remarks>A batch without BEGIN is one transaction: the server commits at its end, and not at all after an error.</remarks>
    public async Task ExecuteBatchAsync(IReadOnlyList<string> statements, CancellationToken cancellationToken)
    {
        if (statements.Count == 0)
            return;
        _refusedGrants.Clear();
        await RunAsync(() => ExecuteAsync(statements), cancellationToken);
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
        _isSetUp = false;
        _connection = await ConnectAsync(_settings, cancellationToken);
        _connection.Driver.Notice += OnNotice;
    }

    public ValueTask DisposeAsync() => CloseAsync();

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
        var watch = new LockWatch(_settings, _connection.Process);
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

    private async Task<IReadOnlyList<object?[]>> ReadAsync(string sql, IReadOnlyList<object?> values)
    {
        await using var batch = NewBatch();
        var command = new NpgsqlBatchCommand(sql);
        foreach (var value in values)
            command.Parameters.Add(new NpgsqlParameter { Value = value ?? DBNull.Value });
        batch.BatchCommands.Add(command);
        await using var reader = await batch.ExecuteReaderAsync(CancellationToken.None);
        var rows = new List<object?[]>();
        while (await reader.ReadAsync(CancellationToken.None))
        {
            if (rows.Count == ChannelLimits.Rows)
                throw new ProtocolException($"The server's answer has more than {ChannelLimits.Rows} rows.");
            var row = new object?[reader.FieldCount];
            for (var i = 0; i < row.Length; i++)
                row[i] = reader.IsDBNull(i) ? null : reader.GetValue(i);
            rows.Add(row);
        }

        await reader.CloseAsync();
        _isSetUp = true;
        return rows;
    }

    private async Task<int> ExecuteAsync(IReadOnlyList<string> statements)
    {
        await using var batch = NewBatch();
        foreach (var statement in statements)
            batch.BatchCommands.Add(new NpgsqlBatchCommand(statement));
        var count = await batch.ExecuteNonQueryAsync(CancellationToken.None);
        _isSetUp = true;
        return count;
    }

    /// <summary>
    /// The first one sets the session up, in a transaction of its own and in the same round trip: the statements that follow begin theirs
    /// as it says, and one that runs in no transaction (CREATE DATABASE) still may.
    /// </summary>
    private NpgsqlBatch NewBatch()
    {
        var batch = new NpgsqlBatch(_connection.Driver);
        if (_isSetUp)
            return batch;
        foreach (var statement in SessionSetup.For(ServerVersion))
            batch.BatchCommands.Add(new NpgsqlBatchCommand(statement));
        batch.BatchCommands[^1].AppendErrorBarrier = true;
        return batch;
    }

    /// <summary>A GRANT or REVOKE that did nothing, or less than asked, succeeds with a warning: 01007, 01006. To us it failed.</summary>
    private void OnNotice(object sender, NpgsqlNoticeEventArgs arguments)
    {
        if (arguments.Notice.SqlState is "01007" or "01006")
            _refusedGrants.Add(arguments.Notice);
    }
}
