using HoopConnect.Databases.Roles;
using HoopConnect.Databases.SqlServer.Server;
using HoopConnect.Hosting;

namespace HoopConnect.Tests.Databases.SqlServer.Roles;

/// <summary>Who gets what a removed role owned, and what of it.</summary>
public sealed class HandingOnTests : SqlServerTests
{
    [Fact]
    public async Task The_new_owner_that_is_named_must_not_be_more_powerful_than_the_role_was()
    {
        await using var scenario = new RoleScenario();
        var shop = scenario.Server.AddDatabase("shop");
        shop.Principals["app"] = new DatabasePrincipal("app", "S", [8], 1, 0);
        shop.Principals["db_owner"] = new DatabasePrincipal("db_owner", "R", [], 0, 0);
        shop.Members.Add(("app", "db_owner"));
        await scenario.ProvisionAsync();
        shop.Owned.Add(new OwnedObject("hoop_ddl", "SCHEMA", null, "work"));
        var outcome = (await scenario.RemoveAsync(request => request with { ReassignTo = "app", Kinds = [RoleKind.Ddl] }))[0];
        Assert.Equal(RoleState.Incomplete, outcome.State);
        Assert.Contains(outcome.Findings, finding => finding.Message.Contains("the role [db_owner]", StringComparison.Ordinal));
        Assert.Equal("hoop_ddl", Assert.Single(shop.Owned).Owner);
    }

    [Fact]
    public async Task Code_is_not_dropped_and_the_switch_says_so_before_anything_changes()
    {
        await using var scenario = new RoleScenario();
        await scenario.ProvisionAsync();
        var refused = await Assert.ThrowsAsync<HoopException>(() =>
            scenario.RemoveAsync(request => request with { DropCode = true }));
        Assert.Equal("Roles.DropCodeNotServed", refused.ErrorId);
    }
}
