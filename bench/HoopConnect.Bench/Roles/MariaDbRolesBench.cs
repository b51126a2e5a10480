using System.Globalization;
using System.Text.RegularExpressions;
using HoopConnect.Credentials.Passwords;
using HoopConnect.Databases;
using HoopConnect.Databases.MySql;
using HoopConnect.Databases.MySql.Roles;
using HoopConnect.Databases.MySql.Server;
using HoopConnect.Databases.Roles;
using HoopConnect.Sandbox.Servers;
using HoopConnect.Secrets;
using MySqlConnector;

namespace HoopConnect.Bench.Roles;

/// <summary>
/// The three roles on a MariaDB server with 200 schemas: plan and apply, against the same statements over a plain driver.
/// </summary>
internal static partial class MariaDbRolesBench
{
    private const int Schemas = 200;
    private const string Work = "roles on MariaDB with 200 schemas";
    private const string Against = "plain MySqlConnector";

    private static readonly string ReadServer = string.Join(
        ";\n",
        "SELECT CURRENT_USER()",
        "SELECT SCHEMA_NAME FROM information_schema.SCHEMATA",
        "SELECT User, Host, JSON_VALUE(Priv, '$.plugin'), IF(JSON_VALUE(Priv, '$.account_locked') IN ('1', 'true'), 'Y', 'N') FROM " +
            "mysql.global_priv WHERE User IN ('hoop_ro', 'hoop_rw', 'hoop_ddl') AND Host <> ''",
        "DO 0", "DO 0", "DO 0");

    public static async Task<Row> RunAsync(CancellationToken cancellationToken)
    {
        if (MySqlPrograms.Installed is null)
            return Row.WithoutMeasure(Work, Against, "there is no MariaDB server here");
        await using var server = await MySqlServer.StartAsync(cancellationToken: cancellationToken);
        var request = new RoleRequest(new ConnectionSettings(
            server.Host, server.Port, new DatabaseLogin(server.MasterLogin.UserName, Secret.From(server.MasterLogin.Password))) { CaFile =
                server.CaFile });
        await using var master = await Session.OpenAsync(request.Master, cancellationToken);
        await master.ExecuteBatchAsync(
            Enumerable
                .Range(0, Schemas)
                .SelectMany(number =>
                    (string[])[$"CREATE DATABASE shop_{number:000}", $"CREATE TABLE shop_{number:000}.orders (id bigint)"])
                .ToList(),
            cancellationToken);

        var (plan, ourTrips) = await ProvisionAsync(request, cancellationToken);
        var (questions, trips) = (await QuestionsAsync(), 0);
        var runs = await Interleaved.RunAsync(
            9,
            () => MeasureAsync(() => ProvisionAsync(request, cancellationToken)),
            () => MeasureAsync(async () => trips = await ByHandAsync(plan, cancellationToken)));
        var questionsByHand = await QuestionsByHandAsync();
        return new Row(Work, Against, runs.Ratio, 1.15, string.Create(CultureInfo.InvariantCulture,
                $"[{runs}; round trips {ourTrips} and {trips}, {plan.Plan.Steps.Count} statements that change something; statements " +
                    $"the server counted: {questions} and {questionsByHand}]"
            ));

        async Task<double> MeasureAsync(Func<Task> work)
        {
            await RestoreAsync();
            return await Interleaved.SecondsAsync(work);
        }

        Task RestoreAsync() => master.ExecuteBatchAsync(["DROP USER IF EXISTS hoop_ro, hoop_rw, hoop_ddl"], cancellationToken);

        async Task<long> QuestionsAsync()
        {
            await RestoreAsync();
            return await CountAsync(() => ProvisionAsync(request, cancellationToken));
        }

        async Task<long> QuestionsByHandAsync()
        {
            await RestoreAsync();
            return await CountAsync(() => ByHandAsync(plan, cancellationToken));
        }

        async Task<long> CountAsync(Func<Task> work)
        {
            var before = await CounterAsync();
            await work();
            return await CounterAsync() - before - 1;
        }

        async Task<long> CounterAsync() => long.Parse(
                Convert.ToString(
                    (await master.QueryAsync("SHOW GLOBAL STATUS LIKE 'Questions'", [], cancellationToken))[0][1],
                    CultureInfo.InvariantCulture
                )!,
                CultureInfo.InvariantCulture);
    }

