using HoopConnect.Databases.Roles;
using HoopConnect.Tests.Databases.PostgreSql.Server;

namespace HoopConnect.Tests.Databases.PostgreSql.Roles;

public class RoleDriftTests
{
    [Theory]
    [EveryMajor]
    public async Task A_privilege_added_by_hand_is_found_by_the_plan_and_taken_away_by_the_next_apply(int major, bool asOnRds)
    {
        await using var roles = await RoleServer.StartAsync(major, asOnRds);
        await roles.AsMasterAsync("postgres", "CREATE DATABASE app", "CREATE ROLE team");
        await roles.AsMasterAsync("app", "CREATE TABLE t (id serial, a int, b int)", "CREATE SCHEMA s",
            "CREATE FUNCTION f() RETURNS int LANGUAGE sql AS 'SELECT 1'");
        RoleAssert.All(RoleState.Created, await roles.ProvisionAsync());
        await roles.AsMasterAsync("app",
            "GRANT INSERT ON t TO hoop_ro",
            "GRANT SELECT ON t TO hoop_ro WITH GRANT OPTION",
            "GRANT UPDATE (a, b) ON t TO hoop_ro",
            "GRANT CREATE ON SCHEMA s TO hoop_ro",
            "GRANT TEMPORARY ON DATABASE app TO hoop_ro",
            "GRANT UPDATE ON SEQUENCE t_id_seq TO hoop_ro",
            "ALTER DEFAULT PRIVILEGES GRANT DELETE ON TABLES TO hoop_ro",
            "ALTER DEFAULT PRIVILEGES IN SCHEMA s GRANT TRUNCATE ON TABLES TO hoop_ro",
            "ALTER DEFAULT PRIVILEGES GRANT EXECUTE ON FUNCTIONS TO hoop_ro",
            "ALTER ROLE hoop_ro CREATEDB CONNECTION LIMIT 5 VALID UNTIL '2100-01-01'",
            "GRANT team TO hoop_ro");

        var plan = await roles.PlanAsync();
        Assert.Equal(RoleState.Drifted, plan.States[RoleKind.ReadOnly]);
        Assert.Equal(RoleState.InSync, plan.States[RoleKind.ReadWrite]);
        var findings = plan.Findings[RoleKind.ReadOnly];
        Assert.All(findings, finding => Assert.Equal("Surplus", finding.Reason));
        string[] subjects =
        [
            "table \"public\".\"t\"", "schema \"s\"", "database \"app\"", "sequence \"public\".\"t_id_seq\"",
            "default privileges on tables of \"postgres\"", "default privileges on tables of \"postgres\" in schema \"s\"",
            "default privileges on functions of \"postgres\"",
            "attribute CREATEDB", "attribute CONNECTION LIMIT", "attribute VALID UNTIL", "membership in \"team\"",
        ];
        Assert.Equal(subjects.Order(StringComparer.Ordinal), findings.Select(finding => finding.Subject).Distinct()
            .Order(StringComparer.Ordinal));
        Assert.Contains(findings, finding => finding.Message == "has UPDATE (\"a\")");
        Assert.Contains(findings, finding => finding.Message == "may pass on SELECT");

        var outcomes = await roles.ApplyAsync(plan);
        Assert.Equal((RoleState.Updated, false), (outcomes[RoleKind.ReadOnly].State, outcomes[RoleKind.ReadOnly].PasswordChanged));
        Assert.Equal(RoleState.InSync, outcomes[RoleKind.ReadWrite].State);
        Assert.All(outcomes.Values, outcome => Assert.Empty(outcome.Findings));
        RoleAssert.InSync(await roles.PlanAsync());
        Assert.Equal("42501", await roles.RefusalAsync(RoleKind.ReadOnly, "app", "UPDATE t SET a = 1"));
        await roles.AsRoleAsync(RoleKind.ReadOnly, "app", "SELECT * FROM t");
    }

    [Theory]
    [EveryMajor]
    public async Task What_is_missing_is_granted_again_on_exactly_the_objects_that_lack_it(int major, bool asOnRds)
    {
        await using var roles = await RoleServer.StartAsync(major, asOnRds);
        await roles.AsMasterAsync("postgres", "CREATE TABLE a (i int)", "CREATE TABLE b (i int)", "CREATE TABLE c (i int)");
        RoleAssert.All(RoleState.Created, await roles.ProvisionAsync());
        await roles.AsMasterAsync("postgres", "REVOKE INSERT, DELETE ON b FROM hoop_rw", "REVOKE USAGE ON SCHEMA public FROM hoop_ro",
            "ALTER ROLE hoop_ddl NOINHERIT");

        var plan = await roles.PlanAsync();
        Assert.Equal(
            ["ALTER ROLE \"hoop_ddl\" INHERIT", "GRANT USAGE ON SCHEMA \"public\" TO \"hoop_ro\"",
                "GRANT INSERT, DELETE ON TABLE \"public\".\"b\" TO \"hoop_rw\""],
            plan.Plan.Steps.Select(step => step.Statement));
        Assert.Equal("lacks INSERT, DELETE", Assert.Single(plan.Findings[RoleKind.ReadWrite]).Message);
        RoleAssert.All(RoleState.Updated, await roles.ApplyAsync(plan));
        RoleAssert.InSync(await roles.PlanAsync());
    }

