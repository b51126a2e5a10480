using HoopConnect.Databases.Roles;
using HoopConnect.Hosting;
using HoopConnect.Tests.Databases.PostgreSql.Server;

namespace HoopConnect.Tests.Databases.PostgreSql.Roles;

/// <summary>Roles with our mark that somebody gave more power than any grant could: no login of such a role is handed out.</summary>
public class RolePowerTests
{
    [Theory]
    [EveryMajor]
    public async Task A_power_that_only_a_superuser_can_take_away_is_told_with_the_statement_and_the_role_fails_until_it_is_gone(
        int major, bool asOnRds)
    {
        await using var roles = await RoleServer.StartAsync(major, asOnRds);
        await roles.AsMasterAsync("postgres", "CREATE TABLE t (i int)");
        RoleAssert.All(RoleState.Created, await roles.ProvisionAsync());

        foreach (var power in new[] { "SUPERUSER", "REPLICATION", "BYPASSRLS" })
        {
            await roles.AsSuperuserAsync("postgres", $"ALTER ROLE hoop_ro {power}");
            // Something else to do, so that the rest of the run is seen to go on.
            await roles.AsMasterAsync("postgres", "REVOKE INSERT ON t FROM hoop_rw");

            var plan = await roles.PlanAsync();
            var finding = Assert.Single(plan.Findings[RoleKind.ReadOnly]);
            Assert.Equal(($"attribute {power}", "Unfixable"), (finding.Subject, finding.Reason));
            Assert.Equal(RoleState.Incomplete, plan.States[RoleKind.ReadOnly]);
            Assert.DoesNotContain(plan.Plan.Steps, step => step.Statement.Contains("ALTER ROLE", StringComparison.Ordinal));

            var outcomes = await roles.ApplyAsync(plan);
            Assert.Equal((RoleState.Failed, null), (outcomes[RoleKind.ReadOnly].State, outcomes[RoleKind.ReadOnly].Login));
            Assert.Equal(finding, Assert.Single(outcomes[RoleKind.ReadOnly].Findings));
            Assert.Equal(RoleState.Updated, outcomes[RoleKind.ReadWrite].State);
            Assert.Equal(RoleState.InSync, outcomes[RoleKind.Ddl].State);

            // The run says so again while it lasts, also where it has nothing to do; what it advises mends it.
            var again = (await roles.ProvisionAsync())[RoleKind.ReadOnly];
            Assert.Equal((RoleState.Failed, null), (again.State, again.Login));
            await roles.AsSuperuserAsync("postgres", Advised(finding.Message));
            RoleAssert.InSync(await roles.PlanAsync());
        }
    }

    [Theory]
    [EveryMajor]
    public async Task A_power_that_the_master_can_take_away_is_taken_away(int major, bool asOnRds)
    {
        await using var roles = await RoleServer.StartAsync(major, asOnRds);
        RoleAssert.All(RoleState.Created, await roles.ProvisionAsync());
        await roles.AsSuperuserAsync("postgres", "ALTER ROLE hoop_ro CREATEROLE CREATEDB");

        var outcomes = await roles.ProvisionAsync();
        Assert.Equal(RoleState.Updated, outcomes[RoleKind.ReadOnly].State);
        Assert.NotNull(outcomes[RoleKind.ReadOnly].Login);
        RoleAssert.InSync(await roles.PlanAsync());

        // From 16 on a CREATEROLE master takes only what it has itself.
        await roles.AsSuperuserAsync("postgres", "ALTER ROLE hoop_ro CREATEROLE CREATEDB",
            $"ALTER ROLE {roles.Server.MasterLogin.UserName} NOCREATEDB");
        outcomes = await roles.ProvisionAsync();
        Assert.Equal(roles.HasMembershipOptions ? RoleState.Failed : RoleState.Updated, outcomes[RoleKind.ReadOnly].State);
        Assert.Equal(roles.HasMembershipOptions ? ["attribute CREATEDB"] : [],
            outcomes[RoleKind.ReadOnly].Findings.Select(finding => finding.Subject));
        Assert.Equal(false, await roles.ValueAsync("postgres", "SELECT rolcreaterole FROM pg_roles WHERE rolname = 'hoop_ro'"));
    }

    [Theory]
    [EveryMajor]
    public async Task The_password_of_a_superuser_is_not_changed_and_the_role_not_removed_and_both_say_who_can_help(int major, bool asOnRds)
    {
        await using var roles = await RoleServer.StartAsync(major, asOnRds);
        RoleAssert.All(RoleState.Created, await roles.ProvisionAsync());
        await roles.AsSuperuserAsync("postgres", "ALTER ROLE hoop_ro SUPERUSER CREATEDB CONNECTION LIMIT 3");

        var outcome = (await roles.ProvisionAsync(roles.Request with { RotatePassword = true }))[RoleKind.ReadOnly];
        Assert.Equal((RoleState.Failed, false, null), (outcome.State, outcome.PasswordChanged, outcome.Login));
        Assert.All(outcome.Findings, finding =>
        {
            Assert.Equal("Unfixable", finding.Reason);
            Assert.Contains("a superuser runs: ALTER ROLE \"hoop_ro\" NOSUPERUSER", finding.Message, StringComparison.Ordinal);
        });
        Assert.Equal(
            ["attribute CONNECTION LIMIT", "attribute CREATEDB", "attribute SUPERUSER", "password"],
            outcome.Findings.Select(finding => finding.Subject).Order(StringComparer.Ordinal));

        var refusal = await Assert.ThrowsAsync<HoopException>(() => roles.RemoveAsync());
        Assert.Equal("Roles.CannotRemove", refusal.ErrorId);
        Assert.Contains("superuser", refusal.Message, StringComparison.Ordinal);
        await roles.AsSuperuserAsync("postgres", Advised(refusal.RecommendedAction!));
        RoleAssert.All(RoleState.Removed, await roles.RemoveAsync());
    }

    [Fact]
    public async Task A_master_that_is_a_superuser_takes_every_power_away_itself()
    {
        await using var roles = await RoleServer.StartAsync();
        await roles.AsSuperuserAsync("postgres", $"ALTER ROLE {roles.Server.MasterLogin.UserName} SUPERUSER");
        RoleAssert.All(RoleState.Created, await roles.ProvisionAsync());
        await roles.AsSuperuserAsync("postgres", "ALTER ROLE hoop_ro SUPERUSER CREATEROLE CREATEDB REPLICATION BYPASSRLS");

        var outcome = (await roles.ProvisionAsync())[RoleKind.ReadOnly];
        Assert.Equal(RoleState.Updated, outcome.State);
        Assert.NotNull(outcome.Login);
        Assert.Equal(0L, await roles.ValueAsync("postgres",
            "SELECT count(*) FROM pg_roles WHERE rolname LIKE 'hoop%' AND (rolsuper OR rolcreaterole OR rolcreatedb OR rolreplication OR "
                + "rolbypassrls)"));
        RoleAssert.InSync(await roles.PlanAsync());
    }

    /// <summary>The statement at the end of the advice.</summary>
    private static string Advised(string message) => message[(message.IndexOf("runs: ", StringComparison.Ordinal) + "runs: ".Length)..];
}
