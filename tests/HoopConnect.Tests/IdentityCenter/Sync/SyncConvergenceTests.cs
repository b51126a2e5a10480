using System.Collections.Concurrent;
using FsCheck;
using FsCheck.Fluent;
using HoopConnect.IdentityCenter.Events;
using HoopConnect.IdentityCenter.Sync;
using static HoopConnect.Tests.IdentityCenter.Sync.SyncServer;

namespace HoopConnect.Tests.IdentityCenter.Sync;

/// <summary>Whatever happened and whatever was lost on the way: one live run, and the server is as the directory.</summary>
public class SyncConvergenceTests(SyncConvergenceTests.Servers servers) : IClassFixture<SyncConvergenceTests.Servers>
{
    private static readonly string[] Groups = ["one", "two", "three"];
    private static readonly string[] Roles = ["hoop_ro", "hoop_rw", "own"];

    private static readonly GroupMap Map = SyncRun.Map([.. Groups.Zip(Roles)]);

    public static TheoryData<string> Engines => SyncServer.Engines;

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task Random_histories_replayed_in_any_order_twice_and_with_some_lost_end_in_the_directorys_state(string engine)
    {
        var server = await servers.GetAsync(engine);
        Prop.ForAll<int[], int[]>((history, order) => ReplayAsync(server, history, order).GetAwaiter().GetResult())
            .Check(Config.QuickThrowOnFailure.WithMaxTest(25));
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task A_run_that_is_killed_at_any_point_is_ended_by_the_next_one(string engine)
    {
        var server = await servers.GetAsync(engine);
        var directory = new MemoryDirectory();
        foreach (var at in Enumerable.Range(0, 6))
            directory.Put($"u{at}", $"person {at}");
        directory.Join("one", "u0", "u1", "u2");
        directory.Join("two", "u2", "u3");
        Assert.Empty((await SyncRun.RunAsync(directory, Map, [server.Target()])).Host.Errors);

        for (var (point, isKilled) = (0, true); isKilled; point++)
        {
            // Each round makes, renames, grants, revokes and drops.
            directory.Put("u0", $"renamed {point}");
            directory.Delete($"new{point - 1}");
            directory.Put($"new{point}", $"new {point}");
            directory.Join("three", $"new{point}", "u5");
            directory.Leave(point % 2 == 0 ? "one" : "two", "u2");
            directory.Join(point % 2 == 0 ? "two" : "one", "u2", "u1");
            isKilled = await server.RunKilledAsync(directory, Map, point);
            Assert.Empty((await SyncRun.RunAsync(directory, Map, [server.Target()])).Host.Errors);
            await EqualAsync(server, directory);
            Assert.True(isKilled || point > 4, $"It was killed at {point} points only.");
        }
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task Five_hundred_users_of_five_groups_over_ten_databases_converge_in_one_run_and_a_second_changes_nothing(string engine)
    {
        const int users = 500;
        const int databases = 10;
        var shared = await servers.GetAsync(engine);
        var more = await Task.WhenAll(Enumerable.Range(1, databases - 1).Select(_ => StartAsync(engine)));
        try
        {
            await ConvergeAsync([shared, .. more], users);
        }
        finally
        {
            foreach (var server in more)
                await server.DisposeAsync();
        }
    }

    private static async Task ConvergeAsync(IReadOnlyList<SyncServer> servers, int users)
    {
        var directory = new MemoryDirectory();
        var names = Enumerable.Range(0, 5).Select(at => $"group {at}").ToArray();
        string[] roles = ["hoop_ro", "hoop_rw", "own", "hoop_ro", "own"];
        foreach (var at in Enumerable.Range(0, users))
            directory.Put($"u{at:D3}", $"user.{at:D3}@example.com");
        foreach (var at in Enumerable.Range(0, 5))
            directory.Join(names[at], [.. Enumerable.Range(0, users).Where(id => id % 5 == at || id % 7 == at).Select(id => $"u{id:D3}")]);
        var map = SyncRun.Map([.. names.Zip(roles)]);
        var targets = servers.Select(server => server.Target()).ToList();
        var first = await SyncRun.RunAsync(directory, map, targets);
        Assert.Empty(first.Host.Errors);
        Assert.Equal((users * servers.Count, 0), (first.Summary!.Created, first.Summary.Failed));
        var second = await SyncRun.RunAsync(directory, map, targets);
        Assert.Equal((users * servers.Count, 0), (second.Summary!.Unchanged, second.Summary.Failed));
        Assert.All(second.Host.Plans, plan => Assert.True(plan.IsEmpty));
        foreach (var server in servers)
            Assert.Equal(users, (await server.ManagedAsync()).Count);
    }

    private static async Task ReplayAsync(SyncServer server, int[] history, int[] order)
    {
        var directory = new MemoryDirectory();
        foreach (var at in Enumerable.Range(0, 4))
            directory.Put($"u{at}", $"start {at}");
        var target = server.Target();
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

    /// <summary>Users, whose they are, and what they have, are those of the directory.</summary>
    private static async Task EqualAsync(SyncServer server, MemoryDirectory directory)
    {
        var expected = directory.Users
            .Select(user => (user, roles: Groups.Zip(Roles).Where(pair => directory.IsIn(pair.First, user.Id))
                .Select(pair => pair.Second).ToList()))
            .Where(one => one.roles.Count > 0)
            .Select(one => Line(one.user.Id, one.user.UserName, server.Given(one.roles)));
        Assert.Equal(expected.Order(StringComparer.Ordinal), (await server.ManagedAsync()).Order(StringComparer.Ordinal));
    }

    /// <summary>One server of each engine for all tests: a live run brings what another test left into line.</summary>
    public sealed class Servers : IAsyncDisposable
    {
        private readonly ConcurrentDictionary<string, Lazy<Task<SyncServer>>> _servers = new();

        internal Task<SyncServer> GetAsync(string engine) =>
            _servers.GetOrAdd(engine, _ => new Lazy<Task<SyncServer>>(() => StartAsync(engine))).Value;

        public async ValueTask DisposeAsync()
        {
            foreach (var server in _servers.Values.Where(server => server.Value.IsCompletedSuccessfully))
                await (await server.Value).DisposeAsync();
        }
    }
}
