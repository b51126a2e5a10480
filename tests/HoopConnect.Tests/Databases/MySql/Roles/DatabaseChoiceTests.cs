using HoopConnect.Databases;
using HoopConnect.Databases.Roles;
using HoopConnect.Hosting;

namespace HoopConnect.Tests.Databases.MySql.Roles;

/// <summary>The roles on some of the schemas: only those are changed and judged. And each role stands for itself.</summary>
public sealed class DatabaseChoiceTests
{
    private const int SchemaAccessDenied = 1044;

    public static TheoryData<string> Programs => MySqlTests.Programs;

    [Theory]
    [MemberData(nameof(Programs))]
    public async Task Only_the_chosen_schemas_are_changed_and_judged(string program)
    {
        await using var scenario = await RoleScenario.StartAsync(program);
        await scenario.Server.ArrangeAsync(
            "CREATE SCHEMA app_1", "CREATE SCHEMA app_2", "CREATE SCHEMA other", "CREATE TABLE other.t (id INT)");
        var all = scenario.Request;
        scenario.Request = all with { Databases = DatabaseChoice.Parse(["app*"], ["app_2"]) };

        var outcomes = await scenario.ProvisionWellAsync(RoleState.Created);

        Assert.All(outcomes, outcome => Assert.Equal(["app_1"], outcome.Databases));
        await using (var session = await scenario.OpenAsync(RoleKind.ReadOnly))
        {
            Assert.Equal(
                [null, SchemaAccessDenied, SchemaAccessDenied],
                [await RoleScenario.TryAsync(session, "USE app_1"), await RoleScenario.TryAsync(session, "USE app_2"),
                    await RoleScenario.TryAsync(session, "USE other")]);
        }

        // What somebody gave elsewhere stays; what reaches into a chosen schema, or into the server's own, does not.
        await scenario.Server.ArrangeAsync(
            "GRANT DELETE ON other.* TO 'hoop_ro'@'%'", "GRANT UPDATE ON other.t TO 'hoop_ro'@'%'",
            "GRANT SELECT ON `app\\_2`.* TO 'hoop_ro'@'%'");
        Assert.True((await scenario.PlanAsync()).Plan.IsEmpty);
        await scenario.Server.ArrangeAsync(
            "GRANT DELETE ON `app%`.* TO 'hoop_ro'@'%'", "GRANT SELECT ON mysql.user TO 'hoop_ro'@'%'");
        var plan = await scenario.PlanAsync();
        Assert.Equal(
            ["REVOKE DELETE ON `app%`.* FROM 'hoop_ro'@'%'", "REVOKE SELECT ON `mysql`.`user` FROM 'hoop_ro'@'%'"],
            plan.Plan.Steps.Select(step => step.Statement).Order(StringComparer.Ordinal));
        await scenario.ApplyAsync(plan);
        Assert.True((await scenario.PlanAsync()).Plan.IsEmpty);

        scenario.Request = all;
        Assert.Equal(RoleState.Drifted, (await scenario.PlanAsync()).States[RoleKind.ReadOnly]);
    }

    [Theory]
    [MemberData(nameof(Programs))]
    public async Task What_cannot_be_meant_is_refused_before_anything_is_changed(string program)
    {
        await using var scenario = await RoleScenario.StartAsync(program);
        await scenario.Server.ArrangeAsync("CREATE SCHEMA app");
        var all = scenario.Request;
        foreach (var (names, serverWide, error) in new[]
        {
            ("gone", false, "Database.NotFound"), ("mysql", false, "Database.NotFound"), ("gone*", false, "Database.NoneChosen"),
            ("app", true, "Roles.ServerWideNotServed"),
        })
        {
            scenario.Request = all with
            {
                Kinds = [RoleKind.ReadOnly], Databases = DatabaseChoice.Parse([names], []), ServerWide = serverWide,
            };
            Assert.Equal(error, (await Assert.ThrowsAsync<HoopException>(() => scenario.PlanAsync())).ErrorId);
        }

        scenario.Request = all;
        Assert.All((await scenario.PlanAsync()).States.Values, state => Assert.Equal(RoleState.Missing, state));
    }

    [Theory]
    [MemberData(nameof(Programs))]
    public async Task A_role_that_is_refused_keeps_no_other_from_being_made(string program)
    {
        await using var scenario = await RoleScenario.StartAsync(program);
        await scenario.Server.ArrangeAsync(
            "CREATE SCHEMA app", "CREATE USER 'hoop_rw'@'%' IDENTIFIED BY 'Somebody_0123456789*'",
            "CREATE DEFINER = 'hoop_ddl'@'%' VIEW app.v AS SELECT 1");

        var plan = await scenario.PlanAsync();
        Assert.Equal(
            [(RoleKind.ReadWrite, "Roles.NotOurs"), (RoleKind.Ddl, "Roles.NameIsDefiner")],
            plan.Refusals.Select(refusal => (refusal.Key, refusal.Value.ErrorId)));
        var made = Assert.Single(await scenario.ApplyAsync(plan));
        Assert.Equal((RoleKind.ReadOnly, RoleState.Created), (made.Kind, made.State));
        await using (var session = await scenario.OpenAsync(RoleKind.ReadOnly))
            Assert.Null(await RoleScenario.TryAsync(session, "USE app"));

        scenario.Request = scenario.Request with { Kinds = [RoleKind.ReadWrite, RoleKind.Ddl] };
        Assert.Equal("Roles.NotOurs", (await Assert.ThrowsAsync<HoopException>(() => scenario.PlanAsync())).ErrorId);
    }
}
