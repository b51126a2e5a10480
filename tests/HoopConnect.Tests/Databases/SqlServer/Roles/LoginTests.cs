using System.Globalization;
using HoopConnect.Databases.Roles;
using HoopConnect.Databases.SqlServer.Server;
using HoopConnect.Databases.SqlServer.Users;
using HoopConnect.Databases.Users;
using HoopConnect.Hosting;
using HoopConnect.Sandbox.Servers.Tds;

namespace HoopConnect.Tests.Databases.SqlServer.Roles;

public sealed class LoginTests : SqlServerTests
{
    [Fact]
    public async Task A_login_is_made_with_the_SID_that_marks_it_and_Babelfish_which_takes_none_is_told_so_in_the_plan()
    {
        await using var scenario = new RoleScenario();
        Assert.All((await scenario.PlanAsync()).Plan.Steps,
            step => Assert.Contains("SID = 0x486F6F70444201", step.Statement, StringComparison.Ordinal));
        await scenario.ProvisionAsync();
        Assert.All(scenario.Server.Logins.Values, login => Assert.Equal(ManagedKind.Role, LoginSid.KindOf(login.Sid, login.Name)));

        await using var babelfish = new RoleScenario();
        babelfish.Server.IsBabelfish = true;
        babelfish.Server.Version = "12.0.2000.8";
        babelfish.Server.AddDatabase("shop");
        var steps = (await babelfish.PlanAsync()).Plan.Steps.Where(step => step.Action == "create login").ToList();
        Assert.All(steps, step => Assert.DoesNotContain("SID", step.Statement, StringComparison.Ordinal));
        Assert.All(steps, step => Assert.Contains("takes no SID", step.Note, StringComparison.Ordinal));
        Assert.All(await babelfish.ProvisionAsync(), outcome => Assert.Equal(RoleState.Created, outcome.State));
        Assert.All(await babelfish.RemoveAsync(), outcome => Assert.Equal(RoleState.Removed, outcome.State));
        Assert.Empty(babelfish.Server.Logins);
    }

    [Fact]
    public async Task A_login_of_ours_that_was_renamed_is_named_before_anything_is_changed()
    {
        await using var scenario = new RoleScenario();
        scenario.Server.AddDatabase("shop");
        scenario.Server.AddLogin("old_ro");
        scenario.Server.Logins["old_ro"] = scenario.Server.Logins["old_ro"] with { Sid = LoginSid.Of(ManagedKind.Role, "hoop_ro") };
        var error = await Assert.ThrowsAsync<HoopException>(() => scenario.PlanAllAsync());
        Assert.Equal(("Roles.SidTaken", "hoop_ro"), (error.ErrorId, error.Target));
        Assert.Contains("ALTER LOGIN [old_ro] WITH NAME = [hoop_ro]", error.RecommendedAction, StringComparison.Ordinal);
        Assert.Empty(scenario.Server.Changes);
    }

    [Fact]
    public async Task Names_are_the_same_where_the_server_says_so()
    {
        var accentsDoNotMatter = StringComparer.Create(CultureInfo.InvariantCulture,
            CompareOptions.IgnoreCase | CompareOptions.IgnoreNonSpace);
        await using var insensitive = new RoleScenario(server: new ScriptedSqlServer { Collation = accentsDoNotMatter });
        insensitive.Server.AddDatabase("shop");
        insensitive.Server.AddLogin("HÖOP_RO");
        Assert.Equal("Roles.NotOurs", (await Assert.ThrowsAsync<HoopException>(() => insensitive.PlanAllAsync())).ErrorId);

        await using var sensitive = new RoleScenario(server: new ScriptedSqlServer { Collation = StringComparer.Ordinal });
        sensitive.Server.AddLogin("HOOP_RO");
        Assert.All(await sensitive.ProvisionAsync(), outcome => Assert.Equal(RoleState.Created, outcome.State));
        Assert.Equal(4, sensitive.Server.Logins.Count);
    }

    [Fact]
    public async Task A_server_that_is_too_old_or_a_replica_is_refused_before_anything_is_written_by_creation_and_removal()
    {
        await using var old = new RoleScenario();
        old.Server.Version = "12.0.6024.0";
        await AssertRefusedAsync(old, "Database.VersionNotServed");
        await using var replica = new RoleScenario();
        replica.Server.AddDatabase("one", database => database.Updateability = "READ_ONLY");
        replica.Server.AddDatabase("two", database => database.Updateability = "READ_ONLY");
        await AssertRefusedAsync(replica, "Database.ReadOnly");
    }

