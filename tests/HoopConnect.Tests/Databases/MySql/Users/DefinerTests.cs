using HoopConnect.Databases.Roles;
using HoopConnect.Databases.Users;
using HoopConnect.Hosting;
using HoopConnect.SessionUsers;
using HoopConnect.Tests.Databases.MySql.Roles;
using HoopConnect.Tests.Databases.MySql.SessionUsers;

namespace HoopConnect.Tests.Databases.MySql.Users;

/// <summary>What runs in the name of a user (DEFINER) has the rights of whoever bears the name: it must not outlive the user.</summary>
public sealed class DefinerTests
{
    public static TheoryData<string> Programs => MySqlTests.Programs;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [MemberData(nameof(Programs))]
    public async Task Code_in_the_name_of_a_session_user_goes_with_it_on_demand_and_tables_stay(string program)
    {
        await using var scenario = await SessionUserScenario.StartAsync(program);
        var user = await scenario.ProvideAsync();
        string[] code =
        [
            "VIEW shop.`v``1` AS SELECT * FROM shop.orders", "PROCEDURE shop.p() SELECT 1",
            "FUNCTION shop.f() RETURNS INT DETERMINISTIC RETURN 1",
            "TRIGGER shop.t BEFORE INSERT ON shop.orders FOR EACH ROW SET @x = 1", "EVENT shop.e ON SCHEDULE EVERY 1 DAY DO SELECT 1",
        ];
        await scenario.Server.ArrangeAsync([.. code.Select(text => $"CREATE DEFINER = '{user.UserName}'@'%' {text}")]);
        await scenario.AgeAsync(user, -1, 13);
        Assert.Equal(UserRemovalState.Locked, (await scenario.RemoveAsync(user.UserName)).State);

        var request = new UserRemovalRequest(scenario.Server.MasterSettings(), [new UserToRemove(user.UserName, true)]) { DropCode = true };
        var plan = await scenario.Engine.ManagedUsers.PlanRemovalAsync(request, scenario.Host, Stop);
        Assert.Equal(
            ["DROP EVENT IF EXISTS `shop`.`e`", "DROP FUNCTION IF EXISTS `shop`.`f`", "DROP PROCEDURE IF EXISTS `shop`.`p`",
                "DROP TRIGGER IF EXISTS `shop`.`t`", "DROP VIEW IF EXISTS `shop`.`v``1`"],
            plan.Plan.Steps.Where(step => step.Action == "drop code").Select(step => step.Statement).Order(StringComparer.Ordinal));
        var outcome = Assert.Single((await scenario.ApplyAsync(plan)).Values);
        Assert.Empty(outcome.Findings);
        Assert.Equal(UserRemovalState.Removed, outcome.State);
        Assert.Empty(await scenario.ColumnAsync("SELECT ROUTINE_NAME FROM information_schema.ROUTINES WHERE ROUTINE_SCHEMA = 'shop'"));
        Assert.Equal(["1"], await scenario.ColumnAsync("SELECT id FROM shop.orders"));
    }

    [Theory]
    [MemberData(nameof(Programs))]
    public async Task No_session_user_is_made_with_a_name_that_is_still_a_definer(string program)
    {
        await using var scenario = await SessionUserScenario.StartAsync(program);
        var user = await scenario.ProvideAsync();
        await scenario.Server.ArrangeAsync(
            $"CREATE DEFINER = '{user.UserName}'@'%' PROCEDURE shop.p() SELECT 1", $"DROP USER '{user.UserName}'@'%'");

        var refused = await scenario.RefusedAsync(new SessionUserOrder(SessionUserScenario.Policy()));
        Assert.Equal("Roles.NameIsDefiner", refused.ErrorId);
        Assert.Contains("procedure `shop`.`p`", refused.Message, StringComparison.Ordinal);
        Assert.Empty(await scenario.UsersAsync());
        await scenario.Server.ArrangeAsync("DROP PROCEDURE shop.p");
        Assert.Equal(user.UserName, (await scenario.ProvideAsync()).UserName);
    }

    [Theory]
    [MemberData(nameof(Programs))]
    public async Task No_role_is_made_with_a_name_that_is_still_a_definer_and_removal_drops_its_code_on_demand(string program)
    {
        await using var scenario = await RoleScenario.StartAsync(program);
        await scenario.Server.ArrangeAsync(
            "CREATE SCHEMA shop", "CREATE TABLE shop.orders (id INT)", "CREATE USER 'hoop_ddl'@'%'",
            "CREATE DEFINER = 'hoop_ddl'@'%' VIEW shop.v AS SELECT * FROM shop.orders", "DROP USER 'hoop_ddl'@'%'");
        var refused = await Assert.ThrowsAsync<HoopException>(() => scenario.PlanAllAsync());
        Assert.Equal("Roles.NameIsDefiner", refused.ErrorId);
        Assert.Contains("view `shop`.`v`", refused.Message, StringComparison.Ordinal);

        await scenario.Server.ArrangeAsync("DROP VIEW shop.v");
        await scenario.ProvisionWellAsync(RoleState.Created);
        await scenario.Server.ArrangeAsync("CREATE DEFINER = 'hoop_ddl'@'%' VIEW shop.v AS SELECT * FROM shop.orders");
        scenario.Request = scenario.Request with { DropCode = true };
        Assert.All(await scenario.RemoveAsync(), outcome => Assert.Equal((RoleState.Removed, 0), (outcome.State, outcome.Findings.Count)));
    }
}
