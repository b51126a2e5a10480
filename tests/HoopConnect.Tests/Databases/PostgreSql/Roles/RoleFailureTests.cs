using HoopConnect.Databases.Roles;
using HoopConnect.Tests.Databases.PostgreSql.Server;

namespace HoopConnect.Tests.Databases.PostgreSql.Roles;

public class RoleFailureTests
{
    [Theory]
    [EveryMajor]
    public async Task A_database_that_fails_while_the_plan_is_applied_is_told_of_and_the_next_run_finishes_it(int major, bool asOnRds)
    {
        await using var roles = await RoleServer.StartAsync(major, asOnRds);
        await roles.AsMasterAsync("postgres", "CREATE DATABASE gone", "CREATE DATABASE changed", "CREATE DATABASE fine");
        await roles.AsMasterAsync("changed", "CREATE TABLE kept (i int)", "CREATE TABLE taken (i int)");
        await roles.AsMasterAsync("fine", "CREATE TABLE t (i int)");
        var plan = await roles.PlanAsync();

        // Between plan and apply: one database is dropped, in another a table goes to an owner out of reach.
        await roles.AsMasterAsync("postgres", "DROP DATABASE gone");
        await roles.AsSuperuserAsync("changed", "ALTER TABLE taken OWNER TO rdsadmin");

        // To a master that has any privilege on the table, PostgreSQL says it by a warning alone.
        var refusal = asOnRds ? "no privileges were granted for \"taken\"" : "permission denied";
        var outcomes = await roles.ApplyAsync(plan);
        Assert.All(outcomes.Values, outcome =>
        {
            Assert.Equal(RoleState.Incomplete, outcome.State);
            Assert.Contains(outcome.Findings, finding => finding is { Database: "gone", Reason: "Failed" });
            Assert.Contains(outcome.Findings, finding => finding is { Database: "changed", Reason: "Failed" }
                && finding.Message.Contains(refusal, StringComparison.Ordinal));
            Assert.Contains("fine", outcome.Databases);
            Assert.DoesNotContain("changed", outcome.Databases);
        });
        await roles.AsRoleAsync(RoleKind.ReadOnly, "fine", "SELECT * FROM t");

        var next = await roles.ProvisionAsync();
        Assert.All(next.Values, outcome =>
            Assert.All(outcome.Findings, finding => Assert.Equal(("changed", "Owner.NotReachable"), (finding.Database, finding.Reason))));
        await roles.AsRoleAsync(RoleKind.ReadOnly, "changed", "SELECT * FROM kept");
    }

    [Fact]
    public async Task A_role_that_vanished_after_the_plan_was_made_fails_and_the_plan_is_to_be_made_again()
    {
        await using var roles = await RoleServer.StartAsync();
        await roles.AsMasterAsync("postgres", "CREATE TABLE t (i int)");
        await roles.ProvisionAsync();
        await roles.AsMasterAsync("postgres", "REVOKE SELECT ON t FROM hoop_ro, hoop_rw");
        var plan = await roles.PlanAsync(roles.Request with { RotatePassword = true });
        await roles.RemoveAsync(roles.Request with { Kinds = [RoleKind.ReadOnly] });
        var outcomes = await roles.ApplyAsync(plan);
        Assert.Equal(RoleState.Failed, outcomes[RoleKind.ReadOnly].State);
        Assert.Equal(RoleState.Updated, outcomes[RoleKind.ReadWrite].State);
        await roles.AsRoleAsync(RoleKind.ReadWrite, "postgres", "SELECT * FROM t");
    }
}