    [Fact]
    public async Task Settings_that_a_server_has_bent_change_nothing_in_plan_change_and_report()
    {
        await using var scenario = new RoleScenario();
        scenario.Server.IsBent = true;
        scenario.Server.AddDatabase("a long name");
        scenario.Server.AddDatabase("another long name");
        Assert.All(await scenario.ProvisionAsync(), outcome => Assert.Equal(["a long name", "another long name"], outcome.Databases));
        Assert.True((await scenario.PlanAsync()).Plan.IsEmpty);
        Assert.All(await scenario.RemoveAsync(), outcome => Assert.Equal(RoleState.Removed, outcome.State));
        Assert.Empty(scenario.Server.Logins);
    }

    [Fact]
    public async Task A_policy_that_is_off_and_an_expiration_that_is_on_are_drift()
    {
        await using var scenario = new RoleScenario();
        scenario.Server.AddDatabase("shop");
        await scenario.ProvisionAsync();
        Bend(scenario, "hoop_ro", password => password with { ChecksPolicy = false });
        Bend(scenario, "hoop_rw", password => password with { Expires = true });
        var plan = await scenario.PlanAsync();
        Assert.Equal(
            ["ALTER LOGIN [hoop_ro] WITH CHECK_POLICY = ON, CHECK_EXPIRATION = OFF;",
                "ALTER LOGIN [hoop_rw] WITH CHECK_POLICY = ON, CHECK_EXPIRATION = OFF;"],
            plan.Plan.Steps.Select(step => step.Statement));
        Assert.Equal([RoleState.Updated, RoleState.Updated, RoleState.InSync], (await scenario.ApplyAsync(plan))
            .Select(outcome => outcome.State));
        Assert.True((await scenario.PlanAsync()).Plan.IsEmpty);
    }

    [Theory]
    [InlineData("locked")]
    [InlineData("disabled")]
    [InlineData("denied")]
    [InlineData("revoked")]
    [InlineData("expired")]
    public async Task A_login_that_is_refused_whatever_its_password_costs_no_failed_login_and_is_no_changed_password(string why)
    {
        await using var scenario = new RoleScenario();
        scenario.Server.AddDatabase("shop");
        await scenario.ProvisionAsync();
        Refuse(scenario.Server, why);
        var before = scenario.Server.Endpoint.Connections;
        var plan = await scenario.PlanAsync(request => request with { Kinds = [RoleKind.ReadOnly] });
        // One for the server, one for the database: the login itself is not tried.
        Assert.Equal(2, scenario.Server.Endpoint.Connections - before);
        Assert.Contains("no stored password can be proved", Assert.Single(plan.Plan.Steps, step => step.Action == "set password").Note,
            StringComparison.Ordinal);
        var outcome = (await scenario.ApplyAsync(plan))[0];
        Assert.Equal((RoleState.Updated, true), (outcome.State, outcome.PasswordChanged));
        Assert.Empty(outcome.Findings);
        Assert.True((await scenario.PlanAsync()).Plan.IsEmpty);

        // A stranger's login of that name is refused without a try.
        scenario.Server.Logins["hoop_ro"] = scenario.Server.Logins["hoop_ro"] with { Sid = [4, 4] };
        Refuse(scenario.Server, why);
        before = scenario.Server.Endpoint.Connections;
        var error = await Assert.ThrowsAsync<HoopException>(
            () => scenario.PlanAllAsync(request => request with { Kinds = [RoleKind.ReadOnly] }));
        Assert.Equal(("Roles.NotOurs", 2), (error.ErrorId, scenario.Server.Endpoint.Connections - before));
    }

    [Fact]
    public async Task What_was_refused_once_is_not_tried_again_when_the_plan_is_applied()
    {
        await using var scenario = new RoleScenario();
        scenario.Server.AddDatabase("shop");
        await scenario.ProvisionAsync();
        scenario.Server.Logins["hoop_ro"] = scenario.Server.Logins["hoop_ro"] with { Sid = [4, 4] };
        scenario.Server.Endpoint.Accounts["hoop_ro"] = "changed-By-Hand-1";
        var refused = 0;
        scenario.Passwords.Refused = () => refused++;
        await scenario.ProvisionAsync(request => request with { Kinds = [RoleKind.ReadOnly], Adopt = true });
        Assert.Equal(1, refused);
    }

