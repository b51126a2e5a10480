using HoopConnect.Databases;
using HoopConnect.Databases.IdentityCenterUsers;
using HoopConnect.Databases.MySql.Server;
using HoopConnect.Databases.PostgreSql;
using HoopConnect.Databases.Users;
using HoopConnect.Discovery;
using HoopConnect.IdentityCenter.Sync;
using HoopConnect.Sandbox.Servers;
using HoopConnect.Tests.Databases;
using HoopConnect.Tests.Databases.MySql;
using HoopConnect.Tests.Databases.PostgreSql.Server;
using HoopConnect.Tests.Provisioning;

namespace HoopConnect.Tests.IdentityCenter.Sync;

/// <summary>
/// A server that people of a directory get users on, with the roles <c>hoop_ro</c>, <c>hoop_rw</c> and <c>own</c>, and what it says of
/// them.
/// </summary>
internal abstract class SyncServer : IAsyncDisposable
{
    /// <summary>The engines; the rest of RDS has no logins by token.</summary>
    public static TheoryData<string> Engines => ["postgres", "mariadb"];

    public abstract ConnectionSettings Master { get; }

    protected abstract string Engine { get; }

    protected static CancellationToken Cancel => TestContext.Current.CancellationToken;

    /// <summary>Starts one; the test is skipped where this machine has none that takes tokens.</summary>
    public static async Task<SyncServer> StartAsync(string engine) =>
        engine == "postgres" ? await Postgres.OpenAsync() : await MariaDb.OpenAsync();

    /// <summary>The server for a sync, over its own port or another way.</summary>
    public SyncTarget Target(int? port = null)
    {
        var master = Master with { Port = port ?? Master.Port };
        var database = new RdsDatabase
        {
            AccountId = "",
            Region = "",
            Identifier = "test",
            Arn = "",
            ResourceId = "",
            Status = "available",
            Engine = Engine,
            HostName = master.Host,
            Port = master.Port,
        };
        return new SyncTarget(database, master);
    }

    /// <summary>What a user has that groups give these roles.</summary>
    public abstract IReadOnlyList<string> Given(IReadOnlyList<string> roles);

    /// <summary>The users of people: whose, their names, and what they have; one line for each.</summary>
    public abstract Task<IReadOnlyList<string>> ManagedAsync();

    /// <summary>Runs a sync whose changes are cut off at that point, and says whether it had so many.</summary>
    public abstract Task<bool> RunKilledAsync(MemoryDirectory directory, GroupMap map, int point);

    public abstract ValueTask DisposeAsync();

    private sealed class Postgres(PostgresServer server) : SyncServer
    {
        public override ConnectionSettings Master => server.MasterSettings();

        protected override string Engine => "postgres";

        public static async Task<SyncServer> OpenAsync()
        {
            var server = await PostgresServer.StartAsync(new PostgresServerOptions { Major = 18 }, Cancel);
            await server.SetIamAuthenticationAsync(true);
            await using var master = await new PostgreSqlEngine().OpenAsync(server.MasterSettings(), Cancel);
            await master.ExecuteBatchAsync(["CREATE ROLE hoop_ro", "CREATE ROLE hoop_rw", "CREATE ROLE own"], Cancel);
            return new Postgres(server);
        }

        public override IReadOnlyList<string> Given(IReadOnlyList<string> roles) => [.. roles, "rds_iam"];

        public override async Task<IReadOnlyList<string>> ManagedAsync()
        {
            await using var session = await new PostgreSqlEngine().OpenAsync(Master, Cancel);
            var rows = await session.QueryAsync(
                "SELECT r.rolname::text, pg_catalog.shobj_description(r.oid, 'pg_authid'), ARRAY(SELECT g.rolname::text "
                + "FROM pg_catalog.pg_auth_members m JOIN pg_catalog.pg_roles g ON g.oid = m.roleid WHERE m.member = r.oid ORDER BY 1) "
                + "FROM pg_catalog.pg_roles r WHERE r.rolcanlogin "
                + "AND pg_catalog.shobj_description(r.oid, 'pg_authid') LIKE '%identityCenter%'",
                [], Cancel);
            return [.. rows.Select(row => Line(ManagedMark.Parse((string)row[1]!)!.Owner, (string)row[0]!, (string[])row[2]!))];
        }

