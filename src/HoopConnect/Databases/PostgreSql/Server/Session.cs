using System.Data;
using Npgsql;

namespace HoopConnect.Databases.PostgreSql.Server;

/// <summary>One connection to PostgreSQL through Npgsql, never pooled: thousands of databases are visited once each.</summary>
internal sealed class Session : IDatabaseSession
{
    private readonly ConnectionSettings _settings;
    private readonly ServerTrust _trust;
    private readonly NpgsqlDataSource _source;
    private readonly NpgsqlConnection _connection;
    private readonly List<PostgresNotice> _refusedGrants = [];
    private bool _isSetUp;

    private Session(ConnectionSettings settings, ServerTrust trust, NpgsqlDataSource source, NpgsqlConnection connection)
    {
        _settings = settings;
        _trust = trust;
        _source = source;
        _connection = connection;
        ServerVersion = connection.PostgreSqlVersion;
        connection.Notice += OnNotice;
    }

    public Version ServerVersion { get; }

    public int RoundTrips { get; private set; }

    public static async Task<Session> OpenAsync(ConnectionSettings settings, CancellationToken cancellationToken)
    {
        var trust = ServerTrust.Of(settings);
        Identifier.Check(settings.Login.UserName);
        if (settings.Database is not null)
            Identifier.Check(settings.Database);
        var source = ConnectionText.DataSource(settings, trust);
        try
        {
            return new Session(settings, trust, source, await source.OpenConnectionAsync(cancellationToken));
        }
        catch (Exception exception)
        {
            await source.DisposeAsync();
            cancellationToken.ThrowIfCancellationRequested();
            throw Errors.OnConnect(exception, settings, trust);
        }
    }

    public async Task<IReadOnlyList<object?[]>> QueryAsync(string sql, IReadOnlyList<object?> values, CancellationToken cancellationToken)
    {
        RoundTrips++;
        var watch = new LockWatch(_source, _connection.ProcessID);
        try
        {
            await using var batch = NewBatch();
            var command = new NpgsqlBatchCommand(sql);
            foreach (var value in values)
                command.Parameters.Add(new NpgsqlParameter { Value = value ?? DBNull.Value });
            batch.BatchCommands.Add(command);
            await using var reader = await watch.WatchAsync(batch.ExecuteReaderAsync(cancellationToken));
            var rows = new List<object?[]>();
            while (await reader.ReadAsync(cancellationToken))
            {
                var row = new object?[reader.FieldCount];
                for (var i = 0; i < row.Length; i++)
                    row[i] = reader.IsDBNull(i) ? null : reader.GetValue(i);
                rows.Add(row);
            }

            await reader.CloseAsync();
            _isSetUp = true;
            return rows;
        }
        catch (Exception exception)
        {
            cancellationToken.ThrowIfCancellationRequested();
            throw Errors.OnStatement(exception, _settings, watch.Holders);
        }
    }

    /// <remarks>A batch without BEGIN is one transaction: the server commits at its end, and not at all after an error.</remarks>
    public async Task ExecuteBatchAsync(IReadOnlyList<string> statements, CancellationToken cancellationToken)
    {
        if (statements.Count == 0)
            return;
        RoundTrips++;
        _refusedGrants.Clear();
        var watch = new LockWatch(_source, _connection.ProcessID);
        try
        {
            await using var batch = NewBatch();
            foreach (var statement in statements)
                batch.BatchCommands.Add(new NpgsqlBatchCommand(statement));
            await watch.WatchAsync(batch.ExecuteNonQueryAsync(cancellationToken));
            _isSetUp = true;
        }
        catch (Exception exception)
        {
            cancellationToken.ThrowIfCancellationRequested();
            throw Errors.OnStatement(exception, _settings, watch.Holders);
        }

        if (_refusedGrants is [var first, ..])
            throw new StatementException(first.SqlState, string.Join("; ", _refusedGrants.Select(notice => notice.MessageText)),
                _settings.ToString());
    }

    /// <summary>
    /// Connects again where the driver gave the connection up, as it does after every error of class XX: "tuple concurrently updated" is
    /// one. What the connection held (an advisory lock) is gone then.
    /// </summary>
    public async Task ReopenIfBrokenAsync(CancellationToken cancellationToken)
    {
        if (_connection.State == ConnectionState.Open)
            return;
        try
        {
            await _connection.CloseAsync();
            _isSetUp = false;
            await _connection.OpenAsync(cancellationToken);
        }
        catch (Exception exception)
        {
            cancellationToken.ThrowIfCancellationRequested();
            throw Errors.OnConnect(exception, _settings, _trust);
        }
    }

    public async ValueTask DisposeAsync()
    {
        _connection.Notice -= OnNotice;
        await _connection.DisposeAsync();
        await _source.DisposeAsync();
    }

    /// <summary>
    /// The first one sets the session up, in a transaction of its own and in the same round trip: the statements that follow begin theirs
    /// as it says, and one that runs in no transaction (CREATE DATABASE) still may.
    /// </summary>
    private NpgsqlBatch NewBatch()
    {
        var batch = new NpgsqlBatch(_connection);
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