    [Fact]
    public async Task Two_creations_at_once_end_with_one_set_of_logins_and_passwords_and_no_failure()
    {
        for (var round = 0; round < 5; round++)
        {
            await using var scenario = new RoleScenario();
            scenario.Server.AddDatabase("shop");
            var plans = await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => scenario.PlanAsync()));
            var runs = await Task.WhenAll(plans.Select(plan => Task.Run(() => scenario.ApplyAsync(plan), Stop)));
            var outcomes = runs.SelectMany(outcomes => outcomes).ToList();
            Assert.All(outcomes, outcome => Assert.Empty(outcome.Findings));
            Assert.Equal(3, outcomes.Count(outcome => outcome.State == RoleState.Created));
            Assert.Equal(3, scenario.Passwords.Changes);
            Assert.Equal(3, outcomes.Select(outcome => (outcome.Kind, outcome.Login!.Password.Reveal())).Distinct().Count());
            Assert.True((await scenario.PlanAsync()).Plan.IsEmpty);
        }
    }

    [Fact]
    public async Task Without_a_vault_a_login_that_another_run_made_meanwhile_keeps_its_password()
    {
        await using var scenario = new RoleScenario(noVault: true);
        var late = await scenario.PlanAsync();
        await scenario.ProvisionAsync();
        var passwords = new Dictionary<string, string>(scenario.Server.Endpoint.Accounts);
        Assert.All(await scenario.ApplyAsync(late), outcome =>
        {
            Assert.Equal(RoleState.Failed, outcome.State);
            Assert.Contains("Another run made the login", Assert.Single(outcome.Findings).Message, StringComparison.Ordinal);
        });
        Assert.Equal(passwords, scenario.Server.Endpoint.Accounts);
    }

    [Fact]
    public async Task A_server_without_the_lock_is_worked_on_all_the_same()
    {
        await using var scenario = new RoleScenario();
        scenario.Server.AddDatabase("shop");
        scenario.Server.HasLock = false;
        Assert.All(await scenario.ProvisionAsync(), outcome => Assert.Equal(RoleState.Created, outcome.State));
        Assert.Contains(scenario.Host.Everything, line => line.Contains("gives no lock", StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_lock_is_given_back_with_the_connection_whatever_ends_the_run()
    {
        await using var scenario = new RoleScenario();
        scenario.Server.AddDatabase("shop");
        var plan = await scenario.PlanAsync();
        scenario.Server.Version = "12.0.1.0";
        Assert.Equal("Database.VersionNotServed", (await Assert.ThrowsAsync<HoopException>(() => scenario.ApplyAsync(plan))).ErrorId);
        scenario.Server.Version = "16.0.1.0";
        Assert.All(await scenario.ProvisionAsync(), outcome => Assert.Equal(RoleState.Created, outcome.State));
    }

    private static void Refuse(ScriptedSqlServer server, string why)
    {
        var login = server.Logins["hoop_ro"];
        server.Logins["hoop_ro"] = why switch
        {
            "locked" => login with { Password = login.Password! with { IsLocked = true } },
            "expired" => login with { Password = login.Password! with { IsExpired = true } },
            "disabled" => login with { IsDisabled = true },
            "revoked" => login with { IsConnectRevoked = true },
            _ => login with { Permissions = [new Permission("hoop_ro", "SERVER", "D", "CONNECT SQL", null, null, null, null, "sa")] },
        };
    }

    private static void Bend(RoleScenario scenario, string name, Func<PasswordStanding, PasswordStanding> bend)
    {
        var login = scenario.Server.Logins[name];
        scenario.Server.Logins[name] = login with { Password = bend(login.Password!) };
    }

    private static async Task AssertRefusedAsync(RoleScenario scenario, string id)
    {
        Assert.Equal(id, (await Assert.ThrowsAsync<HoopException>(() => scenario.PlanAllAsync())).ErrorId);
        Assert.Equal(id, (await Assert.ThrowsAsync<HoopException>(() => scenario.PlanRemovalAsync())).ErrorId);
        Assert.Empty(scenario.Server.Changes);
    }
}