    /// <summary>As the product does it; every role must be made in every schema.</summary>
    private static async Task<(RoleChangePlan Plan, int RoundTrips)> ProvisionAsync(
        RoleRequest request, CancellationToken cancellationToken)
    {
        var host = new TripsHost();
        var roles = new RoleProvisioner(TimeProvider.System);
        var passwords = new TransientRolePasswords(new MySqlEngine(), request.Master);
        var plan = (RoleChangePlan)await roles.PlanAsync(request, passwords, host, cancellationToken);
        await foreach (var outcome in plan.ApplyAsync(passwords, host, cancellationToken))
        {
            if (outcome.State != RoleState.Created || outcome.Databases.Count != Schemas)
                throw new InvalidOperationException($"{outcome.Kind}: {outcome.State} in {outcome.Databases.Count} schemas.");
        }

        return (plan, host.RoundTrips);
    }

    /// <summary>The same by hand: rows read and dropped, nothing compared. Gives the round trips of the master's two connections.</summary>
    private static async Task<int> ByHandAsync(RoleChangePlan plan, CancellationToken cancellationToken)
    {
        var master = plan.Request.Master with { Database = null };
        var trips = 0;
        await using (var reading = await OpenAsync(master, cancellationToken))
        {
            await ExecuteAsync(reading, ReadServer, cancellationToken);
            trips += 2;
        }

        await using var connection = await OpenAsync(master, cancellationToken);
        trips++;
        foreach (var change in plan.Changes)
        {
            var login = new DatabaseLogin(change.Kind.RoleName(), PasswordGenerator.Generate(25));
            var hash = $"'{PasswordHash.Create(change.Plugin, login.Password, plan.Server.DigestRounds)}'";
            var account = change.Marked.WithFoundation(change.AccountStatements(hash)).Select(statement => statement.Sql);
            await ExecuteAsync(connection, string.Join(";\n", account), cancellationToken);
            await using (await ConnectAsync(master with { Login = login }, cancellationToken))
            {
                // The password works.
            }

            await ExecuteAsync(connection, string.Join(";\n", change.Grants.Select(grant => grant.Sql)), cancellationToken);
            await ExecuteAsync(connection, ReadServer, cancellationToken);
            await ExecuteAsync(connection, $"SHOW GRANTS FOR {change.Account.Sql}", cancellationToken);
            trips += 4;
        }

        return trips;
    }

    /// <summary>As a careful user of the driver connects: over TLS, with the server verified, no pool.</summary>
    private static async Task<MySqlConnection> ConnectAsync(ConnectionSettings settings, CancellationToken cancellationToken)
    {
        var connection = new MySqlConnection(new MySqlConnectionStringBuilder
        {
            Server = settings.Host,
            Port = (uint)settings.Port,
            UserID = settings.Login.UserName,
            Password = settings.Login.Password.Reveal(),
            SslMode = MySqlSslMode.VerifyFull,
            SslCa = settings.CaFile,
            Pooling = false,
        }.ConnectionString);
        await connection.OpenAsync(cancellationToken);
        return connection;
    }

    private static async Task<MySqlConnection> OpenAsync(ConnectionSettings settings, CancellationToken cancellationToken)
    {
        var connection = await ConnectAsync(settings, cancellationToken);
        await ExecuteAsync(connection, SessionSetup.Statements, cancellationToken);
        return connection;
    }

    private static async Task ExecuteAsync(MySqlConnection connection, string sql, CancellationToken cancellationToken)
    {
        await using var command = new MySqlCommand(sql, connection);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        do
        {
            while (await reader.ReadAsync(cancellationToken))
            {
                // Read and dropped.
            }
        }
        while (await reader.NextResultAsync(cancellationToken));
    }

    /// <summary>Sums the round trips that the product itself reports.</summary>
    private sealed partial class TripsHost : SilentHost
    {
        public int RoundTrips { get; private set; }

        public override void Verbose(string message) => Add(message);

        public override void Debug(string message) => Add(message);

        private void Add(string message) =>
            RoundTrips += Trips().Match(message) is { Success: true } match
                ? int.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture)
                : 0;

        [GeneratedRegex("in ([0-9]+) round trips")]
        private static partial Regex Trips();
    }
}
