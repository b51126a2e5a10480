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

        // The others go, and where it alone is left that is said before anything is touched.
        var removed = await roles.RemoveAsync();
        Assert.Equal([RoleState.Failed, RoleState.Removed, RoleState.Removed], RoleNames.All.Select(kind => removed[kind].State));
        var refusal = await Assert.ThrowsAsync<HoopException>(() => roles.RemoveAsync());
        Assert.Equal("Roles.CannotRemove", refusal.ErrorId);
        Assert.Contains("superuser", refusal.Message, StringComparison.Ordinal);
        await roles.AsSuperuserAsync("postgres", Advised(refusal.RecommendedAction!));
        Assert.Equal(RoleState.Removed, (await roles.RemoveAsync())[RoleKind.ReadOnly].State);
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

    /// <summary>Memberships that lead to the machine, to its files, to the whole server, or anywhere that the contract does not.</summary>
    public static TheoryData<string, string> Ways => new()
    {
        { "pg_execute_server_program", "GRANT pg_execute_server_program TO hoop_ro" },
        { "pg_read_server_files", "GRANT pg_read_server_files TO hoop_ro" },
        { "pg_write_server_files", "GRANT pg_write_server_files TO hoop_ro" },
        { "rds_superuser", "CREATE ROLE rds_superuser CREATEROLE; GRANT rds_superuser TO hoop_ro" },
        { "theirs", "CREATE ROLE theirs; GRANT theirs TO hoop_ro" },
        { "between", "CREATE ROLE between; GRANT pg_execute_server_program TO between; GRANT between TO hoop_ro" },
        { "hoop_managed", "CREATE ROLE hoop_managed; GRANT pg_execute_server_program TO hoop_managed; GRANT hoop_managed TO hoop_ro" },
        { "rds_iam", "CREATE ROLE rds_iam SUPERUSER; GRANT rds_iam TO hoop_ro" },
    };

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task Nothing_of_a_role_is_given_out_while_it_has_a_membership_that_the_master_cannot_take_back(string group, string given)
    {
        await using var roles = await RoleServer.StartAsync();
        RoleAssert.All(RoleState.Created, await roles.ProvisionAsync());
        var stored = roles.Passwords.Stored[RoleKind.ReadOnly].Password.Reveal();
        var setBefore = roles.Passwords.Changes;
        await roles.AsSuperuserAsync("postgres", given.Split("; "));

        foreach (var request in new[] { roles.Request, roles.Request with { RotatePassword = true } })
        {
            var plan = await roles.PlanAsync(request);
            var finding = Assert.Single(plan.Findings[RoleKind.ReadOnly], finding => finding.IsPower);
            Assert.Equal(($"membership in \"{group}\"", "Unfixable"), (finding.Subject, finding.Reason));
            Assert.Equal(RoleState.Incomplete, plan.States[RoleKind.ReadOnly]);
            Assert.DoesNotContain(plan.Plan.Steps, step => step.Target == "role \"hoop_ro\"");

            var outcomes = await roles.ApplyAsync(plan);
            var outcome = outcomes[RoleKind.ReadOnly];
            Assert.Equal((RoleState.Failed, null, false), (outcome.State, outcome.Login, outcome.PasswordChanged));
            Assert.All([outcomes[RoleKind.ReadWrite], outcomes[RoleKind.Ddl]], other => Assert.NotNull(other.Login));
        }

        // The other two were rotated, this one was not.
        Assert.Equal((stored, setBefore + 2),
            (roles.Passwords.Stored[RoleKind.ReadOnly].Password.Reveal(), roles.Passwords.Changes));
        await roles.AsSuperuserAsync("postgres", Advised((await roles.PlanAsync()).Findings[RoleKind.ReadOnly][0].Message));
        RoleAssert.InSync(await roles.PlanAsync());
        Assert.NotNull((await roles.ProvisionAsync())[RoleKind.ReadOnly].Login);
    }

    [Theory]
    [EveryMajor]
    public async Task A_membership_that_leads_to_the_machine_is_taken_back_where_the_master_may_and_otherwise_the_role_fails(
        int major, bool asOnRds)
    {
        await using var roles = await RoleServer.StartAsync(major, asOnRds);
        await roles.AsSuperuserAsync("postgres", $"GRANT pg_read_server_files TO {roles.Server.MasterLogin.UserName} WITH ADMIN OPTION");
        RoleAssert.All(RoleState.Created, await roles.ProvisionAsync());
        await roles.AsMasterAsync("postgres", "GRANT pg_read_server_files TO hoop_ro", "CREATE ROLE team", "GRANT team TO hoop_rw");
        await roles.AsSuperuserAsync("postgres", "GRANT pg_execute_server_program TO team, hoop_ddl");

        var plan = await roles.PlanAsync();
        Assert.Equal("the role is a member of \"team\" (and so has pg_execute_server_program)",
            Assert.Single(plan.Findings[RoleKind.ReadWrite]).Message);
        var outcomes = await roles.ApplyAsync(plan);

        Assert.Equal([RoleState.Updated, RoleState.Updated], [outcomes[RoleKind.ReadOnly].State, outcomes[RoleKind.ReadWrite].State]);
        // Before 16 a CREATEROLE master may take back any membership, whoever gave it.
        Assert.Equal(roles.HasMembershipOptions ? (RoleState.Failed, true) : (RoleState.Updated, false),
            (outcomes[RoleKind.Ddl].State, outcomes[RoleKind.Ddl].Login is null));
        Assert.Equal("42501", await roles.RefusalAsync(RoleKind.ReadWrite, "postgres", "COPY (SELECT 1) TO PROGRAM 'true'"));
        Assert.Equal("42501", await roles.RefusalAsync(RoleKind.ReadOnly, "postgres", "SELECT pg_read_file('PG_VERSION')"));
    }

    [Fact]
    public async Task A_power_given_between_plan_and_apply_goes_before_a_password_is_set_or_none_is()
    {
        await using var roles = await RoleServer.StartAsync();
        RoleAssert.All(RoleState.Created, await roles.ProvisionAsync());
        var stored = roles.Passwords.Stored[RoleKind.ReadOnly].Password.Reveal();
        var plan = await roles.PlanAsync(roles.Request with { RotatePassword = true });
        await roles.AsSuperuserAsync("postgres", "GRANT pg_write_server_files TO hoop_ro", "ALTER ROLE hoop_rw CREATEROLE");

        var outcomes = await roles.ApplyAsync(plan);

        Assert.Equal((RoleState.Failed, false), (outcomes[RoleKind.ReadOnly].State, outcomes[RoleKind.ReadOnly].PasswordChanged));
        Assert.Equal(stored, roles.Passwords.Stored[RoleKind.ReadOnly].Password.Reveal());
        Assert.Equal((RoleState.Updated, true), (outcomes[RoleKind.ReadWrite].State, outcomes[RoleKind.ReadWrite].PasswordChanged));
        Assert.Equal(false, await roles.ValueAsync("postgres", "SELECT rolcreaterole FROM pg_roles WHERE rolname = 'hoop_rw'"));
    }

    /// <summary>The statement at the end of the advice.</summary>
    private static string Advised(string message) => message[(message.IndexOf("runs: ", StringComparison.Ordinal) + "runs: ".Length)..];
}
