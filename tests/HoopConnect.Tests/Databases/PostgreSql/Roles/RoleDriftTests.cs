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
        var plan = await roles.PlanAsync();
        RoleAssert.InSync(plan);
        // Whoever administers the server may want that; it is worth knowing.
        var member = Assert.Single(plan.Findings[RoleKind.ReadOnly]);
        Assert.Equal(("member \"person\"", "Notice"), (member.Subject, member.Reason));
        var outcome = (await roles.ApplyAsync(plan))[RoleKind.ReadOnly];
        Assert.Equal((RoleState.InSync, member), (outcome.State, Assert.Single(outcome.Findings)));
        Assert.NotNull(outcome.Login);
    }

    [Theory]
    [EveryMajor]
    public async Task Privileges_on_whatever_else_carries_some_and_settings_are_found_and_taken_away_and_keep_no_role_from_being_removed(
        int major, bool asOnRds)
    {
        await using var roles = await RoleServer.StartAsync(major, asOnRds);
        var master = roles.Server.MasterLogin.UserName;
        await roles.AsMasterAsync("postgres", "CREATE DATABASE app");
        await roles.AsSuperuserAsync("app", "CREATE FOREIGN DATA WRAPPER wrapper",
            $"GRANT USAGE ON FOREIGN DATA WRAPPER wrapper TO {master}");
        await roles.AsMasterAsync("app", "CREATE SCHEMA s", "CREATE FUNCTION s.f(int) RETURNS int LANGUAGE sql AS 'SELECT 1'",
            "CREATE PROCEDURE s.p() LANGUAGE sql AS 'SELECT 1'", "CREATE TYPE s.t AS (i int)", "CREATE DOMAIN s.d AS int",
            "CREATE SERVER foreign_server FOREIGN DATA WRAPPER wrapper", "SELECT lo_create(4711)");
        RoleAssert.All(RoleState.Created, await roles.ProvisionAsync());
        await roles.AsMasterAsync("app",
            "GRANT EXECUTE ON FUNCTION s.f(int) TO hoop_ro", "GRANT EXECUTE ON PROCEDURE s.p() TO hoop_ro",
            "GRANT USAGE ON TYPE s.t TO hoop_ro",
            "GRANT USAGE ON DOMAIN s.d TO hoop_ro", "GRANT USAGE ON FOREIGN SERVER foreign_server TO hoop_ro",
            "GRANT UPDATE ON LARGE OBJECT 4711 TO hoop_ro WITH GRANT OPTION",
            "ALTER ROLE hoop_ro SET search_path = s", "ALTER ROLE hoop_ro IN DATABASE app SET work_mem = '1MB'");

        var plan = await roles.PlanAsync();
        Assert.Equal(RoleState.Drifted, plan.States[RoleKind.ReadOnly]);
        Assert.Equal(RoleState.InSync, plan.States[RoleKind.ReadWrite]);
        string[] subjects = ["foreign server foreign_server", "large object 4711", "routine s.f(integer), s.p()",
            "setting search_path", "setting work_mem", "type s.d, s.t"];
        Assert.Equal(subjects, RoleAssert.Differences(plan.Findings[RoleKind.ReadOnly]).Select(finding => finding.Subject)
            .Order(StringComparer.Ordinal));
        var outcomes = await roles.ApplyAsync(plan);
        Assert.Equal([RoleState.Updated, RoleState.InSync, RoleState.InSync], RoleNames.All.Select(kind => outcomes[kind].State));
        Assert.All(outcomes.Values, outcome => Assert.Empty(outcome.Findings));
        RoleAssert.InSync(await roles.PlanAsync());

        await roles.AsMasterAsync("app", "GRANT EXECUTE ON FUNCTION s.f(int) TO hoop_ro",
            "GRANT USAGE ON FOREIGN SERVER foreign_server TO hoop_ro", "GRANT SELECT ON LARGE OBJECT 4711 TO hoop_ro",
            "ALTER ROLE hoop_ro SET search_path = s");
        RoleAssert.All(RoleState.Removed, await roles.RemoveAsync());
    }

    [Theory]
    [EveryMajor]
    public async Task What_a_superuser_gave_on_the_servers_own_things_is_named_and_the_role_fails(int major, bool asOnRds)
    {
        await using var roles = await RoleServer.StartAsync(major, asOnRds);
        RoleAssert.All(RoleState.Created, await roles.ProvisionAsync());
        await roles.AsSuperuserAsync("postgres", "CREATE FOREIGN DATA WRAPPER wrapper", "SET allow_in_place_tablespaces = on",
            "CREATE TABLESPACE space LOCATION ''");
        await roles.AsSuperuserAsync("postgres", "GRANT USAGE ON FOREIGN DATA WRAPPER wrapper TO hoop_rw",
            "GRANT USAGE ON LANGUAGE plpgsql TO hoop_rw",
            "GRANT CREATE ON TABLESPACE space TO hoop_rw", "ALTER ROLE hoop_rw SET log_statement = 'none'",
            "GRANT EXECUTE ON FUNCTION pg_read_file(text) TO hoop_ro");
        if (major >= 15)
            await roles.AsSuperuserAsync("postgres", "GRANT ALTER SYSTEM ON PARAMETER archive_command TO hoop_ddl");

        var plan = await roles.PlanAsync();
        string[] subjects = ["foreign data wrapper wrapper", "language plpgsql", "setting log_statement", "tablespace space"];
        Assert.Equal(subjects, RoleAssert.Differences(plan.Findings[RoleKind.ReadWrite]).Select(finding => finding.Subject)
            .Order(StringComparer.Ordinal));
        Assert.All(RoleAssert.Differences(plan.Findings[RoleKind.ReadWrite]),
            finding => Assert.Equal(("Unfixable", false), (finding.Reason, finding.IsPower)));
        Assert.True(Assert.Single(RoleAssert.Differences(plan.Findings[RoleKind.ReadOnly])).IsPower);
        Assert.Empty(plan.Plan.Steps);
        var outcomes = await roles.ApplyAsync(plan);
        Assert.Equal([RoleState.Failed, RoleState.Incomplete, major >= 15 ? RoleState.Failed : RoleState.InSync],
            RoleNames.All.Select(kind => outcomes[kind].State));
        Assert.Equal([true, false, major >= 15], RoleNames.All.Select(kind => outcomes[kind].Login is null));
    }

    [Fact]
    public async Task A_schema_in_which_everybody_may_create_is_worth_a_notice_and_no_drift()
    {
        await using var roles = await RoleServer.StartAsync();
        roles.ShowsSchemaNotices = true;
        RoleAssert.All(RoleState.Created, await roles.ProvisionAsync());
        await roles.AsSuperuserAsync("postgres", "GRANT CREATE ON SCHEMA public TO PUBLIC");
        var plan = await roles.PlanAsync();
        RoleAssert.InSync(plan);
        Assert.All(plan.Findings.Values, findings => Assert.Contains("REVOKE CREATE ON SCHEMA \"public\" FROM PUBLIC",
            Assert.Single(findings).Message, StringComparison.Ordinal));
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
        // From 16 on it stays a member of a role that leads where the contract does not: nothing of it is given out.
        Assert.Equal(roles.HasMembershipOptions ? RoleState.Failed : RoleState.Incomplete, outcome.State);
        Assert.Equal(roles.HasMembershipOptions, outcome.Login is null);
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
