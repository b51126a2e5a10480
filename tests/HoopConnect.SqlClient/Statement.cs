using System.Globalization;
using HoopConnect.Databases;
using HoopConnect.Hosting;
using HoopConnect.Secrets;
using Npgsql;

namespace HoopConnect.SqlClient;

/// <summary>Just enough of psql and mysql: one statement on a server, and what it said in a few words.</summary>
internal static class Statement
{
    /// <summary>Runs it on the server that the variables of an exported connection name.</summary>
    public static async Task<int> RunAsync(string statement, CancellationToken cancellationToken)
    {
        var login = new DatabaseLogin(Variable("USER"), Secret.From(Variable("PASS")));
        var settings = new ConnectionSettings(Variable("HOST"), int.Parse(Variable("PORT"), CultureInfo.InvariantCulture), login)
        {
            Database = Variable("DB"),
            CaFile = Variable("CA_FILE"),
        };
        var (accepted, said) = await RunAsync(Variable("ENGINE"), settings, statement, cancellationToken);
        Console.WriteLine(said);
        return accepted ? 0 : 1;
    }

    // PostgreSQL through the plain driver, the others through the engine's own session.
    private static async Task<(bool Accepted, string Said)> RunAsync(
        string engine, ConnectionSettings settings, string statement, CancellationToken cancellationToken)
    {
        try
        {
            var rows = engine.Contains("postgres", StringComparison.Ordinal)
                ? await OnPostgreSqlAsync(settings, statement, cancellationToken)
                : await OnEngineAsync(engine, settings, statement, cancellationToken);
            return (true, rows.Count == 0 ? "done" : Convert.ToString(rows[0], CultureInfo.InvariantCulture) ?? "");
        }
        catch (PostgresException refusal)
        {
            return (false, "refused: " + refusal.MessageText);
        }
        catch (HoopException refusal)
        {
            return (false, "refused: " + refusal.Message);
        }
    }

    private static async Task<List<object?>> OnPostgreSqlAsync(
        ConnectionSettings settings, string statement, CancellationToken cancellationToken)
    {
        var text = new NpgsqlConnectionStringBuilder
        {
            Host = settings.Host,
            Port = settings.Port,
            Username = settings.Login.UserName,
            Password = settings.Login.Password.Reveal(),
            Database = settings.Database,
            RootCertificate = settings.CaFile,
            SslMode = Npgsql.SslMode.VerifyFull,
            Pooling = false,
        };
        await using var connection = new NpgsqlConnection(text.ConnectionString);
        await connection.OpenAsync(cancellationToken);
        await using var command = new NpgsqlCommand(statement, connection);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var values = new List<object?>();
        while (await reader.ReadAsync(cancellationToken))
            values.Add(reader.GetValue(0));
        return values;
    }

    private static async Task<List<object?>> OnEngineAsync(
        string engine, ConnectionSettings settings, string statement, CancellationToken cancellationToken)
    {
        await using var session = await DatabaseEngines.For(engine).OpenAsync(settings, cancellationToken);
        return [.. (await session.QueryAsync(statement, [], cancellationToken)).Select(row => row[0])];
    }

    private static string Variable(string name) =>
        Environment.GetEnvironmentVariable(name) ?? throw new InvalidOperationException($"{name} is not set.");
}
