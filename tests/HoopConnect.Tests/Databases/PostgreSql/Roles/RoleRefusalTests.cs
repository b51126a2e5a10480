using HoopConnect.Databases.Roles;
using HoopConnect.Hosting;

namespace HoopConnect.Tests.Databases.PostgreSql.Roles;

/// <summary>Each role stands for itself.</summary>
public class RoleRefusalTests
{
    [Fact]
    public async Task A_role_that_is_refused_keeps_no_other_from_being_made()
    {
        await using var roles = await RoleServer.StartAsync();
        await roles.AsMasterAsync("postgres", "CREATE ROLE hoop_rw LOGIN");
        await roles.AsMasterAsync("postgres", "CREATE TABLE t (id int)");
        var plan = await roles.PlanAsync();
        var refused = Assert.Single(plan.Refusals);
        Assert.Equal((RoleKind.ReadWrite, "Roles.NotOurs"), (refused.Key, refused.Value.ErrorId));
        Assert.DoesNotContain(plan.Plan.Steps, step => step.Statement.Contains("hoop_rw", StringComparison.Ordinal));
        var outcomes = await roles.ApplyAsync(plan);
        Assert.Equal([RoleKind.ReadOnly, RoleKind.Ddl], outcomes.Keys.Order());
        Assert.All(outcomes.Values, outcome => Assert.Equal(RoleState.Created, outcome.State));
        await roles.AsRoleAsync(RoleKind.ReadOnly, "postgres", "SELECT * FROM t");
        Assert.Equal(false, await roles.ValueAsync("postgres", "SELECT has_table_privilege('hoop_rw', 't', 'SELECT')"));

        // Where none is left, it is said before anything else is.
        var alone = await Assert.ThrowsAsync<HoopException>(() => roles.PlanAsync(roles.Request with { Kinds = [RoleKind.ReadWrite] }));
        Assert.Equal("Roles.NotOurs", alone.ErrorId);
    }

    [Fact]
    public async Task A_role_whose_password_nobody_has_keeps_no_other_from_being_brought_into_line()
    {
        await using var roles = await RoleServer.StartAsync();
        await roles.ProvisionAsync();
        await roles.Passwords.ForgetAsync(RoleKind.Ddl, TestContext.Current.CancellationToken);
        await roles.AsMasterAsync("postgres", "CREATE DATABASE later");
        var plan = await roles.PlanAsync();
        Assert.Equal("Roles.NoWorkingSecret", Assert.Single(plan.Refusals).Value.ErrorId);
        var outcomes = await roles.ApplyAsync(plan);
        Assert.Equal(2, outcomes.Count);
        Assert.All(outcomes.Values, outcome =>
            Assert.Equal((RoleState.Updated, false), (outcome.State, outcome.PasswordChanged)));
        Assert.All(outcomes.Values, outcome => Assert.Contains("later", outcome.Databases));
    }
}
