using HoopConnect.Databases.Roles;
using HoopConnect.Hosting;
using HoopConnect.Tests.Databases.PostgreSql.Server;

namespace HoopConnect.Tests.Databases.PostgreSql.Roles;

public class RoleOwnershipTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [EveryMajor]
    public async Task Tables_of_an_owner_the_master_cannot_act_for_make_the_roles_incomplete_and_the_finding_says_who_must_run_what(
        int major, bool asOnRds)
    {
        await using var roles = await RoleServer.StartAsync(major, asOnRds);
        await roles.AsMasterAsync("postgres", "CREATE DATABASE app");
        await roles.AsSuperuserAsync("app", "CREATE ROLE stranger", "CREATE SCHEMA mixed AUTHORIZATION stranger",
            "GRANT USAGE, CREATE ON SCHEMA mixed TO postgres WITH GRANT OPTION");
        await roles.AsAsync("stranger", "app", "CREATE TABLE mixed.theirs (i int)", "CREATE TABLE mixed.open_to_all (i int)",
            "GRANT SELECT ON mixed.open_to_all TO PUBLIC");
        await roles.AsMasterAsync("app", "CREATE TABLE mixed.ours (i int)");

        var plan = await roles.PlanAsync();
        if (!roles.HasMembershipOptions)
        {
            // Before 16 a CREATEROLE master can make itself a member of every role but a superuser, and the plan says what that is.
            Assert.Contains(plan.Plan.Steps, step => step is { Action: "join owner", Statement: "GRANT \"stranger\" TO CURRENT_USER" }
                && step.Note!.Contains("escalation", StringComparison.Ordinal));
            RoleAssert.All(RoleState.Created, await roles.ApplyAsync(plan));
            await roles.AsAsync("stranger", "app", "CREATE TABLE mixed.later (i int)");
            await roles.AsRoleAsync(RoleKind.ReadOnly, "app", "SELECT * FROM mixed.theirs", "SELECT * FROM mixed.later");
            Assert.Equal(0L, await roles.MembershipsOfMasterAsync());
            RoleAssert.InSync(await roles.PlanAsync());
            return;
        }

        Assert.DoesNotContain(plan.Plan.Steps, step => step.Action == "join owner");
        var outcome = (await roles.ApplyAsync(plan))[RoleKind.ReadOnly];
        Assert.Equal(RoleState.Incomplete, outcome.State);
        Assert.All(outcome.Findings, finding => Assert.Equal(("app", "Owner.NotReachable"), (finding.Database, finding.Reason)));
        var table = Assert.Single(outcome.Findings, finding => finding.Subject == "table \"mixed\".\"theirs\"");
        Assert.Contains("\"stranger\" runs: GRANT SELECT ON TABLE \"mixed\".\"theirs\" TO \"hoop_ro\"", table.Message,
            StringComparison.Ordinal);
        Assert.Contains("a superuser runs: GRANT \"stranger\" TO \"postgres\" WITH ADMIN OPTION", table.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("app", outcome.Databases);
        await roles.AsRoleAsync(RoleKind.ReadOnly, "app", "SELECT * FROM mixed.ours", "SELECT * FROM mixed.open_to_all");

        // Running again changes nothing; doing what the finding says mends it.
        Assert.Empty((await roles.PlanAsync()).Plan.Steps);
        await roles.AsSuperuserAsync("postgres", "GRANT stranger TO postgres WITH ADMIN OPTION");
        RoleAssert.All(RoleState.Updated, await roles.ProvisionAsync());
        await roles.AsAsync("stranger", "app", "CREATE TABLE mixed.later (i int)");
        await roles.AsRoleAsync(RoleKind.ReadOnly, "app", "SELECT * FROM mixed.theirs", "SELECT * FROM mixed.later");
        RoleAssert.InSync(await roles.PlanAsync());
    }

    [Theory]
    [EveryMajor]
    public async Task A_database_of_another_owner_is_reached_through_its_owner_and_a_membership_that_was_there_stays_as_it_was(
        int major, bool asOnRds)
    {
        await using var roles = await RoleServer.StartAsync(major, asOnRds);
        await roles.AsMasterAsync("postgres", "CREATE ROLE \"o'th\"\"er; --\"",
            $"GRANT \"o'th\"\"er; --\" TO CURRENT_USER{roles.From16(" WITH INHERIT FALSE, SET TRUE")}");
        await roles.AsSuperuserAsync("postgres", "CREATE DATABASE theirs OWNER \"o'th\"\"er; --\"");
        await roles.AsSuperuserAsync("theirs", "REVOKE ALL ON SCHEMA public FROM PUBLIC", "REVOKE ALL ON DATABASE theirs FROM PUBLIC",
            "GRANT CONNECT ON DATABASE theirs TO postgres");
        // From 15 on the owner of a database is the owner of its schema public.
        if (major < 15)
            await roles.AsSuperuserAsync("theirs", "ALTER SCHEMA public OWNER TO \"o'th\"\"er; --\"");
        await roles.AsAsync("\"o'th\"\"er; --\"", "theirs", "CREATE SCHEMA hidden", "CREATE TABLE hidden.t (id serial, v text)",
            "CREATE TABLE public.p (i int)");
        RoleAssert.All(RoleState.Created, await roles.ProvisionAsync());
        await roles.AsRoleAsync(RoleKind.ReadWrite, "theirs", "INSERT INTO hidden.t (v) VALUES ('x')", "SELECT * FROM public.p");
        RoleAssert.InSync(await roles.PlanAsync());
        Assert.Equal(roles.HasMembershipOptions ? "f t" : "member",
            await roles.ValueAsync("postgres",
                $"SELECT {(roles.HasMembershipOptions ? "format('%s %s', inherit_option, set_option)" : "'member'")} FROM pg_auth_members "
                    + $"WHERE pg_get_userbyid(roleid) = 'o''th\"er; --' AND grantor = 'postgres'::regrole"));
    }

    [Fact]
    public async Task A_database_the_master_may_not_connect_to_is_a_finding_and_the_others_are_provisioned()
    {
        await using var roles = await RoleServer.StartAsync();
        await roles.AsSuperuserAsync("postgres", "CREATE DATABASE locked", "REVOKE CONNECT ON DATABASE locked FROM PUBLIC");
        var outcomes = await roles.ProvisionAsync();
        Assert.All(outcomes.Values, outcome =>
        {
            Assert.Equal(RoleState.Incomplete, outcome.State);
            Assert.Equal(("locked", "Failed"), (outcome.Findings.Single().Database, outcome.Findings.Single().Reason));
            Assert.Equal(["postgres"], outcome.Databases);
        });
    }

    [Fact]
    public async Task Objects_of_an_extension_that_only_its_owner_could_grant_are_left_to_the_extension()
    {
        await using var roles = await RoleServer.StartAsync();
        // What an RDS extension leaves: a table of the superuser's that belongs to the extension.
        await roles.AsSuperuserAsync("postgres", "CREATE TABLE public.of_extension (i int)",
            "ALTER EXTENSION plpgsql ADD TABLE public.of_extension",
            "CREATE SCHEMA cron", "CREATE TABLE cron.job (i int)", "ALTER EXTENSION plpgsql ADD SCHEMA cron",
            "ALTER EXTENSION plpgsql ADD TABLE cron.job");
        RoleAssert.All(RoleState.Created, await roles.ProvisionAsync());
        RoleAssert.InSync(await roles.PlanAsync());

        // Something of somebody else's in that schema is another matter.
        await roles.AsSuperuserAsync("postgres", "CREATE TABLE cron.added (i int)");
        Assert.Contains((await roles.PlanAsync()).Findings[RoleKind.ReadOnly], finding =>
            finding is { Reason: "Owner.NotReachable", Subject: "schema \"cron\"" });
    }

    [Theory]
    [EveryMajor]
    public async Task A_role_of_the_same_name_that_is_not_ours_is_refused_before_anything_changes_and_taken_over_on_demand(
        int major, bool asOnRds)
    {
        await using var roles = await RoleServer.StartAsync(major, asOnRds);
        await roles.AsMasterAsync("postgres", "CREATE ROLE hoop_rw LOGIN CREATEDB PASSWORD 'somebody-elses'", "CREATE TABLE t (i int)",
            "GRANT ALL ON t TO hoop_rw");
        var refused = await Assert.ThrowsAsync<HoopException>(() => roles.PlanAllAsync());
        Assert.Equal(("Roles.NotOurs", "hoop_rw"), (refused.ErrorId, refused.Target));
        Assert.Equal(0L, await roles.ValueAsync("postgres", "SELECT count(*) FROM pg_roles WHERE rolname IN ('hoop_ro', 'hoop_ddl')"));
        Assert.Equal("Roles.NotOurs", (await Assert.ThrowsAsync<HoopException>(() => roles.RemoveAsync())).ErrorId);

        var outcomes = await roles.ProvisionAsync(roles.Request with { Adopt = true });
        Assert.Equal((RoleState.Updated, true), (outcomes[RoleKind.ReadWrite].State, outcomes[RoleKind.ReadWrite].PasswordChanged));
        Assert.Equal(RoleState.Created, outcomes[RoleKind.ReadOnly].State);
        Assert.Equal("42501", await roles.RefusalAsync(RoleKind.ReadWrite, "postgres", "TRUNCATE t"));
        RoleAssert.InSync(await roles.PlanAsync());
    }

    [Theory]
    [EveryMajor]
    public async Task A_role_that_the_master_has_no_ADMIN_on_cannot_be_taken_over(int major, bool asOnRds)
    {
        await using var roles = await RoleServer.StartAsync(major, asOnRds);
        await roles.AsSuperuserAsync("postgres", "CREATE ROLE hoop_ro LOGIN");
        if (!roles.HasMembershipOptions)
        {
            // Before 16 CREATEROLE is enough for every role but a superuser.
            await roles.AsSuperuserAsync("postgres", "ALTER ROLE hoop_ro SUPERUSER");
            Assert.Equal("Roles.CannotAdopt",
                (await Assert.ThrowsAsync<HoopException>(() => roles.PlanAllAsync(roles.Request with { Adopt = true }))).ErrorId);
            await roles.AsSuperuserAsync("postgres", "ALTER ROLE hoop_ro NOSUPERUSER");
            Assert.Equal(RoleState.Updated, (await roles.ProvisionAsync(roles.Request with { Adopt = true }))[RoleKind.ReadOnly].State);
            RoleAssert.InSync(await roles.PlanAsync());
            return;
        }

        var refused = await Assert.ThrowsAsync<HoopException>(() => roles.PlanAllAsync(roles.Request with { Adopt = true }));
        Assert.Equal("Roles.CannotAdopt", refused.ErrorId);
        Assert.Contains("WITH ADMIN OPTION", refused.RecommendedAction, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_superuser_as_master_reaches_everything_and_its_own_tables_to_come_are_open_too()
    {
        await using var roles = await RoleServer.StartAsync();
        await roles.AsMasterAsync("postgres", "CREATE ROLE anybody");
        await roles.AsSuperuserAsync("postgres", "CREATE SCHEMA theirs AUTHORIZATION anybody", "CREATE TABLE mine (id serial, v text)");
        var request = roles.Request with { Master = roles.Server.Settings(roles.Server.SuperuserLogin) };
        var plan = await roles.PlanAsync(request);
        Assert.DoesNotContain(plan.Plan.Steps, step => step.Action == "join owner");
        RoleAssert.All(RoleState.Created, await roles.ApplyAsync(plan));
        await roles.AsSuperuserAsync("postgres", "CREATE TABLE tomorrow (id serial, v text)", "SET ROLE anybody",
            "CREATE TABLE theirs.tomorrow (id serial, v text)");
        await roles.AsRoleAsync(RoleKind.ReadWrite, "postgres", "INSERT INTO tomorrow (v) VALUES ('x')",
            "INSERT INTO theirs.tomorrow (v) VALUES ('x')", "INSERT INTO mine (v) VALUES ('x')");
        RoleAssert.InSync(await roles.PlanAsync(request));
        RoleAssert.All(RoleState.Removed, await roles.RemoveAsync(request));
    }

    [Fact]
    public async Task A_master_without_CREATEROLE_is_told_so_before_anything_changes()
    {
        await using var roles = await RoleServer.StartAsync();
        await roles.AsSuperuserAsync("postgres", "ALTER ROLE postgres NOCREATEROLE");
        Assert.Equal("Roles.CannotCreate", (await Assert.ThrowsAsync<HoopException>(() => roles.PlanAllAsync())).ErrorId);
    }
}
