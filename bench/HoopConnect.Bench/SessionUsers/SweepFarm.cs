using System.Globalization;
using HoopConnect.Databases;
using HoopConnect.Databases.PostgreSql.SessionUsers;
using HoopConnect.Databases.SessionUsers;
using HoopConnect.Databases.Users;
using HoopConnect.Sandbox.Servers;
using HoopConnect.Secrets;
using Npgsql;

namespace HoopConnect.Bench.SessionUsers;

/// <summary>
/// A real PostgreSQL server with 20 databases of 20 schemas of five tables, and 1,000 expired session users: each has privileges on one
/// schema
/// of every database, and owns a table in one of them.
/// </summary>
internal sealed class SweepFarm : IAsyncDisposable
{
    public const int Users = 1000;
    public const int Databases = 20;
    private const int Schemas = 20;
    private const int Tables = 5;

    private static readonly string[] Catalogues =
    [
        "pg_class", "pg_namespace", "pg_type", "pg_attribute", "pg_depend", "pg_shdepend", "pg_authid", "pg_auth_members",
    ];

    private SweepFarm(PostgresServer server) => Server = server;

    public PostgresServer Server { get; }

    private ConnectionSettings Master =>
        new(Server.Host, Server.Port, new DatabaseLogin(Server.MasterLogin.UserName, Secret.From(Server.MasterLogin.Password)))
    {
        CaFile = Server.CaFile,
        Timeout = TimeSpan.FromMinutes(5),
    };

    public static async Task<SweepFarm> StartAsync(CancellationToken cancellationToken)
    {
        var farm = new SweepFarm(await PostgresServer.StartAsync(cancellationToken: cancellationToken));
        await using var master = await farm.Server.OpenMasterAsync(cancellationToken: cancellationToken);
        await ExecuteAsync(master, "CREATE DATABASE app0", cancellationToken);
        await using (var first = await farm.Server.OpenMasterAsync("app0", cancellationToken))
        {
            for (var schema = 0; schema < Schemas; schema++)
            {
                await ExecuteAsync(first, $"CREATE SCHEMA s{schema}", cancellationToken);
                for (var table = 0; table < Tables; table++)
                    await ExecuteAsync(first, $"CREATE TABLE s{schema}.t{table} (id bigint PRIMARY KEY, v text)", cancellationToken);
            }
        }

        for (var database = 1; database < Databases; database++)
            await ExecuteAsync(master, $"CREATE DATABASE {Name(database)} TEMPLATE app0", cancellationToken);
        return farm;
    }

    /// <summary>Makes the users with all they have, and clears the catalogues of those before.</summary>
    public async Task RestoreAsync(CancellationToken cancellationToken)
    {
        await using var master = await Server.OpenMasterAsync(cancellationToken: cancellationToken);
        var mark = new ManagedMark(ManagedKind.Session) { Policy = "bench", PasswordSet = DateTimeOffset.UnixEpoch }.ToText();
        foreach (var user in Enumerable.Range(0, Users).Select(User))
            await ExecuteAsync(
                master, $"CREATE ROLE {user} LOGIN VALID UNTIL '2020-01-01'; COMMENT ON ROLE {user} IS '{mark}'", cancellationToken);
        await Parallel.ForEachAsync(
            Enumerable.Range(0, Databases),
            new ParallelOptions { MaxDegreeOfParallelism = 4, CancellationToken = cancellationToken },
            async (database, stop) =>
        {
            await using var superuser = await Server.OpenSuperuserAsync(Name(database), stop);
            for (var schema = 0; schema < Schemas; schema++)
            {
                var users = string.Join(", ", Enumerable.Range(0, Users).Where(user => user % Schemas == schema).Select(User));
                    await ExecuteAsync(
                        superuser,
                        $"SET ROLE {Server.MasterLogin.UserName}; GRANT USAGE ON SCHEMA s{schema} TO {users}; GRANT SELECT, INSERT ON " +
                            $"ALL TABLES IN SCHEMA s{schema} TO {users}; RESET ROLE",
                        stop);
            }

            foreach (var user in Enumerable.Range(0, Users).Where(user => user % Databases == database).Select(User))
                    await ExecuteAsync(
                        superuser,
                        $"DROP TABLE IF EXISTS public.of{user}; CREATE TABLE public.of{user} (i int); ALTER TABLE public.of{user} " +
                            $"OWNER TO {user}",
                        stop);
            foreach (var catalogue in Catalogues)
                await ExecuteAsync(superuser, "VACUUM " + catalogue, stop);
        });
        await using var last = await Server.OpenSuperuserAsync(cancellationToken: cancellationToken);
        await ExecuteAsync(last, "CHECKPOINT", cancellationToken);
    }

