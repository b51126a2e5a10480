using HoopConnect.Bench.Roles;
using HoopConnect.Databases;
using HoopConnect.Databases.IdentityCenterUsers;
using HoopConnect.Databases.PostgreSql;
using HoopConnect.Databases.PostgreSql.IdentityCenterUsers;
using HoopConnect.Discovery;
using HoopConnect.IdentityCenter.Directory;
using HoopConnect.IdentityCenter.Sync;
using HoopConnect.Planning;
using HoopConnect.Sandbox.Servers;
using HoopConnect.Secrets;

namespace HoopConnect.Bench.IdentityCenter;

/// <summary>Ten real PostgreSQL servers, and 500 people in five groups who shall have users there.</summary>
internal sealed class SyncServers : IAsyncDisposable
{
    public const int People = 500;
    public const int Count = 10;
    public const int AtOnce = 8;

    private static readonly string[] Roles = ["hoop_ro", "hoop_rw", "hoop_ddl", "own", "others"];

    private readonly List<PostgresServer> _servers = [];
    private readonly Group[] _groups =
    [
        .. Roles.Select((role, at) => new Group(role, [.. Enumerable.Range(0, People).Where(id => id % 5 == at || id % 7 == at)])),
    ];

    public IReadOnlyList<PostgresServer> Servers => _servers;

    private GroupMap Map => new(_groups.Select(group =>
        KeyValuePair.Create("of " + group.Role, (IReadOnlyList<MemberRole>)[new MemberRole(group.Role)])));

    public static async Task<SyncServers> StartAsync(CancellationToken cancellationToken)
    {
        var all = new SyncServers();
        for (var at = 0; at < Count; at++)
        {
            var server = await PostgresServer.StartAsync(cancellationToken: cancellationToken);
            all._servers.Add(server);
            await using var superuser = await server.OpenSuperuserAsync(cancellationToken: cancellationToken);
            await RolesServer.ExecuteAsync(superuser,
                [
                    "CREATE ROLE rds_iam",
                    $"GRANT rds_iam TO {server.MasterLogin.UserName} WITH ADMIN TRUE, INHERIT FALSE, SET FALSE",
                ], cancellationToken);
            await using var master = await server.OpenMasterAsync(cancellationToken: cancellationToken);
            await RolesServer.ExecuteAsync(master, [.. Roles.Select(role => $"CREATE ROLE {role}")], cancellationToken);
        }

        return all;
    }

    /// <summary>One run, as the product does it; every person must get a user on every server.</summary>
    public async Task SyncAsync(CancellationToken cancellationToken)
    {
        var targets = _servers.Select(server => new SyncTarget(
            new RdsDatabase
            {
                AccountId = "",
                Region = "",
                Identifier = "bench",
                Arn = "",
                ResourceId = "",
                Status = "available",
                Engine = "postgres",
                HostName = server.Host,
                Port = server.Port,
            },
            Master(server))).ToList();
        var request = new SyncRequest(Map, targets) { ThrottleLimit = AtOnce };
        var summary = await new IdentityCenterSync(new Directory(_groups), new SilentHost())
            .RunAsync(request, RunMode.Apply, (_, _) => ValueTask.CompletedTask, cancellationToken);
        if (summary is not { Succeeded: true, Created: People * Count })
            throw new InvalidOperationException($"{summary}");
    }

    /// <summary>The same server by server, written down: what planning and what applying sent.</summary>
    public async Task<IReadOnlyList<(IReadOnlyList<RecordedSession> Plan, IReadOnlyList<RecordedSession> Apply)>> RecordAsync(
        CancellationToken cancellationToken)
    {
        var recorded = new List<(IReadOnlyList<RecordedSession> Plan, IReadOnlyList<RecordedSession> Apply)>();
        var groups = (await new Directory(_groups).ReadGroupsAsync(Map.Groups, cancellationToken)).Groups;
        foreach (var server in _servers)
        {
            var engine = new RecordingEngine(new PostgreSqlEngine());
            var plan = await new MemberUsers(engine, TimeProvider.System).PlanAsync(
                new IdentityCenterRequest(Master(server), Map.MembersOn(groups, engine.Family), Map.RolesOn(engine.Family)),
                new SilentHost(), cancellationToken);
            var planned = engine.Sessions.Count;
            await foreach (var outcome in plan.ApplyAsync(new SilentHost(), cancellationToken))
            {
                if (outcome.State != IdentityCenterState.Created)
                    throw new InvalidOperationException($"{outcome.UserName}: {outcome.State}");
            }

            recorded.Add(([.. engine.Sessions.Take(planned)], [.. engine.Sessions.Skip(planned)]));
        }

        return recorded;
    }

    /// <summary>Takes the users away again, and what is left behind them in the catalogues.</summary>
    public async Task RestoreAsync(CancellationToken cancellationToken)
    {
        const string DropAll =
            "DO $$ DECLARE name text; BEGIN FOR name IN SELECT rolname FROM pg_roles WHERE rolname LIKE 'person.%' LOOP "
            + "EXECUTE format('DROP ROLE %I', name); END LOOP; END $$";
        foreach (var server in _servers)
        {
            await using var superuser = await server.OpenSuperuserAsync(cancellationToken: cancellationToken);
            await RolesServer.ExecuteAsync(
                superuser, [DropAll, "VACUUM pg_authid", "VACUUM pg_auth_members", "VACUUM pg_shdescription", "CHECKPOINT"],
                cancellationToken);
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var server in _servers)
            await server.DisposeAsync();
    }

    private static ConnectionSettings Master(PostgresServer server) =>
        new(server.Host, server.Port, new DatabaseLogin(server.MasterLogin.UserName, Secret.From(server.MasterLogin.Password)))
        {
            CaFile = server.CaFile,
        };

    private sealed record Group(string Role, IReadOnlyList<int> Members);

    /// <summary>A directory that is read at once: what is measured is the databases' part.</summary>
    private sealed class Directory(IReadOnlyList<Group> groups) : IIdentityDirectory
    {
        public Task<DirectoryReading> ReadGroupsAsync(IReadOnlyList<string> names, CancellationToken cancellationToken) =>
            Task.FromResult(new DirectoryReading(
                "d-1234567890",
                [.. groups.Select(group => new DirectoryGroup("id-" + group.Role, "of " + group.Role)
                {
                    Members = [.. group.Members.Select(id =>
                        new DirectoryUser($"id-{id:000}", $"person.{id:000}@example.com") { IsEnabled = true })],
                })],
                DateTime.UtcNow));
    }
}
