using Npgsql;

namespace HoopConnect.Demo;

/// <summary>Just enough of psql: one statement on the server that libpq's environment variables name.</summary>
internal static class SqlClient
{
    public static async Task<int> RunAsync(string statement, CancellationToken cancellationToken)
    {
        var settings = new NpgsqlConnectionStringBuilder
        {
            Host = Variable("PGHOST"),
            Port = int.Parse(Variable("PGPORT"), System.Globalization.CultureInfo.InvariantCulture),
            Username = Variable("PGUSER"),
            Password = Variable("PGPASSWORD"),
            Database = Variable("PGDATABASE"),
            RootCertificate = Variable("PGSSLROOTCERT"),
            SslMode = SslMode.VerifyFull,
            Pooling = false,
        };
        var (accepted, said) = await RunAsync(settings.ConnectionString, statement, cancellationToken);
        Console.WriteLine(said);
        return accepted ? 0 : 1;
    }

    /// <summary>Runs it and says in a few words what the server said.</summary>
    public static async Task<(bool Accepted, string Said)> RunAsync(string connectionString, string statement, CancellationToken cancellationToken)
    {
        try
        {
            await using var connection = new NpgsqlConnection(connectionString);
            await connection.OpenAsync(cancellationToken);
            await using var command = new NpgsqlCommand(statement, connection);
            await using var reader = await command.ExecuteReaderAsync(cancellationToken);
            if (await reader.ReadAsync(cancellationToken))
                return (true, Convert.ToString(reader.GetValue(0), System.Globalization.CultureInfo.InvariantCulture) ?? "");
            return (true, reader.RecordsAffected >= 0 ? $"{reader.RecordsAffected} row" : "done");
        }
        catch (PostgresException refusal)
        {
            return (false, "refused: " + refusal.MessageText);
        }
    }

    private static string Variable(string name) =>
        Environment.GetEnvironmentVariable(name) ?? throw new InvalidOperationException($"{name} is not set.");
}
