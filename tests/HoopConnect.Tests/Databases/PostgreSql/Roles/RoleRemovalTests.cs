using HoopConnect.Databases.Roles;
using HoopConnect.Hosting;
using HoopConnect.Tests.Databases.PostgreSql.Server;
using Npgsql;

namespace HoopConnect.Tests.Databases.PostgreSql.Roles;

public class RoleRemovalTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [EveryMajor]
    public async Task Roles_go_with_open_sessions_owned_objects_and_all_their_privileges(int major, bool asOnRds)
    {
        await using var roles = await RoleServer.StartAsync(major, asOnRds);
        await roles.AsMasterAsync("postgres", "CREATE ROLE app_owner", "CREATE ROLE heir", "CREATE DATABASE app",
            "CREATE DATABASE untouched");
        await roles.AsSuperuserAsync("app", "CREATE SCHEMA owned AUTHORIZATION app_owner");
        await roles.AsAsync("app_owner", "app", "CREATE TABLE owned.t (id serial, v text)");
        var request = roles.Request with { SchemaCreate = true, ReassignTo = "heir" };
        RoleAssert.All(RoleState.Created, await roles.ProvisionAsync(request));
        await roles.AsRoleAsync(RoleKind.Ddl, "app", "CREATE TABLE public.made (id serial, v text)",
            "INSERT INTO public.made (v) VALUES ('kept')");
        await roles.AsMasterAsync("app", "CREATE FUNCTION f() RETURNS int LANGUAGE sql AS 'SELECT 1'",
            "GRANT EXECUTE ON FUNCTION f() TO hoop_ro");
        await using var open = await roles.Server.OpenAsync(roles.Login(RoleKind.ReadOnly), "app", Stop);

        var outcomes = await roles.RemoveAsync(request);
        RoleAssert.All(RoleState.Removed, outcomes);
        Assert.Equal(0L, await roles.ValueAsync("postgres", "SELECT count(*) FROM pg_roles WHERE rolname LIKE 'hoop%'"));
        Assert.Equal("heir", await roles.ValueAsync("app", "SELECT tableowner FROM pg_tables WHERE tablename = 'made'"));
        Assert.Equal("kept", await roles.ValueAsync("app", "SELECT v FROM public.made"));
        Assert.Empty(roles.Passwords.Stored);
        await Assert.ThrowsAnyAsync<NpgsqlException>(async () =>
        {
            await using var command = new NpgsqlCommand("SELECT 1", open);
            await command.ExecuteScalarAsync(Stop);
        });
        Assert.Equal(0L, await roles.MembershipsOfMasterAsync());

        var again = await roles.Engine.Roles.PlanRemovalAsync(request, roles.Host, Stop);
        Assert.True(again.Plan.IsEmpty);
        Assert.All(again.States.Values, state => Assert.Equal(RoleState.Missing, state));
        Assert.All((await roles.RemoveAsync(request)).Values, outcome => Assert.Equal(RoleState.Missing, outcome.State));
    }

    [Theory]
    [EveryMajor]
    public async Task What_another_grantor_gave_keeps_the_role_which_can_no_longer_log_in_and_the_next_run_finishes(int major, bool asOnRds)
    {
        await using var roles = await RoleServer.StartAsync(major, asOnRds);
        await roles.AsSuperuserAsync("postgres", "CREATE SCHEMA theirs", "CREATE TABLE theirs.t (i int)");
        await roles.ProvisionAsync();
        await roles.AsSuperuserAsync("postgres", "GRANT SELECT ON theirs.t TO hoop_ro");
        var outcomes = await roles.RemoveAsync();
        Assert.Equal(RoleState.Incomplete, outcomes[RoleKind.ReadOnly].State);
        Assert.Contains(outcomes[RoleKind.ReadOnly].Findings, finding =>
            finding is { Reason: "Unfixable", Subject: "table \"theirs\".\"t\"" }
            && finding.Message.Contains("\"rdsadmin\"", StringComparison.Ordinal));
        Assert.Equal(RoleState.Removed, outcomes[RoleKind.ReadWrite].State);
        Assert.Equal("28000",
            (await Assert.ThrowsAsync<PostgresException>(() => roles.AsRoleAsync(RoleKind.ReadOnly, "postgres", "SELECT 1"))).SqlState);

        await roles.AsSuperuserAsync("postgres", "REVOKE SELECT ON theirs.t FROM hoop_ro");
        outcomes = await roles.RemoveAsync();
        Assert.Equal(RoleState.Removed, outcomes[RoleKind.ReadOnly].State);
        Assert.Equal(RoleState.Missing, outcomes[RoleKind.ReadWrite].State);
    }

    [Theory]
    [EveryMajor]
    public async Task A_role_that_is_not_ours_keeps_no_other_from_going_and_goes_when_asked(int major, bool asOnRds)
    {
        await using var roles = await RoleServer.StartAsync(major, asOnRds);
        await roles.ProvisionAsync();
        await roles.AsMasterAsync("postgres", "COMMENT ON ROLE hoop_rw IS 'theirs'");

        var outcomes = await roles.RemoveAsync();
        Assert.Equal([RoleState.Removed, RoleState.Failed, RoleState.Removed], RoleNames.All.Select(kind => outcomes[kind].State));
        Assert.Equal("NotOurs", Assert.Single(outcomes[RoleKind.ReadWrite].Findings).Reason);
        var refused = await Assert.ThrowsAsync<HoopException>(() => roles.RemoveAsync());
        Assert.Equal("Roles.NotOurs", refused.ErrorId);
        Assert.Contains("-Adopt", refused.RecommendedAction, StringComparison.Ordinal);

        outcomes = await roles.RemoveAsync(roles.Request with { Adopt = true });
        Assert.Equal(RoleState.Removed, outcomes[RoleKind.ReadWrite].State);
    }

    [Fact]
    public async Task One_role_is_removed_and_the_others_keep_what_they_have()
    {
        await using var roles = await RoleServer.StartAsync();
        await roles.AsMasterAsync("postgres", "CREATE TABLE t (id serial, v text)");
        await roles.ProvisionAsync();
        var only = roles.Request with { Kinds = [RoleKind.Ddl] };
        Assert.Equal(RoleState.Removed, (await roles.RemoveAsync(only))[RoleKind.Ddl].State);
        RoleAssert.InSync(await roles.PlanAsync(roles.Request with { Kinds = [RoleKind.ReadOnly, RoleKind.ReadWrite] }));
        await roles.AsRoleAsync(RoleKind.ReadWrite, "postgres", "INSERT INTO t (v) VALUES ('x')");
    }

    [Theory]
    [EveryMajor]
    public async Task An_heir_that_is_not_there_or_out_of_reach_is_refused_before_anything_changes(int major, bool asOnRds)
    {
        await using var roles = await RoleServer.StartAsync(major, asOnRds);
        await roles.AsSuperuserAsync("postgres", "CREATE ROLE aloof");
        await roles.ProvisionAsync();
        // Before 16 only a superuser is out of a CREATEROLE master's reach, and that one could do more than the roles.
        var aloof = roles.HasMembershipOptions ? ("aloof", "Roles.ReassignToNotReachable") : ("rdsadmin", "Roles.ReassignToTooPowerful");
        foreach (var (heir, errorId) in new[] { ("nobody_at_all", "Roles.ReassignToNotFound"), ("hoop_rw", "Roles.ReassignToNotFound"),
            aloof })
            Assert.Equal(errorId,
                (await Assert.ThrowsAsync<HoopException>(() => roles.RemoveAsync(roles.Request with { ReassignTo = heir }))).ErrorId);
        RoleAssert.InSync(await roles.PlanAsync());
    }
}
