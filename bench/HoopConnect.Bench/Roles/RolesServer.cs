using HoopConnect.Credentials.Passwords;
using HoopConnect.Databases;
using HoopConnect.Databases.PostgreSql;
using HoopConnect.Databases.PostgreSql.Roles;
using HoopConnect.Databases.Roles;
using HoopConnect.Sandbox.Servers;
using HoopConnect.Secrets;
using Npgsql;

namespace HoopConnect.Bench.Roles;

/// <summary>A real PostgreSQL server with 200 databases of four tables and a sequence, and our roles on it.</summary>
internal sealed class RolesServer : IAsyncDisposable
{
    public const int Databases = 200;

    private static readonly string[] Tables =
    [
        "CREATE TABLE customers (id bigserial PRIMARY KEY, name text)", "CREATE TABLE orders (id bigint, customer bigint)",
        "CREATE SCHEMA stock", "CREATE TABLE stock.articles (id bigint, name text)", "CREATE TABLE stock.places (id bigint)",
    ];

    private RolesServer(PostgresServer server) => Server = server;

    public PostgresServer Server { get; }

    private RoleRequest Request => new(new ConnectionSettings(
        Server.Host, Server.Port, new DatabaseLogin(Server.MasterLogin.UserName, Secret.From(Server.MasterLogin.Password)))
    {
        CaFile = Server.CaFile,
    });

    public int ThrottleLimit => Request.ThrottleLimit;

    public static async Task<RolesServer> StartAsync(CancellationToken cancellationToken)
    {
        var server = new RolesServer(await PostgresServer.StartAsync(cancellationToken: cancellationToken));
        await using (var first = await server.Server.OpenMasterAsync(cancellationToken: cancellationToken))
            await ExecuteAsync(first, ["CREATE DATABASE shop"], cancellationToken);
        await using (var shop = await server.Server.OpenMasterAsync("shop", cancellationToken))
            await ExecuteAsync(shop, Tables, cancellationToken);
        await using var master = await server.Server.OpenMasterAsync(cancellationToken: cancellationToken);
        for (var number = 1; number < Databases; number++)
            await ExecuteAsync(master, [$"CREATE DATABASE shop_{number:000} TEMPLATE shop"], cancellationToken);
        return server;
    }

    /// <summary>Plan and apply, as the product does it; every role must be made in every database.</summary>
    /// <param name="planning">The engine that the plan is made with.</param>
    /// <param name="applying">The engine that it is applied with.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public async Task ProvisionAsync(IDatabaseEngine planning, IDatabaseEngine applying, CancellationToken cancellationToken)
    {
        var passwords = new TransientRolePasswords(applying, Request.Master);
        var roles = new RoleProvisioner(planning, TimeProvider.System);
        var plan = (RoleChangePlan)await roles.PlanAsync(Request, passwords, new SilentHost(), cancellationToken);
        plan = plan with { Engine = applying };
        await foreach (var outcome in plan.ApplyAsync(passwords, new SilentHost(), cancellationToken))
        {
            if (outcome.State != RoleState.Created || outcome.Databases.Count != Databases + 1)
                throw new InvalidOperationException($"{outcome.Kind}: {outcome.State} in {outcome.Databases.Count} databases.");
        }
    }

    /// <summary>The same, written down.</summary>
    public async Task<(IReadOnlyList<RecordedSession> Plan, IReadOnlyList<RecordedSession> Apply)> RecordAsync(
        CancellationToken cancellationToken)
    {
        var (planning, applying) = (new RecordingEngine(new PostgreSqlEngine()), new RecordingEngine(new PostgreSqlEngine()));
        await ProvisionAsync(planning, applying, cancellationToken);
        return (planning.Sessions, applying.Sessions);
    }

    /// <summary>Takes the roles away again, and what is left behind them in the catalogues.</summary>
    public async Task RestoreAsync(CancellationToken cancellationToken)
    {
        var databases = new List<string>();
        await using var server = await Server.OpenSuperuserAsync(cancellationToken: cancellationToken);
        await using (var command = new NpgsqlCommand("SELECT datname FROM pg_database WHERE NOT datistemplate", server))
        await using (var reader = await command.ExecuteReaderAsync(cancellationToken))
        {
            while (await reader.ReadAsync(cancellationToken))
                databases.Add(reader.GetString(0));
        }

        const string DropOwned = "DROP OWNED BY hoop_ro, hoop_rw, hoop_ddl";
        // The first takes away what was granted on all the databases themselves; several at once would cross each other there.
        await ExecuteAsync(server, [DropOwned], cancellationToken);
        await Parallel.ForEachAsync(databases, new ParallelOptions { MaxDegreeOfParallelism = 4, CancellationToken = cancellationToken },
            async (database, stop) =>
        {
            await using var connection = await Server.OpenSuperuserAsync(database, stop);
            await ExecuteAsync(connection, [DropOwned], stop);
            // A table that was granted on and revoked again has an ACL, and a dead row for each time: the next run shall find none.
            await ExecuteAsync(connection, ["VACUUM pg_class", "VACUUM pg_default_acl", "VACUUM pg_namespace"], stop);
        });
        await ExecuteAsync(server,
            ["DROP ROLE hoop_ro, hoop_rw, hoop_ddl", "VACUUM pg_shdepend", "VACUUM pg_database", "VACUUM pg_authid", "CHECKPOINT"],
            cancellationToken);
    }

    public ValueTask DisposeAsync() => Server.DisposeAsync();

    /// <summary>Runs statements, each by itself.</summary>
    public static async Task ExecuteAsync(NpgsqlConnection connection, IEnumerable<string> statements, CancellationToken cancellationToken)
    {
        foreach (var statement in statements)
        {
            await using var command = new NpgsqlCommand(statement, connection);
            await command.ExecuteNonQueryAsync(cancellationToken);
        }
    }
}
