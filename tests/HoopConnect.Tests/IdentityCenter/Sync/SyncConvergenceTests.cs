using FsCheck;
using FsCheck.Fluent;
using HoopConnect.Databases;
using HoopConnect.Databases.IdentityCenterUsers;
using HoopConnect.Databases.PostgreSql;
using HoopConnect.Databases.Users;
using HoopConnect.Discovery;
using HoopConnect.IdentityCenter.Events;
using HoopConnect.IdentityCenter.Sync;
using HoopConnect.Sandbox.Servers;
using HoopConnect.Tests.Databases;
using HoopConnect.Tests.Databases.PostgreSql.Server;
using HoopConnect.Tests.Provisioning;

namespace HoopConnect.Tests.IdentityCenter.Sync;

/// <summary>Whatever happened and whatever was lost on the way: one live run, and the server is as the directory.</summary>
public class SyncConvergenceTests
{
    private static readonly string[] Groups = ["one", "two", "three"];
    private static readonly string[] Roles = ["hoop_ro", "hoop_rw", "own"];

    private static readonly GroupMap Map = SyncRun.Map([.. Groups.Zip(Roles)]);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Random_histories_replayed_in_any_order_twice_and_with_some_lost_end_in_the_directorys_state()
    {
        await using var server = await StartAsync();
        Prop.ForAll<int[], int[]>((history, order) => ReplayAsync(server, history, order).GetAwaiter().GetResult())
            .Check(Config.QuickThrowOnFailure.WithMaxTest(25));
    }

    [Fact]
    public async Task A_run_that_is_killed_before_any_of_its_batches_is_ended_by_the_next_one()
    {
        await using var server = await StartAsync();
        var directory = new MemoryDirectory();
        foreach (var at in Enumerable.Range(0, 6))
            directory.Put($"u{at}", $"person {at}");
        directory.Join("one", "u0", "u1", "u2");
        directory.Join("two", "u2", "u3");
        var target = Target(server);
        Assert.Empty((await SyncRun.RunAsync(directory, Map, [target])).Host.Errors);

        var batches = 1;
        for (var killAt = 0; killAt < batches; killAt++)
        {
            // Each round makes, renames, grants, revokes and drops.
            directory.Put("u0", $"renamed {killAt}");
            directory.Delete($"new{killAt - 1}");
            directory.Put($"new{killAt}", $"new {killAt}");
            directory.Join("three", $"new{killAt}", "u5");
            directory.Leave(killAt % 2 == 0 ? "one" : "two", "u2");
            directory.Join(killAt % 2 == 0 ? "two" : "one", "u2", "u1");
            batches = 0;
            var engine = new CountingEngine
            {
                BeforeBatch = _ => batches++ == killAt ? throw new OperationCanceledException("killed") : Task.CompletedTask,
            };
            var request = new IdentityCenterRequest(
                target.Master, Map.MembersOn((await directory.ReadGroupsAsync(Groups, Cancel)).Groups, "postgres"),
                Map.RolesOn("postgres"));
            await Assert.ThrowsAnyAsync<OperationCanceledException>(async () =>
            {
                var plan = await engine.IdentityCenterUsers.PlanAsync(request, new RecordingHost(), Cancel);
                await foreach (var _ in plan.ApplyAsync(new RecordingHost(), Cancel))
                {
                }
            });
            // As many as a whole run has, to go on with the next of them.
            batches = Math.Max(batches, killAt + 1) + (killAt < 4 ? 1 : 0);
            Assert.Empty((await SyncRun.RunAsync(directory, Map, [target])).Host.Errors);
            await EqualAsync(server, directory);
        }
    }

    [Fact]
    public async Task Five_hundred_users_of_five_groups_over_ten_databases_converge_in_one_run_and_a_second_changes_nothing()
    {
        const int users = 500;
        const int databases = 10;
        var servers = new List<PostgresServer>();
        try
        {
            foreach (var _ in Enumerable.Range(0, databases))
                servers.Add(await StartAsync());
            await ConvergeAsync(servers, users);
        }
        finally
        {
            foreach (var server in servers)
                await server.DisposeAsync();
        }
    }

    private static async Task ConvergeAsync(List<PostgresServer> servers, int users)
    {
        var directory = new MemoryDirectory();
        var names = Enumerable.Range(0, 5).Select(at => $"group {at}").ToArray();
        string[] roles = ["hoop_ro", "hoop_rw", "own", "hoop_ro", "own"];
        foreach (var at in Enumerable.Range(0, users))
            directory.Put($"u{at:D3}", $"user.{at:D3}@example.com");
        foreach (var at in Enumerable.Range(0, 5))
            directory.Join(names[at], [.. Enumerable.Range(0, users).Where(id => id % 5 == at || id % 7 == at).Select(id => $"u{id:D3}")]);
        var map = SyncRun.Map([.. names.Zip(roles)]);
        var targets = servers.Select(Target).ToList();
        var first = await SyncRun.RunAsync(directory, map, targets);
        Assert.Empty(first.Host.Errors);
        Assert.Equal((users * servers.Count, 0), (first.Summary!.Created, first.Summary.Failed));
        var second = await SyncRun.RunAsync(directory, map, targets);
        Assert.Equal((users * servers.Count, 0), (second.Summary!.Unchanged, second.Summary.Failed));
        Assert.All(second.Host.Plans, plan => Assert.True(plan.IsEmpty));
        foreach (var server in servers)
            Assert.Equal(users, (await ManagedAsync(server)).Count);
    }

