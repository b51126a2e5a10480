using HoopConnect.Databases.Channel;
using HoopConnect.Databases.PostgreSql.Server.Wire;
using Npgsql;

namespace HoopConnect.Databases.PostgreSql.Server;

/// <summary>
/// What goes to the server at once. Until a session is set up, and always behind a pooler, it is a transaction of its own that begins with
/// our settings: a pooler may give each transaction to another session of the server, and the session to another client afterwards.
/// </summary>
/// <param name="connection">The connection.</param>
/// <param name="isSetUp">The session has our settings, and keeps them.</param>
/// <param name="version">The server's.</param>
internal sealed class RoundTrip(DriverConnection connection, bool isSetUp, Version version)
{
    /// <summary>
    /// Another process of the server answered than the one that the connection was told of; null where nobody was asked.
    /// </summary>
    public bool? IsPooled { get; private set; }

    /// <summary>Runs a query and gives its rows.</summary>
    public async Task<IReadOnlyList<object?[]>> ReadAsync(string sql, IReadOnlyList<object?> values)
    {
        var command = new NpgsqlBatchCommand(sql);
        foreach (var value in values)
            command.Parameters.Add(new NpgsqlParameter { Value = value ?? DBNull.Value });
        // A replica has no transaction that may write.
        await using var batch = Batch("BEGIN ISOLATION LEVEL READ COMMITTED", [command]);
        await using var reader = await OpenAsync(batch);
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
        return rows;
    }

    /// <summary>Runs statements in one transaction.</summary>
    public async Task<int> ExecuteAsync(IReadOnlyList<string> statements)
    {
        await using var batch = Batch(
            "BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE", [.. statements.Select(statement => new NpgsqlBatchCommand(statement))]);
        await using var reader = await OpenAsync(batch);
        await reader.CloseAsync();
        return statements.Count;
    }

    /// <summary>
    /// Runs one statement that takes no transaction, with the settings that the session has: those it gets before, behind a pooler none.
    /// </summary>
    public async Task<int> ExecuteAloneAsync(string statement)
    {
        var alone = new NpgsqlBatchCommand(statement);
        await using var batch = isSetUp ? Batch([alone])
            : Batch([new("BEGIN"), SetUp(), new("COMMIT") { AppendErrorBarrier = true }, alone]);
        await using var reader = await OpenAsync(batch);
        await reader.CloseAsync();
        return 1;
    }

    private NpgsqlBatch Batch(string begin, IReadOnlyList<NpgsqlBatchCommand> commands)
    {
        if (isSetUp)
            return Batch(commands);
        // The COMMIT is carried out after an error too, and then ends the transaction without a change: none is left open.
        commands[^1].AppendErrorBarrier = true;
        return Batch([new(begin), SetUp(), .. commands, new("COMMIT")]);
    }

    private NpgsqlBatch Batch(IEnumerable<NpgsqlBatchCommand> commands)
    {
        var batch = new NpgsqlBatch(connection.Driver);
        foreach (var command in commands)
            batch.BatchCommands.Add(command);
        return batch;
    }

    private NpgsqlBatchCommand SetUp()
    {
        var command = new NpgsqlBatchCommand(SessionSetup.For(version));
        command.Parameters.Add(new NpgsqlParameter { Value = connection.Process });
        return command;
    }

    /// <summary>The answer, at what the first of the commands themselves gives.</summary>
    private async Task<NpgsqlDataReader> OpenAsync(NpgsqlBatch batch)
    {
        var reader = await batch.ExecuteReaderAsync(CancellationToken.None);
        if (isSetUp)
            return reader;
        try
        {
            await reader.ReadAsync(CancellationToken.None);
            IsPooled = reader.GetBoolean(0);
            await reader.NextResultAsync(CancellationToken.None);
            return reader;
        }
        catch
        {
            await reader.DisposeAsync();
            throw;
        }
    }
}