    /// <summary>As the product does it: list, plan, apply. Every user must be gone.</summary>
    public async Task SweepAsync(IDatabaseEngine engine, CancellationToken cancellationToken)
    {
        var sweeper = new PostgreSqlSessionUserSweeper(engine, TimeProvider.System);
        var users = new List<UserToRemove>();
        await foreach (var user in sweeper.ListAsync(new ManagedUserQuery(Master) { Expired = true }, new SilentHost(), cancellationToken))
            users.Add(new UserToRemove(user.UserName, OnlyIfExpired: true));
        var plan = await sweeper.PlanRemovalAsync(new UserRemovalRequest(Master, users), new SilentHost(), cancellationToken);
        var removed = 0;
        await foreach (var outcome in plan.ApplyAsync(_ => { }, new SilentHost(), cancellationToken))
            removed +=
                outcome.State == UserRemovalState.Removed
                    ? 1
                    : throw new InvalidOperationException($"{outcome.UserName}: {outcome.State}: {string.Join("; ", outcome.Findings)}");
        await CheckAsync(removed, cancellationToken);
    }

    /// <summary>
    /// By hand, in a loop: for each user its membership, then in each database what it owns and has, then the user. The connections stay
    /// open.
    /// </summary>
    public async Task ByHandAsync(CancellationToken cancellationToken)
    {
        await using var master = await Server.OpenMasterAsync(cancellationToken: cancellationToken);
        var connections = new List<NpgsqlConnection>();
        try
        {
            for (var database = 0; database < Databases; database++)
                connections.Add(await Server.OpenMasterAsync(Name(database), cancellationToken));
            foreach (var user in Enumerable.Range(0, Users).Select(User))
            {
                await ExecuteAsync(master, $"GRANT {user} TO CURRENT_USER WITH INHERIT TRUE", cancellationToken);
                foreach (var connection in connections)
                    await ExecuteAsync(connection, $"REASSIGN OWNED BY {user} TO CURRENT_USER; DROP OWNED BY {user}", cancellationToken);
                await ExecuteAsync(master, $"DROP ROLE {user}", cancellationToken);
            }
        }
        finally
        {
            foreach (var connection in connections)
                await connection.DisposeAsync();
        }

        await CheckAsync(Users, cancellationToken);
    }

    public ValueTask DisposeAsync() => Server.DisposeAsync();

    private static string Name(int database) => "app" + database.ToString(CultureInfo.InvariantCulture);

    private static string User(int number) => $"_hoop_session_user_{number:x8}";

    private async Task CheckAsync(int removed, CancellationToken cancellationToken)
    {
        await using var superuser = await Server.OpenSuperuserAsync(cancellationToken: cancellationToken);
        await using var left = new NpgsqlCommand("SELECT count(*) FROM pg_roles WHERE rolname LIKE '\\_hoop\\_%'", superuser);
        if (await left.ExecuteScalarAsync(cancellationToken) is not 0L || removed != Users)
            throw new InvalidOperationException($"{removed} users were removed, and some are there.");
    }

    private static async Task ExecuteAsync(NpgsqlConnection connection, string statements, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(statements, connection) { CommandTimeout = 300 };
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