    private static async Task ReplayAsync(PostgresServer server, int[] history, int[] order)
    {
        var directory = new MemoryDirectory();
        foreach (var at in Enumerable.Range(0, 4))
            directory.Put($"u{at}", $"start {at}");
        var target = Target(server);
        var events = new List<DirectoryEvent>();
        foreach (var step in history.Select(step => step & int.MaxValue))
        {
            var id = $"u{step / 8 % 6}";
            var group = Groups[step / 64 % 3];
            switch (step % 8)
            {
                case 0 or 1 or 2:
                    directory.Join(group, id);
                    events.Add(new DirectoryEvent(DirectoryEventKind.MemberAdded, id) { GroupId = "id-" + group });
                    break;
                case 3 or 4 when directory.IsIn(group, id):
                    directory.Leave(group, id);
                    events.Add(new DirectoryEvent(DirectoryEventKind.MemberRemoved, id) { GroupId = "id-" + group });
                    break;
                case 5:
                    directory.Delete(id);
                    events.Add(new DirectoryEvent(DirectoryEventKind.UserDeleted, id));
                    break;
                default:
                    // Names are taken from each other.
                    var name = $"name {step / 512 % 5}";
                    if (directory.Users.All(user => user.UserName != name))
                        directory.Put(id, name);
                    events.Add(new DirectoryEvent(DirectoryEventKind.UserCreated, id));
                    break;
            }

            // Some are heard of as they happen.
            if (step % 3 == 0 && events.Count > 0)
                await SyncRun.RunAsync(directory, Map, [target], [events[^1]]);
        }

        // Then in any order, twice, and some never.
        var heard = events.Where((_, at) => order.Length == 0 || (order[at % order.Length] & 3) != 0)
            .OrderBy((one) => order.Length == 0 ? 0 : order[events.IndexOf(one) % order.Length]).ToList();
        foreach (var portion in heard.Concat(heard).Chunk(5))
            await SyncRun.RunAsync(directory, Map, [target], portion);

        var run = await SyncRun.RunAsync(directory, Map, [target]);
        Assert.Empty(run.Host.Errors);
        await EqualAsync(server, directory);
        Assert.All((await SyncRun.RunAsync(directory, Map, [target])).Host.Plans, plan => Assert.True(plan.IsEmpty, plan.ToString()));
    }

    /// <summary>Users, whose they are, and what they are members of, are those of the directory.</summary>
    private static async Task EqualAsync(PostgresServer server, MemoryDirectory directory)
    {
        var expected = directory.Users
            .Select(user => (user, roles: Groups.Zip(Roles).Where(pair => directory.IsIn(pair.First, user.Id)).Select(pair => pair.Second)))
            .Where(one => one.roles.Any())
            .Select(one => $"{one.user.Id} {one.user.UserName}: "
                + string.Join(", ", one.roles.Append("rds_iam").Order(StringComparer.Ordinal)));
        Assert.Equal(expected.Order(StringComparer.Ordinal), (await ManagedAsync(server)).Order(StringComparer.Ordinal));
    }

    private static async Task<IReadOnlyList<string>> ManagedAsync(PostgresServer server)
    {
        await using var session = await new PostgreSqlEngine().OpenAsync(server.MasterSettings(), Cancel);
        var rows = await session.QueryAsync(
            "SELECT r.rolname::text, pg_catalog.shobj_description(r.oid, 'pg_authid'), ARRAY(SELECT g.rolname::text "
            + "FROM pg_catalog.pg_auth_members m JOIN pg_catalog.pg_roles g ON g.oid = m.roleid WHERE m.member = r.oid ORDER BY 1) "
            + "FROM pg_catalog.pg_roles r WHERE r.rolcanlogin AND pg_catalog.shobj_description(r.oid, 'pg_authid') LIKE '%identityCenter%'",
            [], Cancel);
        return
        [
            .. rows.Select(row => $"{ManagedMark.Parse((string)row[1]!)!.Owner} {row[0]}: "
                + string.Join(", ", ((string[])row[2]!).Order(StringComparer.Ordinal))),
        ];
    }

    private static SyncTarget Target(PostgresServer server)
    {
        var master = server.MasterSettings();
        var database = new RdsDatabase
        {
            AccountId = "",
            Region = "",
            Identifier = "test",
            Arn = "",
            ResourceId = "",
            Status = "available",
            Engine = "postgres",
            HostName = master.Host,
            Port = master.Port,
        };
        return new SyncTarget(database, master);
    }

    private static async Task<PostgresServer> StartAsync()
    {
        var server = await PostgresServer.StartAsync(new PostgresServerOptions { Major = 18 }, Cancel);
        await server.SetIamAuthenticationAsync(true);
        await using var master = await new PostgreSqlEngine().OpenAsync(server.MasterSettings(), Cancel);
        await master.ExecuteBatchAsync(["CREATE ROLE hoop_ro", "CREATE ROLE hoop_rw", "CREATE ROLE own"], Cancel);
        return server;
    }
}
