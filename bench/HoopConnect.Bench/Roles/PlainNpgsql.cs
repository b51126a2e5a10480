using HoopConnect.Databases;
using Npgsql;

namespace HoopConnect.Bench.Roles;

/// <summary>
/// What one would write by hand: the server's session, then its databases some at a time; plain Npgsql connections and batches, rows read
/// and dropped, nothing compared.
/// </summary>
internal sealed class PlainNpgsql(IReadOnlyList<RecordedSession> sessions, int parallel)
{
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        foreach (var session in sessions.Where(session => session.Settings.Database is null))
            await RunAsync(session, cancellationToken);
        await Parallel.ForEachAsync(
            sessions.Where(session => session.Settings.Database is not null),
            new ParallelOptions { MaxDegreeOfParallelism = parallel, CancellationToken = cancellationToken },
            async (session, stop) => await RunAsync(session, stop));
    }

    private static async Task RunAsync(RecordedSession session, CancellationToken cancellationToken)
    {
        await using var source = DataSource(session.Settings);
        await using var connection = await source.OpenConnectionAsync(cancellationToken);
        foreach (var operation in session.Operations)
        {
            if (operation.Login is not null)
            {
                await using var itsSource = DataSource(operation.Login);
                await using var login = await itsSource.OpenConnectionAsync(cancellationToken);
            }
            else if (operation.Query is not null)
            {
                await using var command = new NpgsqlCommand(operation.Query, connection);
                foreach (var value in operation.Values)
                    command.Parameters.Add(new NpgsqlParameter { Value = value });
                await using var reader = await command.ExecuteReaderAsync(cancellationToken);
                while (await reader.ReadAsync(cancellationToken))
                    reader.GetValue(0);
            }
            else
            {
                await using var batch = new NpgsqlBatch(connection);
                foreach (var statement in operation.Statements)
                    batch.BatchCommands.Add(new NpgsqlBatchCommand(statement));
                await batch.ExecuteNonQueryAsync(cancellationToken);
            }
        }
    }

    /// <summary>Verified TLS as ours has, no pool, no loading of types; the driver logs in by itself.</summary>
    private static NpgsqlDataSource DataSource(ConnectionSettings settings)
    {
        var text = new NpgsqlConnectionStringBuilder
        {
            Host = settings.Host,
            Port = settings.Port,
            Username = settings.Login.UserName,
            Password = settings.Login.Password.Reveal(),
            Database = settings.Database ?? "postgres",
            SslMode = Npgsql.SslMode.VerifyFull,
            RootCertificate = settings.CaFile,
            Timeout = (int)settings.Timeout.TotalSeconds,
            Pooling = false,
        };
        var builder = new NpgsqlSlimDataSourceBuilder(text.ConnectionString);
        builder.EnableTransportSecurity();
        builder.EnableArrays();
        builder.ConfigureTypeLoading(loading => loading.EnableTypeLoading(false));
        return builder.Build();
    }
}
