using HoopConnect.Credentials.Passwords;
using HoopConnect.Databases.MySql.Server;
using HoopConnect.Databases.Roles;

namespace HoopConnect.Tests.Databases.MySql.Roles;

/// <summary>A run that ends in the middle, however it ends: the next one finishes it, and no password is lost.</summary>
public sealed class RoleCrashTests
{
    public static TheoryData<string> Steps => [.. Enum.GetNames<ProtocolStep>()];

    [Theory]
    [MemberData(nameof(Steps))]
    public async Task A_run_that_dies_after_any_step_of_a_password_is_finished_by_the_next(string step)
    {
        await using var scenario = await RoleScenario.StartAsync();
        await scenario.Server.ArrangeAsync("CREATE SCHEMA orders", "CREATE TABLE orders.t (id INT)");
        var changes = 0;
        // The second role's password is where it ends.
        var dying = scenario.Passwords((done, _) => done.ToString() == step && ++changes == 2
            ? throw new InvalidProgramException("the process is gone") : Task.CompletedTask);

        await Assert.ThrowsAsync<InvalidProgramException>(async () => await scenario.ApplyAsync(await scenario.PlanAsync(), dying));

        var outcomes = await scenario.ProvisionAsync();
        Assert.All(outcomes, outcome => Assert.Empty(outcome.Findings));
        Assert.True((await scenario.PlanAsync()).Plan.IsEmpty);
        foreach (var kind in RoleNames.All)
        {
            await using var session = await scenario.OpenAsync(kind);
            Assert.Null(await RoleScenario.TryAsync(session, "SELECT * FROM orders.t"));
        }
    }

    /// <summary>
    /// ALTER USER writes one of the server's tables, DROP USER all of them: who holds another one stops a removal in between.
    /// </summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_removal_that_is_killed_between_lock_and_drop_is_ended_by_the_next_and_the_role_can_be_mended(bool isMended)
    {
        await using var scenario = await RoleScenario.StartAsync();
        Assert.SkipUnless((await scenario.VersionAsync()).IsMariaDb, "MySQL opens all of its tables for either statement.");
        await scenario.Server.ArrangeAsync("CREATE SCHEMA orders", "CREATE TABLE orders.t (id INT)");
        await scenario.ProvisionWellAsync(RoleState.Created);
        await using (var holder = await Session.OpenAsync(scenario.Server.SuperuserSettings(), RoleScenario.Cancellation))
        {
            await holder.ExecuteBatchAsync(["LOCK TABLES mysql.tables_priv READ"], RoleScenario.Cancellation);
            var removal = scenario.RemoveAsync();
            await KillAsync(scenario, "DROP USER%");
            Assert.Equal(RoleState.Failed, (await removal)[0].State);
        }

        var plan = await scenario.PlanAsync();
        Assert.Contains(plan.Findings[RoleKind.ReadOnly], finding => finding.Message == "the user is locked");
        if (!isMended)
        {
            Assert.All(await scenario.RemoveAsync(),
                outcome => Assert.Equal((RoleState.Removed, 0), (outcome.State, outcome.Findings.Count)));
            return;
        }

        Assert.Equal([RoleState.Updated, RoleState.InSync, RoleState.InSync],
            (await scenario.ApplyAsync(plan)).Select(outcome => outcome.State));
        await using var session = await scenario.OpenAsync(RoleKind.ReadOnly);
        Assert.Null(await RoleScenario.TryAsync(session, "SELECT * FROM orders.t"));
    }

    /// <summary>Kills the master's connection that waits with a statement.</summary>
    private static async Task KillAsync(RoleScenario scenario, string statement)
    {
        await using var superuser = await Session.OpenAsync(scenario.Server.SuperuserSettings(), RoleScenario.Cancellation);
        while (true)
        {
            var waiting = await superuser.QueryAsync("SELECT ID FROM information_schema.PROCESSLIST WHERE USER = $1 AND INFO LIKE $2",
                [scenario.Server.MasterLogin.UserName, statement], RoleScenario.Cancellation);
            if (waiting is [[var id]])
            {
                await superuser.ExecuteBatchAsync([$"KILL {id}"], RoleScenario.Cancellation);
                return;
            }

            await Task.Delay(50, RoleScenario.Cancellation);
        }
    }

    [Fact]
    public async Task A_master_connection_that_is_killed_between_the_roles_fails_those_left_and_the_next_run_makes_them()
    {
        await using var scenario = await RoleScenario.StartAsync();
        await scenario.Server.ArrangeAsync("CREATE SCHEMA orders");
        var cut = 0;
        var passwords = scenario.Passwords(async (done, token) =>
        {
            if (done != ProtocolStep.Tidied || ++cut != 2)
                return;
            await using var superuser = await Session.OpenAsync(scenario.Server.SuperuserSettings(), token);
            foreach (var row in await superuser.QueryAsync("SELECT ID FROM information_schema.PROCESSLIST WHERE USER = $1",
                [scenario.Server.MasterLogin.UserName], token))
                await superuser.ExecuteBatchAsync([$"KILL {row[0]}"], token);
        });

        var outcomes = await scenario.ApplyAsync(await scenario.PlanAsync(), passwords);

        Assert.Equal([RoleState.Created, RoleState.Failed, RoleState.Failed], outcomes.Select(outcome => outcome.State));
        Assert.Equal(
            [RoleState.InSync, RoleState.Updated, RoleState.Created], (await scenario.ProvisionAsync()).Select(outcome => outcome.State));
        Assert.True((await scenario.PlanAsync()).Plan.IsEmpty);
    }
}