        /// <summary>Before a batch: each is done whole or not at all.</summary>
        public override async Task<bool> RunKilledAsync(MemoryDirectory directory, GroupMap map, int point)
        {
            var batches = 0;
            var engine = new CountingEngine
            {
                BeforeBatch = _ => batches++ == point ? throw new OperationCanceledException("killed") : Task.CompletedTask,
            };
            var groups = (await directory.ReadGroupsAsync(map.Groups, Cancel)).Groups;
            var request = new IdentityCenterRequest(Master, map.MembersOn(groups, engine.Family), map.RolesOn(engine.Family));
            try
            {
                var plan = await engine.IdentityCenterUsers.PlanAsync(request, new RecordingHost(), Cancel);
                await foreach (var _ in plan.ApplyAsync(new RecordingHost(), Cancel))
                {
                }

                return false;
            }
            catch (OperationCanceledException) when (batches > point)
            {
                return true;
            }
        }

        public override ValueTask DisposeAsync() => server.DisposeAsync();
    }

    private sealed class MariaDb(MySqlServer server) : SyncServer
    {
        public override ConnectionSettings Master => server.MasterSettings();

        protected override string Engine => "mariadb";

        public static async Task<SyncServer> OpenAsync()
        {
            Assert.SkipUnless(PamParts.HaveMariaDb, PamParts.NotInstalled);
            var server = await MySqlServer.StartAsync(new MySqlServerOptions { WithPam = true }, Cancel);
            await server.SetIamAuthenticationAsync(true);
            await using var master = await Session.OpenAsync(server.MasterSettings(), Cancel);
            await master.ExecuteBatchAsync(["CREATE DATABASE shop", "CREATE ROLE own"], Cancel);
            return new MariaDb(server);
        }

        /// <summary>The widest hoop role as privileges of the account's own; another one as the role at login.</summary>
        public override IReadOnlyList<string> Given(IReadOnlyList<string> roles) =>
        [
            .. roles.Contains("hoop_rw") ? ["INSERT on shop", "SELECT on shop"]
                : roles.Contains("hoop_ro") ? ["SELECT on shop"] : Array.Empty<string>(),
            .. roles.Contains("own") ? ["own", "own at login"] : Array.Empty<string>(),
            "by token",
        ];

        public override async Task<IReadOnlyList<string>> ManagedAsync()
        {
            var owners = new Dictionary<string, string?>(StringComparer.Ordinal);
            var query = new ManagedUserQuery(Master) { Kind = ManagedKind.IdentityCenter };
            await foreach (var user in DatabaseEngines.For(Engine).ManagedUsers.ListAsync(query, new RecordingHost(), Cancel))
                owners.Add(user.UserName, user.Mark!.Owner);
            await using var session = await Session.OpenAsync(server.SuperuserSettings(), Cancel);
            var (rows, failure) = await session.QueryAllAsync(
            [
                "SELECT User, CONCAT('SELECT on ', Db) FROM mysql.db WHERE Select_priv = 'Y'",
                "SELECT User, CONCAT('INSERT on ', Db) FROM mysql.db WHERE Insert_priv = 'Y'",
                "SELECT User, Role FROM mysql.roles_mapping WHERE Role NOT LIKE 'hoop\\_connect\\_%'",
                "SELECT User, CONCAT(default_role, ' at login') FROM mysql.user WHERE default_role <> ''",
                "SELECT User, 'by token' FROM mysql.user WHERE plugin = 'AWSAuthenticationPlugin' AND ssl_type = 'ANY'",
            ], Cancel);
            Assert.Null(failure);
            var has = rows.SelectMany(each => each).ToLookup(row => ServerValue.Text(row[0]), row => ServerValue.Text(row[1]));
            return [.. owners.Select(owner => Line(owner.Value, owner.Key, has[owner.Key]))];
        }

        /// <summary>After a request, whose statements the server may do: each commits by itself.</summary>
        public override async Task<bool> RunKilledAsync(MemoryDirectory directory, GroupMap map, int point)
        {
            // TLS and the login.
            await using var way = BreakingConnection.After(Master.Port, point + 1, login: 3);
            await SyncRun.RunAsync(directory, map, [Target(way.Port)], asked: way.Count);
            return way.HasBroken;
        }

        public override ValueTask DisposeAsync() => server.DisposeAsync();
    }

    /// <summary>How <see cref="ManagedAsync"/> tells of a user.</summary>
    public static string Line(string? owner, string name, IEnumerable<string> has) =>
        $"{owner} {name}: " + string.Join(", ", has.Order(StringComparer.Ordinal));
}
