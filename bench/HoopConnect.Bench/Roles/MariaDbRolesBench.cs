using System.Globalization;
using System.Text.RegularExpressions;
using HoopConnect.Credentials.Passwords;
using HoopConnect.Databases;
using HoopConnect.Databases.MySql;
using HoopConnect.Databases.MySql.Roles;
using HoopConnect.Databases.MySql.Wire;
using HoopConnect.Databases.Roles;
using HoopConnect.Sandbox.Servers;
using HoopConnect.Secrets;

namespace HoopConnect.Bench.Roles;

/// <summary>
/// The three roles on a MariaDB server with 200 schemas: plan and apply, against the same statements over a bare connection of our wire
/// client.
/// </summary>
internal static partial class MariaDbRolesBench
{
    private const int Schemas = 200;
    private const string Work = "roles on MariaDB with 200 schemas";
    private const string Against = "a bare connection";

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
                server.Host,
                server.Port,
                new DatabaseLogin(server.MasterLogin.UserName, Secret.From(server.MasterLogin.Password)))
            {
                CaFile = server.CaFile,
            });
        await using var master = await MySqlSession.OpenAsync(request.Master, cancellationToken);
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
    private static async Task<(MySqlRolePlan Plan, int RoundTrips)> ProvisionAsync(RoleRequest request, CancellationToken cancellationToken)
    {
        var host = new TripsHost();
        var roles = new MySqlRoleProvisioner();
        var passwords = new TransientRolePasswords(new MySqlEngine(), request.Master);
        var plan = (MySqlRolePlan)await roles.PlanAsync(request, passwords, host, cancellationToken);
        await foreach (var outcome in plan.ApplyAsync(passwords, host, cancellationToken))
        {
            if (outcome.State != RoleState.Created || outcome.Databases.Count != Schemas)
                throw new InvalidOperationException($"{outcome.Kind}: {outcome.State} in {outcome.Databases.Count} schemas.");
        }

        return (plan, host.RoundTrips);
    }

    /// <summary>The same by hand: rows read and dropped, nothing compared. Gives the round trips of the master's two connections.</summary>
    private static async Task<int> ByHandAsync(MySqlRolePlan plan, CancellationToken cancellationToken)
    {
        var master = plan.Request.Master with { Database = null };
        var trips = 0;
        await using (var reading = await OpenAsync(master, cancellationToken))
        {
            await ExecuteAsync(reading, ReadServer, cancellationToken);
            trips += reading.RoundTrips;
        }

        await using var connection = await OpenAsync(master, cancellationToken);
        foreach (var change in plan.Changes)
        {
            var login = new DatabaseLogin(change.Kind.RoleName(), PasswordGenerator.Generate(25));
            var hash = $"'{MySqlPasswordHash.Create(change.Plugin, login.Password, plan.Server.DigestRounds)}'";
            await ExecuteAsync(connection, change.PasswordStatement(plan.Server.Version, hash, create: true), cancellationToken);
            await using (await MySqlConnection.ConnectAsync(master with { Login = login }, cancellationToken))
            {
                // The password works.
            }

            await ExecuteAsync(connection, string.Join(";\n", change.Grants.Select(grant => grant.Sql)), cancellationToken);
            await ExecuteAsync(connection, ReadServer, cancellationToken);
            await ExecuteAsync(connection, $"SHOW GRANTS FOR {change.Account.Sql}", cancellationToken);
        }

        return trips + connection.RoundTrips;
    }

    private static async Task<MySqlConnection> OpenAsync(ConnectionSettings settings, CancellationToken cancellationToken)
    {
        var connection = await MySqlConnection.ConnectAsync(settings, cancellationToken);
        await ExecuteAsync(
            connection,
            "SET SESSION sql_mode = 'NO_BACKSLASH_ESCAPES,STRICT_ALL_TABLES,NO_AUTO_CREATE_USER', SESSION sql_quote_show_create = 1; " +
                "SELECT VERSION()",
            cancellationToken);
        return connection;
    }

    private static async Task ExecuteAsync(MySqlConnection connection, string sql, CancellationToken cancellationToken)
    {
        if ((await connection.ExecuteAsync(sql, cancellationToken)).Error is { } error)
            throw error;
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
