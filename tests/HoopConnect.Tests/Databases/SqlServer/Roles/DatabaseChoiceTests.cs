using HoopConnect.Databases;
using HoopConnect.Databases.Roles;
using HoopConnect.Databases.SqlServer.Server;
using HoopConnect.Hosting;

namespace HoopConnect.Tests.Databases.SqlServer.Roles;

/// <summary>The roles in some of the databases: only those are entered, changed and judged. And each role stands for itself.</summary>
public sealed class DatabaseChoiceTests : SqlServerTests
{
    [Fact]
    public async Task A_database_that_the_master_enters_as_guest_makes_no_role_incomplete_once_it_is_left_out()
    {
        await using var scenario = new RoleScenario();
        scenario.Server.AddDatabase("shop");
        scenario.Server.AddDatabase("vendor", database => (database.MasterUser, database.MasterIsOwner) = ("guest", 0));
        var first = await scenario.ProvisionAsync();
        Assert.All(first, outcome => Assert.Equal(RoleState.Incomplete, outcome.State));
        Assert.All(first, outcome => Assert.Contains(outcome.Findings, finding => finding.Database == "vendor"
            && finding.Message.Contains("[guest]", StringComparison.Ordinal)
            && finding.Message.Contains("-ExcludeDatabase", StringComparison.Ordinal)));

        RoleRequest Without(RoleRequest request) => request with { Databases = DatabaseChoice.Parse([], ["vendor"]) };
        var plan = await scenario.PlanAsync(Without);
        Assert.All(plan.States.Values, state => Assert.Equal(RoleState.InSync, state));
        Assert.All(plan.Findings.Values, Assert.Empty);
        Assert.All(await scenario.ProvisionAsync(Without), outcome =>
            Assert.Equal((RoleState.InSync, "shop"), (outcome.State, Assert.Single(outcome.Databases))));
    }

    [Fact]
    public async Task Only_the_chosen_databases_are_entered_and_one_made_meanwhile_is_chosen_by_its_name()
    {
        await using var scenario = new RoleScenario();
        foreach (var name in new[] { "app_1", "app_2", "other" })
            scenario.Server.AddDatabase(name);
        RoleRequest Apps(RoleRequest request) => request with { Databases = DatabaseChoice.Parse(["APP_?"], []) };
        var plan = await scenario.PlanAsync(Apps);
        Assert.DoesNotContain(plan.Plan.Steps, step => step.Target == "database [other]");
        scenario.Server.AddDatabase("app_3");
        scenario.Server.AddDatabase("later");
        var outcomes = await scenario.ApplyAsync(plan);
        Assert.All(outcomes, outcome => Assert.Equal((RoleState.Created, 0), (outcome.State, outcome.Findings.Count)));
        Assert.All(outcomes, outcome => Assert.Equal(["app_1", "app_2", "app_3"], outcome.Databases));
        Assert.Empty(scenario.Server.StatementsIn("other"));
        Assert.Empty(scenario.Server.StatementsIn("later"));
        Assert.True((await scenario.PlanAsync(Apps)).Plan.IsEmpty);

        foreach (var (names, error) in new[]
            { ("gone", "Database.NotFound"), ("master", "Database.NotFound"), ("x*", "Database.NoneChosen") })
        {
            var refused = await Assert.ThrowsAsync<HoopException>(() =>
                scenario.PlanAsync(request => request with { Databases = DatabaseChoice.Parse([names], []) }));
            Assert.Equal(error, refused.ErrorId);
        }
    }

    [Fact]
    public async Task Marks_in_some_databases_do_not_show_whose_a_login_is()
    {
        await using var scenario = new RoleScenario(noVault: true);
        scenario.Server.AddDatabase("mine");
        var theirs = scenario.Server.AddDatabase("theirs");
        await scenario.ProvisionAsync();
        scenario.MakeEarlier();
        foreach (var name in scenario.Server.Logins.Keys)
            theirs.Marks.Remove(name);
        // Who owns "mine" can write the mark there: the database that would tell is one of those that were not looked at.
        var refused = await Assert.ThrowsAsync<HoopException>(() =>
            scenario.PlanAsync(request => request with { Databases = DatabaseChoice.Parse(["mine"], []) }));
        Assert.Equal("Roles.NotOurs", refused.ErrorId);
    }

    [Fact]
    public async Task A_role_that_is_refused_keeps_no_other_from_being_made()
    {
        await using var scenario = new RoleScenario();
        scenario.Server.AddDatabase("shop");
        scenario.Server.Logins["hoop_rw"] = new ServerLogin("hoop_rw", "S", [0x42], false, 0);
        var plan = await scenario.PlanAsync();
        Assert.Equal("Roles.NotOurs", plan.Refusals[RoleKind.ReadWrite].ErrorId);
        Assert.DoesNotContain(plan.Plan.Steps, step => step.Statement.Contains("hoop_rw", StringComparison.Ordinal));
        var outcomes = await scenario.ApplyAsync(plan);
        Assert.Equal([RoleKind.ReadOnly, RoleKind.Ddl], outcomes.Select(outcome => outcome.Kind));
        Assert.All(outcomes, outcome => Assert.Equal((RoleState.Created, "shop"), (outcome.State, Assert.Single(outcome.Databases))));
        Assert.Equal([0x42], scenario.Server.Logins["hoop_rw"].Sid);
    }

    [Fact]
    public async Task A_role_that_is_refused_only_once_the_lock_is_held_fails_alone()
    {
        await using var scenario = new RoleScenario();
        scenario.Server.AddDatabase("shop");
        var plan = await scenario.PlanAsync();
        // Somebody is quicker, between the plan and the lock.
        scenario.Server.Logins["hoop_rw"] = new ServerLogin("hoop_rw", "S", [0x42], false, 0);
        var outcomes = (await scenario.ApplyAsync(plan)).ToDictionary(outcome => outcome.Kind);
        Assert.Equal(RoleState.Created, outcomes[RoleKind.ReadOnly].State);
        Assert.Equal(RoleState.Created, outcomes[RoleKind.Ddl].State);
        Assert.Equal((RoleState.Failed, null), (outcomes[RoleKind.ReadWrite].State, outcomes[RoleKind.ReadWrite].Login));
        Assert.Contains(outcomes[RoleKind.ReadWrite].Findings, finding =>
            finding.Message.Contains("nothing shows that HoopConnect made it", StringComparison.Ordinal));
        Assert.Equal([0x42], scenario.Server.Logins["hoop_rw"].Sid);
    }
}
