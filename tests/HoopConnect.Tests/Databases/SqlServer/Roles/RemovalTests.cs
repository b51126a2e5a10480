using HoopConnect.Databases.Roles;
using HoopConnect.Databases.SqlServer.Roles;
using HoopConnect.Databases.SqlServer.Server;
using HoopConnect.Hosting;
using HoopConnect.Sandbox.Servers.Tds;

namespace HoopConnect.Tests.Databases.SqlServer.Roles;

public sealed class RemovalTests : SqlServerTests
{
    [Fact]
    public async Task Roles_are_disabled_disconnected_and_removed_with_what_they_own_given_to_the_master()
    {
        await using var scenario = new RoleScenario();
        var shop = scenario.Server.AddDatabase("shop");
        await scenario.ProvisionAsync();
        scenario.Server.Sessions[51] = "hoop_ddl";
        scenario.Server.Sessions[52] = "somebody";
        shop.Owned.Add(new OwnedObject("hoop_ddl", "SCHEMA", null, "wo]rk"));
        shop.Owned.Add(new OwnedObject("hoop_ddl", "OBJECT", "dbo", "t"));
        shop.Owned.Add(new OwnedObject("hoop_ddl", "ROLE", null, "r"));
        var outcomes = await scenario.RemoveAsync();
        Assert.All(outcomes, outcome => Assert.Equal(RoleState.Removed, outcome.State));
        Assert.All(outcomes, outcome => Assert.Empty(outcome.Findings));
        Assert.Empty(scenario.Server.Logins);
        Assert.Empty(shop.Owned);
        Assert.Empty(shop.Marks);
        Assert.Equal([52], scenario.Server.Sessions.Keys);
        Assert.DoesNotContain(shop.Principals.Keys, name => name.StartsWith("hoop_", StringComparison.Ordinal));
        Assert.Empty(scenario.Passwords.Stored);
        Assert.Contains(scenario.Server.Changes, request => request.Sql.Contains("ALTER AUTHORIZATION ON SCHEMA::[wo]]rk] TO [dbo];\nALTER AUTHORIZATION ON OBJECT::[dbo].[t] TO [dbo];\nALTER AUTHORIZATION ON ROLE::[r] TO [dbo];\nDROP USER [hoop_ddl];", StringComparison.Ordinal));
        Assert.True((await scenario.PlanRemovalAsync()).Plan.IsEmpty);
        Assert.All(await scenario.RemoveAsync(), outcome => Assert.Equal(RoleState.Missing, outcome.State));
    }

    [Fact]
    public async Task A_login_without_our_mark_is_not_removed()
    {
        await using var scenario = new RoleScenario();
        scenario.Server.AddDatabase("shop");
        scenario.Server.AddLogin("hoop_ro");
        var error = await Assert.ThrowsAsync<HoopException>(() => scenario.PlanRemovalAsync());
        Assert.Equal("Roles.NotOurs", error.ErrorId);
        Assert.Empty(scenario.Server.Changes);
    }

    [Fact]
    public async Task The_heir_must_be_a_user_of_the_database()
    {
        await using var scenario = new RoleScenario();
        var shop = scenario.Server.AddDatabase("shop");
        var other = scenario.Server.AddDatabase("other");
        other.Principals["app"] = new DatabasePrincipal("app", "S", [8], 1, 0);
        await scenario.ProvisionAsync();
        shop.Owned.Add(new OwnedObject("hoop_ddl", "SCHEMA", null, "work"));
        other.Owned.Add(new OwnedObject("hoop_ddl", "SCHEMA", null, "work"));
        var outcomes = await scenario.RemoveAsync(request => request with { ReassignTo = "app", Kinds = [RoleKind.Ddl] });
        Assert.Equal(RoleState.Incomplete, outcomes[0].State);
        Assert.Equal("shop", Assert.Single(outcomes[0].Findings, finding => finding.Reason == "Unfixable").Database);
        Assert.Contains(scenario.Server.Changes, request => request.Database == "other" && request.Sql.Contains("ALTER AUTHORIZATION ON SCHEMA::[work] TO [app];", StringComparison.Ordinal));
        Assert.Single(shop.Owned);
    }

    [Fact]
    public async Task A_database_out_of_reach_keeps_its_user_and_mark_and_the_next_removal_finds_them()
    {
        await using var scenario = new RoleScenario();
        scenario.Server.AddDatabase("shop");
        var away = scenario.Server.AddDatabase("away");
        await scenario.ProvisionAsync();
        away.State = "OFFLINE";
        var outcomes = await scenario.RemoveAsync();
        Assert.All(outcomes, outcome => Assert.Equal(("away", "NotConnectable"), (Assert.Single(outcome.Findings).Database, outcome.Findings[0].Reason)));
        Assert.Empty(scenario.Server.Logins);
        Assert.Contains("hoop_ro", away.Principals.Keys);
        away.State = "ONLINE";
        var plan = await scenario.PlanRemovalAsync();
        Assert.All(plan.Plan.Steps, step => Assert.Equal("database [away]", step.Target));
        Assert.All(await scenario.RemoveAsync(), outcome => Assert.Equal(RoleState.Removed, outcome.State));
        Assert.DoesNotContain("hoop_ro", away.Principals.Keys);
        Assert.Empty(away.Marks);
    }

    [Fact]
    public async Task A_user_that_cannot_be_dropped_keeps_the_login_disabled_and_running_again_finishes()
    {
        await using var scenario = new RoleScenario();
        scenario.Server.AddDatabase("shop");
        await scenario.ProvisionAsync();
        scenario.Server.FailOn = request => request.Sql.Contains("DROP USER [hoop_ro]", StringComparison.Ordinal)
            ? new TdsError(15284, "The database principal has granted or denied permissions to objects in the database and cannot be dropped.") : null;
        var outcomes = await scenario.RemoveAsync();
        Assert.Equal([RoleState.Incomplete, RoleState.Removed, RoleState.Removed], outcomes.Select(outcome => outcome.State));
        Assert.True(scenario.Server.Logins["hoop_ro"].IsDisabled);
        Assert.Contains(outcomes[0].Findings, finding => finding is { Database: "shop", Reason: "Failed" });
        scenario.Server.FailOn = _ => null;
        Assert.Equal(RoleState.Removed, (await scenario.RemoveAsync())[0].State);
        Assert.Empty(scenario.Server.Logins);
    }

    [Fact]
    public async Task Sessions_that_may_not_be_ended_are_a_finding_and_the_rest_goes_on()
    {
        await using var scenario = new RoleScenario();
        scenario.Server.AddDatabase("shop");
        await scenario.ProvisionAsync();
        scenario.Server.FailOn = request => request.Sql.Contains("dm_exec_sessions", StringComparison.Ordinal)
            ? new TdsError(300, "VIEW SERVER STATE permission was denied on object 'server', database 'master'.", 14) : null;
        var outcomes = await scenario.RemoveAsync();
        Assert.All(outcomes, outcome => Assert.Contains(outcome.Findings, finding => finding is { Subject: "sessions", Reason: "Failed" }));
        Assert.Empty(scenario.Server.Logins);
    }
}
