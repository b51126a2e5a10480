using HoopConnect.Databases.PostgreSql.Server;
using HoopConnect.Databases.PostgreSql.Users;
using HoopConnect.Databases.Users;
using HoopConnect.Hosting;
using HoopConnect.Sandbox.Servers;
using HoopConnect.Tests.Databases.PostgreSql.Server;
using Npgsql;

namespace HoopConnect.Tests.Databases.PostgreSql.Users;

public class RemovalTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [EveryMajor]
    public async Task Expired_users_go_with_sessions_tables_functions_defaults_memberships_and_grants_in_every_database_and_the_others_stay(
        int major, bool asOnRds)
    {
        await using var server = await RemovalServer.StartAsync(major, asOnRds);
        var roles = server.Roles;
        await roles.AsMasterAsync("postgres", "CREATE ROLE app_owner", "CREATE ROLE readers", "CREATE DATABASE app",
            "CREATE DATABASE shop", "CREATE DATABASE untouched");
        var (busy, quiet, live) =
            (await server.MakeAsync(1), await server.MakeAsync(2, suffix: "_O'Br\"ien; --"), await server.MakeAsync(3, "2999-01-01"));
        await roles.AsMasterAsync("postgres", $"GRANT readers TO {busy}, {quiet}");
        foreach (var database in new[] { "app", "shop" })
        {
            await roles.AsSuperuserAsync(database, "CREATE SCHEMA owned AUTHORIZATION app_owner",
                $"GRANT CREATE, USAGE ON SCHEMA owned TO {busy}", $"GRANT CREATE ON SCHEMA public TO {busy}");
            await roles.AsAsync("app_owner", database, "CREATE TABLE owned.t (id serial, v text)",
                $"GRANT SELECT, UPDATE (v) ON owned.t TO {busy}, {quiet}, {live}",
                $"ALTER DEFAULT PRIVILEGES IN SCHEMA owned GRANT SELECT ON TABLES TO {busy}, {live}",
                "ALTER TABLE owned.t ENABLE ROW LEVEL SECURITY", $"CREATE POLICY p ON owned.t TO {busy}, {live}");
            await roles.AsMasterAsync("postgres", $"GRANT TEMPORARY ON DATABASE {database} TO {busy}, {quiet}");
            await roles.AsAsync(busy, database, "CREATE TABLE owned.made (v text)", "INSERT INTO owned.made VALUES ('kept')",
                "CREATE FUNCTION owned.f() RETURNS int LANGUAGE sql AS 'SELECT 1'",
                "CREATE TABLE public.also (i int)", "ALTER DEFAULT PRIVILEGES GRANT SELECT ON TABLES TO readers");
        }

        // The master itself granted something that it does not own.
        await roles.AsAsync("app_owner", "app", "CREATE TABLE owned.lent (i int)",
            "GRANT SELECT ON owned.lent TO postgres WITH GRANT OPTION", "GRANT USAGE ON SCHEMA owned TO postgres");
        await roles.AsMasterAsync("app", $"GRANT SELECT ON owned.lent TO {quiet}");
        // A login whose time is over keeps the sessions that it has.
        await roles.AsSuperuserAsync("postgres", $"ALTER ROLE {busy} VALID UNTIL 'infinity'");
        await using var open = await server.Server.OpenAsync(new ServerLogin(RemovalServer.Name(1), RemovalServer.Password), "app", Stop);
        await roles.AsSuperuserAsync("postgres", $"ALTER ROLE {busy} VALID UNTIL '2020-01-01'");

        var outcomes = await server.RemoveAsync(await server.RequestAsync());
        Assert.Equal([RemovalServer.Name(1), RemovalServer.Name(2, "_O'Br\"ien; --")], outcomes.Keys);
        Assert.All(outcomes.Values, outcome =>
        {
            Assert.Empty(outcome.Findings);
            Assert.Equal(UserRemovalState.Removed, outcome.State);
            Assert.Equal(["app", "shop"], outcome.Databases);
        });
        Assert.Equal([RemovalServer.Name(3)], (await server.ListAsync()).Select(user => user.UserName));
        foreach (var database in new[] { "app", "shop" })
        {
            Assert.Matches($"^({NewOwner.Prefix}[0-9]+) \\1$",
                (string)(await roles.ValueAsync(database,
                    "SELECT tableowner || ' ' || (SELECT proowner::regrole FROM pg_proc WHERE proname = 'f') FROM pg_tables WHERE "
                        + "tablename = 'made'"))!);
            Assert.Equal("kept", await roles.ValueAsync(database, "SELECT v FROM owned.made"));
            Assert.Equal(RemovalServer.Name(3),
                await roles.ValueAsync(database, "SELECT array_to_string(roles, ',') FROM pg_policies WHERE policyname = 'p'"));
            Assert.Equal(true,
                await roles.ValueAsync(database, $"SELECT has_table_privilege('{RemovalServer.Name(3)}', 'owned.t', 'SELECT')"));
        }

        await Assert.ThrowsAnyAsync<NpgsqlException>(async () =>
        {
            await using var command = new NpgsqlCommand("SELECT 1", open);
            await command.ExecuteScalarAsync(Stop);
        });
        Assert.Equal(0L, await roles.MembershipsOfMasterAsync());
        Assert.Empty((await server.RequestAsync()).Users);
    }

    [Theory]
    [EveryMajor]
    public async Task What_another_grantor_gave_keeps_one_user_locked_with_the_reason_and_the_others_go_and_the_next_run_finishes(
        int major, bool asOnRds)
    {
        await using var server = await RemovalServer.StartAsync(major, asOnRds);
        await server.Roles.AsMasterAsync("postgres", "CREATE DATABASE app");
        await server.Roles.AsSuperuserAsync("app", "CREATE SCHEMA theirs", "CREATE TABLE theirs.t (i int)");
        for (var number = 0; number < 5; number++)
            await server.MakeAsync(number);
        await server.Roles.AsSuperuserAsync("app", $"GRANT SELECT ON theirs.t TO {RemovalServer.Quoted(3)}");
        var outcomes = await server.RemoveAsync(await server.RequestAsync());
        var kept = outcomes[RemovalServer.Name(3)];
        Assert.Equal(UserRemovalState.Locked, kept.State);
        var finding = Assert.Single(kept.Findings);
        Assert.Equal(("app", "table theirs.t", "Unfixable"), (finding.Database, finding.Subject, finding.Reason));
        Assert.Contains("SELECT was granted by rdsadmin", finding.Message, StringComparison.Ordinal);
        Assert.Equal(4, outcomes.Values.Count(outcome => outcome.State == UserRemovalState.Removed));
        Assert.Equal(false, await server.CanLogInAsync(RemovalServer.Name(3)));
        Assert.Equal(0L, await server.Roles.MembershipsOfMasterAsync());

        await server.Roles.AsSuperuserAsync("app", $"REVOKE SELECT ON theirs.t FROM {RemovalServer.Quoted(3)}");
        Assert.Equal(UserRemovalState.Removed, (await server.RemoveAsync(await server.RequestAsync()))[RemovalServer.Name(3)].State);
        Assert.Equal(0L, await server.CountAsync());
    }

    [Theory]
    [EveryMajor]
    public async Task Owned_things_go_to_an_heir_that_the_master_must_join_and_who_is_not_reachable_is_refused_before_anything_changes(
        int major, bool asOnRds)
    {
        await using var server = await RemovalServer.StartAsync(major, asOnRds);
        var roles = server.Roles;
        await roles.AsMasterAsync("postgres", "CREATE ROLE heir", "CREATE DATABASE app");
        await roles.AsSuperuserAsync("postgres", "CREATE ROLE aloof");
        var user = await server.MakeAsync(1);
        await roles.AsSuperuserAsync("app", $"CREATE SCHEMA s AUTHORIZATION {user}", "GRANT CREATE ON DATABASE app TO heir");
        await roles.AsAsync(user, "app", "CREATE TABLE s.made (v text)", "CREATE FUNCTION s.f() RETURNS int LANGUAGE sql AS 'SELECT 1'",
            "CREATE TYPE s.e AS ENUM ('a')");
        var request = await server.RequestAsync();
        foreach (var (name, errorId) in new[] { ("nobody_at_all", "Roles.ReassignToNotFound"),
            (RemovalServer.Name(1), "Roles.ReassignToNotFound"),
            roles.HasMembershipOptions ? ("aloof", "Roles.ReassignToNotReachable") : ("rdsadmin", "Roles.ReassignToTooPowerful") })
            Assert.Equal(errorId,
                (await Assert.ThrowsAsync<HoopException>(() => server.PlanAsync(request with { ReassignTo = name }))).ErrorId);
        Assert.Equal(true, await server.CanLogInAsync(RemovalServer.Name(1)));

        var outcome = Assert.Single((await server.RemoveAsync(request with { ReassignTo = "heir" })).Values);
        Assert.Empty(outcome.Findings);
        Assert.Equal(UserRemovalState.Removed, outcome.State);
        Assert.Equal("heir heir heir heir", await roles.ValueAsync("app", """
            SELECT concat_ws(' ', (SELECT nspowner::regrole FROM pg_namespace WHERE nspname = 's'),
                (SELECT relowner::regrole FROM pg_class WHERE relname = 'made'),
                (SELECT proowner::regrole FROM pg_proc WHERE proname = 'f'), (SELECT typowner::regrole FROM pg_type WHERE typname = 'e'))
            """));
        Assert.Equal(0L, await roles.MembershipsOfMasterAsync());
    }

    [Theory]
    [EveryMajor]
    public async Task What_is_not_ours_is_not_touched_and_users_that_Hoop_itself_made_are_taken_on_demand(int major, bool asOnRds)
    {
        await using var server = await RemovalServer.StartAsync(major, asOnRds);
        var roles = server.Roles;
        await server.MakeAsync(1, marked: false);
        await server.MakeAsync(2);
        await server.MakeAsync(3);
        await roles.AsSuperuserAsync("postgres", $"ALTER ROLE {RemovalServer.Quoted(2)} SUPERUSER",
            $"CREATE DATABASE theirs OWNER {RemovalServer.Quoted(3)}", "CREATE ROLE _hoop_session_user_admin LOGIN",
            $"CREATE ROLE {RemovalServer.Quoted(4)} LOGIN VALID UNTIL '2020-01-01'",
            $"COMMENT ON ROLE {RemovalServer.Quoted(4)} IS "
                + $"'{new ManagedMark(ManagedKind.Session) { Policy = "p", PasswordSet = DateTimeOffset.UnixEpoch }.ToText()}'");
        var request =
            server.Request(RemovalServer.Name(1), RemovalServer.Name(2), RemovalServer.Name(3), RemovalServer.Name(4),
                "_hoop_session_user_admin", "app_owner", "postgres", "nobody_there");
        await roles.AsMasterAsync("postgres", "CREATE ROLE app_owner");
        var outcomes = await server.RemoveAsync(request);
        AssertIs(UserRemovalState.Refused, "NotOurs", 1);
        AssertIs(UserRemovalState.Refused, "Superuser", 2);
        AssertIs(UserRemovalState.Locked, "Owner", 3);
        Assert.Contains("database theirs", outcomes[RemovalServer.Name(3)].Findings.Single().Message, StringComparison.Ordinal);
        if (roles.HasMembershipOptions)
            AssertIs(UserRemovalState.Failed, "NotAdministered", 4);
        else
            Assert.Equal(UserRemovalState.Removed, outcomes[RemovalServer.Name(4)].State);
        Assert.All(["_hoop_session_user_admin", "app_owner", "postgres"], name =>
            Assert.Equal((UserRemovalState.Refused, "NotASessionUser"), (outcomes[name].State, outcomes[name].Findings.Single().Reason)));
        Assert.Equal(UserRemovalState.Missing, outcomes["nobody_there"].State);
        foreach (var untouched in new[] { RemovalServer.Name(1), RemovalServer.Name(2), "_hoop_session_user_admin", "postgres" })
            Assert.Equal(true, await server.CanLogInAsync(untouched));
        Assert.Equal(false, await server.CanLogInAsync(RemovalServer.Name(3)));

        outcomes = await server.RemoveAsync(request with { Adopt = true });
        Assert.Equal(UserRemovalState.Removed, outcomes[RemovalServer.Name(1)].State);
        AssertIs(UserRemovalState.Refused, "Superuser", 2);

        void AssertIs(UserRemovalState state, string reason, int number) =>
            Assert.Equal((state, reason),
                (outcomes[RemovalServer.Name(number)].State, Assert.Single(outcomes[RemovalServer.Name(number)].Findings).Reason));
    }

    [Fact]
    public async Task A_superuser_as_master_removes_what_anybody_granted()
    {
        await using var server = await RemovalServer.StartAsync();
        await server.MakeAsync(1);
        await server.Roles.AsSuperuserAsync("postgres", "CREATE SCHEMA theirs",
            $"GRANT USAGE ON SCHEMA theirs TO {RemovalServer.Quoted(1)}");
        var request = await server.RequestAsync();
        var outcome = Assert.Single(
                (await server.RemoveAsync(request with { Master = server.Server.Settings(server.Server.SuperuserLogin) })).Values);
        Assert.Equal(UserRemovalState.Removed, outcome.State);
    }
}