    [Fact]
    public async Task Memberships_that_other_parts_give_on_purpose_are_no_drift()
    {
        await using var roles = await RoleServer.StartAsync();
        await roles.AsMasterAsync("postgres", "CREATE ROLE rds_iam", "CREATE ROLE hoop_managed");
        RoleAssert.All(RoleState.Created, await roles.ProvisionAsync());
        await roles.AsMasterAsync("postgres", "GRANT rds_iam, hoop_managed TO hoop_ro, hoop_rw", "CREATE ROLE person",
            "GRANT hoop_ro TO person");
        RoleAssert.InSync(await roles.PlanAsync());
    }

    [Theory]
    [EveryMajor]
    public async Task What_another_grantor_gave_is_unfixable_and_named_and_nothing_else_is_lost(int major, bool asOnRds)
    {
        await using var roles = await RoleServer.StartAsync(major, asOnRds);
        await roles.AsSuperuserAsync("postgres", "CREATE SCHEMA foreign_schema", "CREATE TABLE foreign_schema.t (i int)",
            "CREATE ROLE powerful");
        await roles.AsMasterAsync("postgres", "CREATE TABLE own (i int)", "CREATE ROLE helper");
        await roles.ProvisionAsync();
        await roles.AsSuperuserAsync("postgres", "GRANT DELETE ON foreign_schema.t TO hoop_ro", "GRANT powerful TO hoop_ro");
        await roles.AsMasterAsync("postgres",
            "GRANT INSERT ON own TO helper WITH GRANT OPTION",
            $"GRANT helper TO CURRENT_USER{roles.From16(" WITH SET TRUE, INHERIT FALSE")}", "SET ROLE helper",
            "GRANT INSERT ON own TO hoop_ro", "RESET ROLE",
            "GRANT UPDATE ON own TO hoop_ro");

        var plan = await roles.PlanAsync();
        Assert.Equal(RoleState.Incomplete, plan.States[RoleKind.ReadOnly]);
        var outcome = (await roles.ApplyAsync(plan))[RoleKind.ReadOnly];
        Assert.Equal(RoleState.Incomplete, outcome.State);
        var unfixable = outcome.Findings.Where(finding => finding.Reason == "Unfixable").ToList();
        // Before 16 a CREATEROLE master may take back any membership, whoever gave it.
        string[] membership = roles.HasMembershipOptions ? ["membership in \"powerful\""] : [];
        Assert.Equal(
            [.. membership, "table \"foreign_schema\".\"t\"", "table \"public\".\"own\""],
            unfixable.Select(finding => finding.Subject).Order(StringComparer.Ordinal));
        Assert.Contains(unfixable, finding => finding.Message.Contains("\"helper\"", StringComparison.Ordinal));
        Assert.Contains(unfixable, finding => finding.Message.Contains("\"rdsadmin\"", StringComparison.Ordinal));
        Assert.Equal("42501", await roles.RefusalAsync(RoleKind.ReadOnly, "postgres", "UPDATE own SET i = 1"));
        Assert.Empty((await roles.PlanAsync()).Plan.Steps);
    }

    [Fact]
    public async Task A_privilege_that_a_role_has_passed_on_is_not_revoked_over_the_heads_of_others()
    {
        await using var roles = await RoleServer.StartAsync();
        await roles.AsMasterAsync("postgres", "CREATE TABLE t (i int)", "CREATE ROLE friend");
        RoleAssert.All(RoleState.Created, await roles.ProvisionAsync());
        await roles.AsMasterAsync("postgres", "GRANT SELECT ON t TO hoop_ro WITH GRANT OPTION",
            "GRANT INSERT ON t TO hoop_rw WITH GRANT OPTION");
        await roles.AsRoleAsync(RoleKind.ReadOnly, "postgres", "GRANT SELECT ON t TO friend");
        var outcomes = await roles.ProvisionAsync();
        Assert.Equal("Unfixable", Assert.Single(outcomes[RoleKind.ReadOnly].Findings).Reason);
        Assert.Equal(RoleState.Updated, outcomes[RoleKind.ReadWrite].State);
        Assert.Equal(true,
            await roles.ValueAsync("postgres",
                "SELECT has_table_privilege('friend', 't', 'SELECT') AND NOT has_table_privilege('hoop_rw', 't', 'INSERT WITH GRANT "
                    + "OPTION')"));
    }

    [Theory]
    [EveryMajor]
    public async Task What_the_master_granted_in_its_own_name_on_anothers_table_is_revoked_in_its_own_name(int major, bool asOnRds)
    {
        await using var roles = await RoleServer.StartAsync(major, asOnRds);
        await roles.AsMasterAsync("postgres", "CREATE ROLE owner_of_t", "CREATE SCHEMA s");
        await roles.AsSuperuserAsync("postgres", "CREATE TABLE s.t (i int)", "ALTER TABLE s.t OWNER TO owner_of_t",
            $"GRANT ALL ON s.t TO {roles.Server.MasterLogin.UserName} WITH GRANT OPTION");
        RoleAssert.All(RoleState.Created, await roles.ProvisionAsync());
        await roles.AsMasterAsync("postgres", "GRANT INSERT ON s.t TO hoop_ro", "REVOKE SELECT ON s.t FROM hoop_rw");
        await roles.AsSuperuserAsync("postgres", $"REVOKE GRANT OPTION FOR SELECT ON s.t FROM {roles.Server.MasterLogin.UserName} CASCADE");
        RoleAssert.All(RoleState.Updated, await roles.ProvisionAsync());
        RoleAssert.InSync(await roles.PlanAsync());
        Assert.Equal("42501", await roles.RefusalAsync(RoleKind.ReadOnly, "postgres", "INSERT INTO s.t VALUES (1)"));
    }
}
