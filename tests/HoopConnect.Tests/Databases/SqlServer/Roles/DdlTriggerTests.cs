using HoopConnect.Databases.Roles;
using HoopConnect.Databases.SqlServer.Server;
using HoopConnect.Hosting;

namespace HoopConnect.Tests.Databases.SqlServer.Roles;

/// <summary>A trigger that who may make tables made runs as whoever changes a user: it must never get at the master's rights.</summary>
public sealed class DdlTriggerTests : SqlServerTests
{
    [Fact]
    public async Task A_database_with_one_is_a_finding_and_nothing_is_changed_in_it()
    {
        await using var scenario = new RoleScenario();
        var shop = scenario.Server.AddDatabase("shop");
        scenario.Server.AddDatabase("other");
        shop.DdlTriggers.Add("grab");
        var outcomes = await scenario.ProvisionAsync();
        Assert.All(outcomes, outcome => Assert.Equal((RoleState.Incomplete, "other"), (outcome.State, Assert.Single(outcome.Databases))));
        Assert.All(outcomes, outcome => Assert.Contains(outcome.Findings, finding =>
            finding is { Database: "shop", Subject: "trigger [grab]", Reason: "Unfixable" }
                && finding.Message.Contains("EXECUTE AS 'dbo'", StringComparison.Ordinal)));
        Assert.Empty(scenario.Server.StatementsIn("shop"));
        shop.DdlTriggers.Clear();
        Assert.All(await scenario.ProvisionAsync(),
            outcome => Assert.Equal((RoleState.Updated, 2), (outcome.State, outcome.Databases.Count)));
    }

    [Fact]
    public async Task One_that_is_made_between_the_reading_and_the_change_fires_for_nothing_of_ours()
    {
        await using var scenario = new RoleScenario();
        var shop = scenario.Server.AddDatabase("shop");
        scenario.Server.FailOn = request =>
        {
            // Somebody is quicker: the trigger is there when our transaction arrives.
            if (request.Sql.Contains("CREATE USER", StringComparison.Ordinal) && shop.DdlTriggers.Count == 0)
                shop.DdlTriggers.Add("late");
            return null;
        };
        var outcomes = await scenario.ProvisionAsync();
        Assert.All(outcomes, outcome => Assert.Equal(RoleState.Incomplete, outcome.State));
        Assert.All(outcomes, outcome => Assert.Contains(outcome.Findings, finding => finding.Subject == "trigger [late]"));
        Assert.DoesNotContain("hoop_ro", shop.Principals.Keys);
    }

    [Fact]
    public async Task Each_transaction_in_a_database_begins_with_the_guard()
    {
        await using var scenario = new RoleScenario();
        scenario.Server.AddDatabase("shop");
        await scenario.ProvisionAsync();
        await scenario.RemoveAsync();
        var changes = scenario.Server.Changes.Where(change => change.Database == "shop"
            && change.Sql.Contains(" USER ", StringComparison.Ordinal)).ToList();
        Assert.Equal(4, changes.Count);
        Assert.All(changes, change => Assert.True(
            change.Sql.IndexOf(DdlTriggers.Guard([]), StringComparison.Ordinal) is >= 0 and var guard
            && guard < change.Sql.IndexOf(" USER ", StringComparison.Ordinal), change.Sql));
    }

    [Fact]
    public async Task One_that_an_administrator_has_looked_at_may_run_and_the_plan_says_so_and_another_may_not()
    {
        await using var scenario = new RoleScenario();
        var shop = scenario.Server.AddDatabase("shop");
        shop.DdlTriggers.Add("audit");
        RoleRequest Allowing(RoleRequest request) => request with { AllowedDdlTriggers = ["audit"] };

        var plan = await scenario.PlanAsync(Allowing);
        var shown = Assert.Single(plan.Plan.Steps, step => step.Action == "allow triggers");
        Assert.Equal(("database [shop]", DdlTriggers.Guard(["audit"])), (shown.Target, shown.Statement));
        Assert.Contains("[audit] will run with the master's rights", shown.Note, StringComparison.Ordinal);
        var outcomes = await scenario.ApplyAsync(plan);
        Assert.All(outcomes, outcome => Assert.Equal((RoleState.Created, "shop"), (outcome.State, Assert.Single(outcome.Databases))));
        Assert.True((await scenario.PlanAsync(Allowing)).Plan.IsEmpty);

        shop.DdlTriggers.Add("grab");
        Assert.All((await scenario.PlanAsync(Allowing)).Findings.Values, findings => Assert.Contains(findings, finding =>
            finding.Subject == "trigger [grab]" && finding.Message.Contains("-AllowDdlTrigger", StringComparison.Ordinal)));
        Assert.All(await scenario.RemoveAsync(Allowing), outcome => Assert.Equal(RoleState.Incomplete, outcome.State));
        Assert.Contains("hoop_ro", shop.Principals.Keys);
        shop.DdlTriggers.Remove("grab");
        Assert.Contains((await scenario.PlanRemovalAsync(Allowing)).Plan.Steps, step => step.Action == "allow triggers");
        Assert.All(await scenario.RemoveAsync(Allowing), outcome => Assert.Equal(RoleState.Removed, outcome.State));
        Assert.DoesNotContain("hoop_ro", shop.Principals.Keys);
    }

    [Fact]
    public async Task One_that_comes_after_the_plan_is_not_let_through_by_the_leave_of_another()
    {
        await using var scenario = new RoleScenario();
        var shop = scenario.Server.AddDatabase("shop");
        shop.DdlTriggers.Add("audit");
        scenario.Server.FailOn = request =>
        {
            if (request.Sql.Contains("CREATE USER", StringComparison.Ordinal) && !shop.DdlTriggers.Contains("late"))
                shop.DdlTriggers.Add("late");
            return null;
        };
        var outcomes = await scenario.ProvisionAsync(request => request with { AllowedDdlTriggers = ["audit"] });
        Assert.All(outcomes, outcome => Assert.Equal(RoleState.Incomplete, outcome.State));
        Assert.DoesNotContain("hoop_ro", shop.Principals.Keys);
    }

    [Fact]
    public async Task A_database_that_the_master_does_not_own_is_said_with_its_way_out()
    {
        await using var scenario = new RoleScenario();
        scenario.Server.AddDatabase("shop", database => (database.MasterUser, database.MasterIsOwner) = ("guest", 0));
        scenario.Server.AddDatabase("silent", database => database.MasterIsOwner = null);
        var outcomes = await scenario.ProvisionAsync();
        Assert.All(outcomes, outcome => Assert.Equal(["silent"], outcome.Databases));
        Assert.All(outcomes, outcome => Assert.Contains(outcome.Findings, finding =>
            finding is { Database: "shop", Reason: "Unfixable" }
                && finding.Message.Contains("ALTER ROLE [db_owner] ADD MEMBER", StringComparison.Ordinal)));
        Assert.Empty(scenario.Server.StatementsIn("shop"));
    }
}
