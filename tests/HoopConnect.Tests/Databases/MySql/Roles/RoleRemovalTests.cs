using HoopConnect.Databases.Roles;
using HoopConnect.Hosting;
using HoopConnect.Secrets;

namespace HoopConnect.Tests.Databases.MySql.Roles;

/// <summary>Removal of the roles on real servers.</summary>
public sealed class RoleRemovalTests
{
    public static TheoryData<string> Programs => MySqlTests.Programs;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [MemberData(nameof(Programs))]
    public async Task Removal_ends_the_sessions_drops_the_users_and_forgets_the_passwords(string program)
    {
        await using var scenario = await RoleScenario.StartAsync(program);
        await scenario.Server.ArrangeAsync("CREATE SCHEMA orders");
        await scenario.ProvisionWellAsync(RoleState.Created);
        await using var session = await scenario.OpenAsync(RoleKind.ReadOnly);

        var outcomes = await scenario.RemoveAsync();

        Assert.All(outcomes, outcome => Assert.Equal((RoleState.Removed, 0), (outcome.State, outcome.Findings.Count)));
        Assert.Equal(3, outcomes.Count);
        Assert.Equal(
            "Database.Unreachable",
            (await Assert.ThrowsAsync<HoopException>(() => session.QueryAsync("SELECT 1", [], Cancellation))).ErrorId);
        Assert.Empty(await scenario.Vault.ListAsync("", Cancellation));
        Assert.Empty(await scenario.RemoveAsync());
        await scenario.ProvisionWellAsync(RoleState.Created);
    }

    [Theory]
    [MemberData(nameof(Programs))]
    public async Task A_user_that_is_not_ours_stays(string program)
    {
        await using var scenario = await RoleScenario.StartAsync(program);
        await scenario.Server.ArrangeAsync("CREATE USER 'hoop_rw'@'%' IDENTIFIED BY 'Theirs_0123456789*'");

        if (!(await scenario.VersionAsync()).HasUserAttributes)
        {
            var outcome = Assert.Single(await scenario.RemoveAsync());
            Assert.Equal((RoleState.Failed, "Roles.NotOurs"), (outcome.State, Assert.Single(outcome.Findings).Reason));
        }
        else
        {
            Assert.Equal("Roles.NotOurs", (await Assert.ThrowsAsync<HoopException>(() => scenario.RemoveAsync())).ErrorId);
        }

        await using (await scenario.OpenAsync(new DatabaseLogin("hoop_rw", Secret.From("Theirs_0123456789*"))))
            scenario.Request = scenario.Request with { Adopt = true };
        Assert.Equal(RoleState.Removed, Assert.Single(await scenario.RemoveAsync()).State);
    }

    [Theory]
    [MemberData(nameof(Programs))]
    public async Task A_user_in_whose_name_views_run_is_locked_and_reported_and_not_dropped(string program)
    {
        await using var scenario = await RoleScenario.StartAsync(program);
        await scenario.Server.ArrangeAsync("CREATE SCHEMA orders");
        await scenario.ProvisionWellAsync(RoleState.Created);
        await scenario.Server.ArrangeAsync("CREATE DEFINER='hoop_ddl'@'%' VIEW orders.`v``w` AS SELECT 1 AS one");

        var outcomes = await scenario.RemoveAsync();

        Assert.Equal([RoleState.Removed, RoleState.Removed, RoleState.Incomplete], outcomes.Select(outcome => outcome.State));
        Assert.Equal("view `orders`.`v``w`", Assert.Single(outcomes[2].Findings).Subject);
        Assert.Equal("Database.LoginRefused", (await Assert.ThrowsAsync<HoopException>(() => scenario.OpenAsync(RoleKind.Ddl))).ErrorId);
        await scenario.Server.ArrangeAsync("DROP VIEW orders.`v``w`");
        // It is locked, so no password can be tried; its mark says that it is ours.
        scenario.Request = scenario.Request with { Adopt = !(await scenario.VersionAsync()).HasProof };
        Assert.Equal(RoleState.Removed, Assert.Single(await scenario.RemoveAsync()).State);
    }

    [Theory]
    [MemberData(nameof(Programs))]
    public async Task A_removal_that_was_cut_off_after_the_lock_is_ended_by_the_next_and_one_that_is_not_ours_keeps_no_other_from_going(
        string program)
    {
        await using var scenario = await RoleScenario.StartAsync(program);
        await scenario.ProvisionWellAsync(RoleState.Created);
        await scenario.Server.ArrangeAsync(
            "ALTER USER 'hoop_ddl'@'%' ACCOUNT LOCK", "DROP USER 'hoop_rw'@'%'", "CREATE USER 'hoop_rw'@'%' IDENTIFIED BY " +
            "'Theirs_0123456789*'");
        var isProved = (await scenario.VersionAsync()).HasProof;

        var outcomes = await scenario.RemoveAsync();

        Assert.Equal(
            [RoleState.Removed, RoleState.Failed, isProved ? RoleState.Removed : RoleState.Failed], outcomes
            .Select(outcome => outcome.State));
        Assert.Equal("Roles.NotOurs", Assert.Single(outcomes[1].Findings).Reason);
        await using var theirs = await scenario.OpenAsync(new DatabaseLogin("hoop_rw", Secret.From("Theirs_0123456789*")));
    }

    [Theory]
    [MemberData(nameof(Programs))]
    public async Task A_server_that_takes_no_changes_is_left_alone(string program)
    {
        await using var scenario = await RoleScenario.StartAsync(program);
        await scenario.ProvisionWellAsync(RoleState.Created);
        await scenario.Server.ArrangeAsync("SET GLOBAL read_only = ON", "SET @none = 0");

        Assert.Equal("Database.ReadOnly", (await Assert.ThrowsAsync<HoopException>(() => scenario.RemoveAsync())).ErrorId);
        Assert.Equal("Database.ReadOnly", (await Assert.ThrowsAsync<HoopException>(() => scenario.PlanAsync())).ErrorId);

        await scenario.Server.ArrangeAsync("SET GLOBAL read_only = OFF");
        Assert.True((await scenario.PlanAsync()).Plan.IsEmpty);
    }
}
