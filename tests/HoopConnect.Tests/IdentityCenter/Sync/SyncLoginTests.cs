using HoopConnect.Databases;
using HoopConnect.Databases.IdentityCenterUsers;
using HoopConnect.Databases.Users;
using HoopConnect.Hosting;
using HoopConnect.IdentityCenter.Events;
using HoopConnect.IdentityCenter.Sync;
using HoopConnect.Planning;
using HoopConnect.Tests.IamAuthentication;
using HoopConnect.Tests.Provisioning;
using static HoopConnect.Databases.IdentityCenterUsers.IdentityCenterState;

namespace HoopConnect.Tests.IdentityCenter.Sync;

/// <summary>Members of groups at real servers that check tokens: what they may do is their groups' roles, and who left is out.</summary>
public class SyncLoginTests(SandboxFixture sandboxes)
{
    private const string Ann = "Ann.O'Neil@example.com";
    private const string Bob = "BOB \"the\" DBA";

    private static readonly GroupMap Map = SyncRun.Map(("Analysts", "hoop_ro"), ("Writers", "hoop_rw"));

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public static TheoryData<string> Engines => ["postgres", "mariadb"];

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task A_member_has_exactly_the_rights_of_his_groups_and_who_left_is_out_at_once(string engine)
    {
        await using var scenario = await OpenAsync(engine);
        var directory = new MemoryDirectory();
        directory.Put("u-ann", Ann);
        directory.Put("u-bob", Bob, isEnabled: null);
        directory.Join("Analysts", "u-ann", "u-bob");
        directory.Join("Writers", "u-bob");
        var first = await RunAsync(scenario, directory);
        Assert.Empty(first.Host.Errors);
        Assert.Equal([(Ann, Created), (Bob, Created)], SyncRun.States(first.Rows));
        Assert.Equal(["Analysts", "Writers"], first.Rows.Single(row => row.UserName == Bob).Groups);
        await UseAsync(scenario, Ann, "SELECT * FROM shop.t");
        await Assert.ThrowsAnyAsync<HoopException>(() => UseAsync(scenario, Ann, "INSERT INTO shop.t VALUES (1)"));
        await UseAsync(scenario, Bob, "INSERT INTO shop.t VALUES (1)");
        await Assert.ThrowsAnyAsync<HoopException>(() => UseAsync(scenario, Bob, "DROP TABLE shop.t"));

        var again = await RunAsync(scenario, directory);
        Assert.All(again.Host.Plans, plan => Assert.True(plan.IsEmpty, plan.ToString()));
        Assert.Equal([(Ann, Unchanged), (Bob, Unchanged)], SyncRun.States(again.Rows));

        // Of two groups one is left: the other's role stays.
        directory.Leave("Writers", "u-bob");
        Assert.Equal([(Ann, Unchanged), (Bob, Revoked)], SyncRun.States((await RunAsync(scenario, directory)).Rows));
        await UseAsync(scenario, Bob, "SELECT * FROM shop.t");
        await Assert.ThrowsAnyAsync<HoopException>(() => UseAsync(scenario, Bob, "INSERT INTO shop.t VALUES (2)"));

        // As the doctor reads it: by the id, whatever the name; and who only has the name is nobody's.
        var users = scenario.Engine.IdentityCenterUsers;
        var bob = await users.FindAsync(scenario.Master, "u-bob", "another name", Cancel);
        Assert.Equal((Bob, true, false), (bob!.UserName, bob.IsOurs, bob.IsLocked));
        Assert.Equal([engine == "postgres" ? "hoop_ro" : "SELECT on `shop`.*"], bob.Has.Select(has => has.Replace(", SHOW VIEW", "")));
        Assert.False((await users.FindAsync(scenario.Master, "u-other", Ann, Cancel))!.IsOurs);
        Assert.Null(await users.FindAsync(scenario.Master, "u-other", "nobody", Cancel));

        // Another name: the same user.
        directory.Put("u-ann", "ann");
        var renamed = await RunAsync(scenario, directory);
        Assert.Empty(renamed.Host.Errors);
        Assert.Equal((Ann, Renamed), renamed.Rows.Where(row => row.UserName == "ann").Select(row => (row.FormerName, row.State)).Single());
        await UseAsync(scenario, "ann", "SELECT * FROM shop.t");
        Assert.Equal(LoginOutcome.Refused, await scenario.LogInAsync(Ann, await scenario.TokenAsync(Ann)));
        Assert.True((await RunAsync(scenario, directory)).Host.Plans.All(plan => plan.IsEmpty));

        // An open session ends with its user.
        await using var open = await scenario.Engine.OpenAsync(scenario.Settings(Bob, await scenario.TokenAsync(Bob)), Cancel);
        await open.QueryAsync("SELECT 1", [], Cancel);
        directory.Leave("Analysts", "u-bob");
        Assert.Equal([(Bob, Dropped), ("ann", Unchanged)], SyncRun.States((await RunAsync(scenario, directory)).Rows));
        await Assert.ThrowsAnyAsync<HoopException>(() => open.QueryAsync("SELECT 1", [], Cancel));
        Assert.Equal(LoginOutcome.Refused, await scenario.LogInAsync(Bob, await scenario.TokenAsync(Bob)));

        // Who is disabled is no member.
        directory.Put("u-ann", "ann", isEnabled: false);
        Assert.Equal([("ann", Dropped)], SyncRun.States((await RunAsync(scenario, directory)).Rows));
        Assert.Empty(await ManagedAsync(scenario));
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task What_is_not_ours_is_never_touched_and_what_cannot_be_a_name_is_refused(string engine)
    {
        await using var scenario = await OpenAsync(engine);
        await scenario.ArrangeAsync(
            engine == "postgres" ? "CREATE ROLE taken LOGIN PASSWORD 'a-password'" : "CREATE USER 'taken'@'%' IDENTIFIED BY 'a-password'");
        var directory = new MemoryDirectory();
        var longest = engine == "postgres" ? 63 : 128;
        string[] good = [new('x', longest), "o'hara", "a.b@c", "Capital", "`tick`", "x; DROP TABLE t --", "%", "ann\\"];
        if (engine == "mariadb")
            good = good[..^1];
        string[] bad = [new('y', longest + 1), "taken", scenario.Master.Login.UserName, "twice", ""];
        foreach (var (name, at) in good.Concat(bad).Append("twice").Select((name, at) => (name, at)))
            directory.Put($"u-{at}", name);
        directory.Join("Analysts", [.. directory.Users.Select(user => user.Id)]);
        var run = await RunAsync(scenario, directory);
        Assert.Equal(good.Order(StringComparer.Ordinal), run.Rows.Where(row => row.State == Created).Select(row => row.UserName)
            .Order(StringComparer.Ordinal));
        Assert.Equal(
            bad.Append("twice").Order(StringComparer.Ordinal),
            run.Rows.Where(row => row.State == Failed).Select(row => row.UserName).Order(StringComparer.Ordinal));
        Assert.Equal(
            ["Database.InvalidName", "IdentityCenterUser.NameTwice", "IdentityCenterUser.NotOurs"],
            run.Host.Errors.Select(error => error.ErrorId).Distinct().Order());
        Assert.Equal(bad.Length + 1, run.Summary!.Failed);
        // The user that is not ours has its password, and no role of ours.
        Assert.Equal(LoginOutcome.Accepted, await scenario.LogInAsync("taken", "a-password"));
        await Assert.ThrowsAnyAsync<HoopException>(async () =>
        {
            await using var session = await scenario.Engine.OpenAsync(scenario.Settings("taken", "a-password"), Cancel);
            await session.ExecuteBatchAsync(["SELECT * FROM shop.t"], Cancel);
        });
        foreach (var name in good)
            Assert.Equal(LoginOutcome.Accepted, await scenario.LogInAsync(name, await scenario.TokenAsync(name)));
        Assert.DoesNotContain((await RunAsync(scenario, directory)).Host.Plans, plan => !plan.IsEmpty);
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task Two_who_change_names_and_one_who_takes_a_left_name_get_no_rights_of_another(string engine)
    {
        await using var scenario = await OpenAsync(engine);
        var directory = new MemoryDirectory();
        directory.Put("u-1", "one");
        directory.Put("u-2", "two");
        directory.Put("u-3", "three");
        directory.Join("Analysts", "u-1", "u-3");
        directory.Join("Writers", "u-2");
        Assert.Empty((await RunAsync(scenario, directory)).Host.Errors);

        directory.Put("u-1", "two");
        directory.Put("u-2", "one");
        directory.Delete("u-3");
        directory.Put("u-4", "three");
        directory.Join("Writers", "u-4");
        var run = await RunAsync(scenario, directory);
        Assert.Empty(run.Host.Errors);
        Assert.Equal(
            [("one", Renamed), ("three", Dropped), ("three", Created), ("two", Renamed)],
            run.Rows.OrderBy(row => row.UserName, StringComparer.Ordinal).ThenBy(row => row.State == Created)
                .Select(row => (row.UserName, row.State)));
        await Assert.ThrowsAnyAsync<HoopException>(() => UseAsync(scenario, "two", "INSERT INTO shop.t VALUES (1)"));
        await UseAsync(scenario, "one", "INSERT INTO shop.t VALUES (1)");
        await UseAsync(scenario, "three", "INSERT INTO shop.t VALUES (1)");
        Assert.Equal(["u-2 one", "u-4 three", "u-1 two"], await ManagedAsync(scenario));
        Assert.DoesNotContain((await RunAsync(scenario, directory)).Host.Plans, plan => !plan.IsEmpty);

        // Of whom the directory tells no name, nobody is sent away.
        directory.Put("u-1", "");
        run = await RunAsync(scenario, directory);
        Assert.Equal([("", Failed), ("one", Unchanged), ("three", Unchanged)], SyncRun.States(run.Rows));
        Assert.Equal(["u-2 one", "u-4 three", "u-1 two"], await ManagedAsync(scenario));
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task An_event_is_a_hint_and_what_is_done_is_what_the_directory_says(string engine)
    {
        await using var scenario = await OpenAsync(engine);
        var directory = new MemoryDirectory();
        foreach (var id in (string[])["a", "b", "c"])
            directory.Put(id, "user-" + id);
        directory.Join("Analysts", "a", "b");
        directory.Join("Writers", "c");

        async Task<IEnumerable<(string, IdentityCenterState)>> TellAsync(params DirectoryEvent[] events) =>
            SyncRun.States((await RunAsync(scenario, directory, events)).Rows);

        Assert.Equal([("user-a", Created)], await TellAsync(new DirectoryEvent(DirectoryEventKind.MemberAdded, "a")));
        // Says that b left; the directory says otherwise. Twice, and of another group and another store besides.
        var left = new DirectoryEvent(DirectoryEventKind.MemberRemoved, "b")
        {
            GroupId = "id-Analysts",
            IdentityStoreId = MemoryDirectory.StoreId,
        };
        Assert.Equal(
            [("user-b", Created)],
            await TellAsync(left, left, new DirectoryEvent(DirectoryEventKind.MemberAdded, "c") { GroupId = "id-Others" },
                new DirectoryEvent(DirectoryEventKind.MemberAdded, "c") { IdentityStoreId = "d-0000000000" }));
        directory.Delete("a");
        Assert.Equal([("user-a", Dropped)], await TellAsync(new DirectoryEvent(DirectoryEventKind.UserDeleted, "a")));
        Assert.Equal(["b user-b"], await ManagedAsync(scenario));
        // A membership of which it is not told whose it was: everybody is looked at.
        Assert.Equal(
            [("user-b", Unchanged), ("user-c", Created)], await TellAsync(new DirectoryEvent(DirectoryEventKind.MemberRemoved, "")));
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task A_run_that_would_remove_too_many_or_finds_a_group_empty_changes_nothing(string engine)
    {
        await using var scenario = await OpenAsync(engine);
        var directory = new MemoryDirectory();
        foreach (var at in Enumerable.Range(0, 10))
            directory.Put($"u-{at}", $"user{at}");
        directory.Join("Analysts", [.. Enumerable.Range(0, 10).Select(at => $"u-{at}")]);
        directory.Join("Writers", "u-0");
        Assert.Empty((await RunAsync(scenario, directory)).Host.Errors);

        foreach (var at in (int[])[1, 2, 3])
            directory.Delete($"u-{at}");
        directory.Put("u-new", "somebody new");
        directory.Join("Analysts", "u-new");
        directory.Delete("u-4");
        var before = await ManagedAsync(scenario);
        var tooMany = await Assert.ThrowsAsync<HoopException>(() => RunAsync(scenario, directory, maximumRemoval: 30));
        Assert.Equal("IdentityCenter.TooManyRemovals", tooMany.ErrorId);
        Assert.Contains("4 of 10", tooMany.Message, StringComparison.Ordinal);
        Assert.Equal(before, await ManagedAsync(scenario));

        directory.Leave("Writers", "u-0");
        var empty = await Assert.ThrowsAsync<HoopException>(() => RunAsync(scenario, directory, maximumRemoval: 100, allowEmpty: false));
        Assert.Equal("IdentityCenter.EmptyGroup", empty.ErrorId);
        Assert.Equal(before, await ManagedAsync(scenario));

        // Shown is all of it, and done is nothing.
        var shown = await SyncRun.RunAsync(directory, Map, [Target(scenario)], mode: RunMode.Show);
        Assert.Empty(shown.Rows);
        Assert.Contains(shown.Host.Plans.Single().Steps, step => step.Statement.Contains("somebody new"));
        Assert.Equal(before, await ManagedAsync(scenario));
        var done = await RunAsync(scenario, directory, maximumRemoval: 40);
        Assert.Equal((1, 4, 1, 0), (done.Summary!.Created, done.Summary.Dropped, done.Summary.Revoked, done.Summary.Failed));
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task A_role_of_the_servers_own_and_a_policy_are_active_at_login(string engine)
    {
        await using var scenario = await OpenAsync(engine);
        await using (var master = await scenario.Engine.OpenAsync(scenario.Master, Cancel))
        {
            await master.ExecuteBatchAsync(engine == "postgres"
                ? ["CREATE ROLE readers", "CREATE SCHEMA own", "CREATE TABLE own.t (id int)", "GRANT USAGE ON SCHEMA own TO readers",
                    "GRANT SELECT ON own.t TO readers"]
                : ["CREATE ROLE readers", "CREATE DATABASE own", "CREATE TABLE own.t (id int)",
                    "GRANT SELECT ON own.* TO readers"], Cancel);
        }

        GrantScope[] scopes = [engine == "postgres" ? new GrantScope("postgres", "own") : new GrantScope("own", "own")];
        var policy = new MemberRole("inserts")
        {
            Policy = new GrantRequest("inserts", scopes, [GrantPrivilege.Insert]),
            Family = scenario.Engine.Family,
        };
        var map = new GroupMap(
        [
            KeyValuePair.Create("Readers", (IReadOnlyList<MemberRole>)[new MemberRole("readers")]),
            KeyValuePair.Create("Inserters", (IReadOnlyList<MemberRole>)[policy]),
        ]);
        var directory = new MemoryDirectory();
        directory.Put("u-1", "both");
        directory.Join("Readers", "u-1");
        directory.Join("Inserters", "u-1");
        var run = await SyncRun.RunAsync(directory, map, [Target(scenario)]);
        Assert.Empty(run.Host.Errors);
        await UseAsync(scenario, "both", "SELECT * FROM own.t", "INSERT INTO own.t VALUES (1)");
        await Assert.ThrowsAnyAsync<HoopException>(() => UseAsync(scenario, "both", "DELETE FROM own.t"));
        Assert.DoesNotContain((await SyncRun.RunAsync(directory, map, [Target(scenario)])).Host.Plans, plan => !plan.IsEmpty);

        directory.Leave("Readers", "u-1");
        Assert.Equal([("both", Revoked)], SyncRun.States((await SyncRun.RunAsync(directory, map, [Target(scenario)])).Rows));
        await UseAsync(scenario, "both", "INSERT INTO own.t VALUES (1)");
        await Assert.ThrowsAnyAsync<HoopException>(() => UseAsync(scenario, "both", "SELECT * FROM own.t"));

        var nowhere = await SyncRun.RunAsync(directory, SyncRun.Map(("Readers", "no such role")), [Target(scenario)]);
        Assert.Equal("IdentityCenterUser.RoleNotFound", Assert.Single(nowhere.Host.Errors).ErrorId);
        Assert.Equal(1, nowhere.Summary!.FailedDatabases);
    }

    [Fact]
    public async Task SQL_Server_has_no_IAM_and_the_other_databases_go_on()
    {
        await using var scenario = await OpenAsync("postgres");
        var directory = new MemoryDirectory();
        directory.Put("u-1", "one");
        directory.Join("Analysts", "u-1");
        var target = Target(scenario);
        var other = target with { Database = target.Database with { Engine = "sqlserver-se" } };
        var run = await SyncRun.RunAsync(directory, SyncRun.Map(("Analysts", "hoop_ro")), [other, target]);
        Assert.Equal("IdentityCenterUser.EngineNotServed", Assert.Single(run.Host.Errors).ErrorId);
        Assert.Equal([("one", Created)], SyncRun.States(run.Rows));
        Assert.Equal((2, 1, false), (run.Summary!.Databases, run.Summary.FailedDatabases, run.Summary.Succeeded));
    }

    [Fact]
    public async Task What_the_user_of_who_left_owns_is_handed_on()
    {
        await using var scenario = await OpenAsync("postgres");
        await scenario.ArrangeAsync("GRANT CREATE ON SCHEMA shop TO hoop_rw");
        var directory = new MemoryDirectory();
        directory.Put("u-1", "owner");
        directory.Put("u-2", "stays");
        directory.Join("Writers", "u-1");
        directory.Join("Analysts", "u-2");
        Assert.Empty((await RunAsync(scenario, directory)).Host.Errors);
        await UseAsync(scenario, "owner", "CREATE TABLE shop.own (id int)");
        directory.Leave("Writers", "u-1");
        var run = await RunAsync(scenario, directory);
        Assert.Empty(run.Host.Errors);
        Assert.Equal([("owner", Dropped), ("stays", Unchanged)], SyncRun.States(run.Rows));
        await using var master = await scenario.Engine.OpenAsync(scenario.Master, Cancel);
        var owner = await master.QueryAsync("SELECT tableowner::text FROM pg_catalog.pg_tables WHERE tablename = 'own'", [], Cancel);
        Assert.NotEqual("owner", Assert.Single(owner)[0]);
    }

    private static SyncTarget Target(IamScenario scenario) => new(scenario.Described(), scenario.Master);

    private static Task<(IReadOnlyList<SyncedUser> Rows, SyncSummary? Summary, RecordingHost Host)> RunAsync(
        IamScenario scenario, MemoryDirectory directory, IReadOnlyList<DirectoryEvent>? events = null, int maximumRemoval = 100,
        bool allowEmpty = true) =>
        SyncRun.RunAsync(directory, Map, [Target(scenario)], events, maximumRemoval, allowEmpty);

    private async Task<IamScenario> OpenAsync(string engine)
    {
        var scenario = engine == "postgres" ? await IamScenario.PostgresAsync(sandboxes) : await IamScenario.MariaDbAsync(sandboxes);
        await scenario.ArrangeAsync(engine == "postgres"
            ? ["CREATE SCHEMA shop", "CREATE TABLE shop.t (id int)", "CREATE ROLE hoop_ro", "CREATE ROLE hoop_rw",
                "GRANT USAGE ON SCHEMA shop TO hoop_ro, hoop_rw", "GRANT SELECT ON shop.t TO hoop_ro, hoop_rw",
                "GRANT INSERT ON shop.t TO hoop_rw"]
            : ["CREATE DATABASE shop", "CREATE TABLE shop.t (id int)"]);
        return scenario;
    }

    private static async Task<IReadOnlyList<string>> ManagedAsync(IamScenario scenario)
    {
        var users = new List<string>();
        var query = new ManagedUserQuery(scenario.Master) { Kind = ManagedKind.IdentityCenter };
        await foreach (var user in scenario.Engine.ManagedUsers.ListAsync(query, new RecordingHost(), Cancel))
            users.Add($"{user.Mark!.Owner} {user.UserName}");
        return users;
    }

    private static async Task UseAsync(IamScenario scenario, string userName, params string[] statements)
    {
        await using var session = await scenario.Engine.OpenAsync(scenario.Settings(userName, await scenario.TokenAsync(userName)), Cancel);
        await session.ExecuteBatchAsync(statements, Cancel);
    }
}
