using HoopConnect.Databases.IamUsers;
using HoopConnect.Databases.PostgreSql.Server;
using HoopConnect.Databases.Roles;
using HoopConnect.Databases.Users;
using HoopConnect.Sandbox.Servers;
using HoopConnect.Tests.Databases.PostgreSql.Server;
using Npgsql;

namespace HoopConnect.Tests.Databases.PostgreSql.Users;

/// <summary>Users that log in by IAM go by the same removal as session users.</summary>
public class IamUserRemovalTests
{
    private static readonly GrantRequest Reading =
        new("reading", [new GrantScope("app", "public"), new GrantScope("shop", "public")], [GrantPrivilege.Select]);

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [EveryMajor]
    public async Task They_go_with_sessions_owned_objects_and_grants_in_every_database_and_the_others_stay(int major, bool asOnRds)
    {
        await using var server = await ManagedServer.StartAsync(major, asOnRds);
        var roles = server.Roles;
        await roles.ProvisionAsync();
        await roles.AsMasterAsync("postgres", "CREATE ROLE heir");
        const string hostile = "O'Brien \"; --\n\\";
        var quoted = HoopConnect.Databases.PostgreSql.Server.Identifier.Quote(hostile);
        foreach (var name in new[] { "report", hostile, "kept" })
            Assert.Equal(RoleState.Created,
                (await server.ProvideIamUserAsync(new IamUserRequest(server.Master, name) { Grants = Reading })).State);
        await server.ProvideIamUserAsync(new IamUserRequest(server.Master, "by_role") { Role = RoleKind.ReadWrite });
        foreach (var database in new[] { "app", "shop" })
        {
            await roles.AsSuperuserAsync(database, "CREATE SCHEMA owned AUTHORIZATION report",
                "CREATE TABLE owned.made AS SELECT 'kept' AS v", "ALTER TABLE owned.made OWNER TO report",
                $"CREATE TABLE owned.too (i int)", $"ALTER TABLE owned.too OWNER TO {quoted}");
            await roles.AsMasterAsync("postgres", $"GRANT TEMPORARY ON DATABASE {database} TO report, {quoted}");
        }

        // Without PAM no token logs in: the session that is ended is one by password.
        await roles.AsSuperuserAsync("postgres", "ALTER ROLE report PASSWORD 'of-a-test'");
        await using var open = await roles.Server.OpenAsync(new ServerLogin("report", "of-a-test"), "app", Stop);
        Assert.Equal([hostile, "by_role", "kept", "report"], await server.ListAsync(ManagedKind.Iam));

        var outcomes =
            await server.RemoveAsync(server.Removal(ManagedKind.Iam, "report", hostile, "by_role", "gone") with { ReassignTo = "heir" });
        Assert.All(outcomes.Values, outcome => Assert.Empty(outcome.Findings));
        Assert.Equal(["Removed", "Removed", "Removed", "Missing"], outcomes.Values.Select(outcome => outcome.State.ToString()));
        Assert.Equal(["app", "shop"], outcomes["report"].Databases.Order(StringComparer.Ordinal));
        Assert.Equal(["kept"], await server.ListAsync(ManagedKind.Iam));
        foreach (var database in new[] { "app", "shop" })
        {
            Assert.Equal("heir", await roles.ValueAsync(database, "SELECT tableowner FROM pg_tables WHERE tablename = 'made'"));
            Assert.Equal("kept", await roles.ValueAsync(database, "SELECT v FROM owned.made"));
            Assert.Equal(true, await roles.ValueAsync(database, "SELECT has_table_privilege('kept', 't', 'SELECT')"));
        }

        await Assert.ThrowsAnyAsync<NpgsqlException>(async () =>
        {
            await using var command = new NpgsqlCommand("SELECT 1", open);
            await command.ExecuteScalarAsync(Stop);
        });
        Assert.Equal(0L, await roles.MembershipsOfMasterAsync());
        Assert.Equal(RoleState.InSync,
            (await server.ProvideIamUserAsync(new IamUserRequest(server.Master, "kept") { Grants = Reading })).State);
    }

    [Theory]
    [EveryMajor]
    public async Task What_another_grantor_gave_keeps_one_locked_without_tokens_and_the_next_run_finishes(int major, bool asOnRds)
    {
        await using var server = await ManagedServer.StartAsync(major, asOnRds);
        await server.Roles.AsSuperuserAsync("app", "CREATE SCHEMA theirs", "CREATE TABLE theirs.t (i int)");
        await server.ProvideIamUserAsync(new IamUserRequest(server.Master, "report"));
        await server.Roles.AsSuperuserAsync("app", "GRANT SELECT ON theirs.t TO report");

        var kept = Assert.Single((await server.RemoveAsync(server.Removal(ManagedKind.Iam, "report"))).Values);
        Assert.Equal((UserRemovalState.Locked, "table theirs.t"), (kept.State, Assert.Single(kept.Findings).Subject));
        var reading = await server.Engine.IamUsers.ReadAsync(server.Master, "report", "%", Stop);
        Assert.Equal((false, "it may not log in (NOLOGIN)"), (reading.LogsInByIam, reading.Problem));
        Assert.Equal(0L, await server.Roles.MembershipsOfMasterAsync());

        await server.Roles.AsSuperuserAsync("app", "REVOKE SELECT ON theirs.t FROM report");
        Assert.Equal(UserRemovalState.Removed,
            Assert.Single((await server.RemoveAsync(server.Removal(ManagedKind.Iam, "report"))).Values).State);
    }

    [Theory]
    [EveryMajor]
    public async Task A_user_whom_the_master_would_follow_into_logins_by_token_and_cannot_free_is_not_touched(int major, bool asOnRds)
    {
        await using var server = await ManagedServer.StartAsync(major, asOnRds);
        await server.ProvideIamUserAsync(new IamUserRequest(server.Master, "report"));
        await server.Roles.AsSuperuserAsync("postgres", "CREATE ROLE fleet", "GRANT rds_iam TO fleet", "GRANT fleet TO report");

        var outcome = Assert.Single((await server.RemoveAsync(server.Removal(ManagedKind.Iam, "report"))).Values);
        if (!server.Roles.HasMembershipOptions)
        {
            // Before 16 a CREATEROLE master takes back any membership.
            Assert.Equal(UserRemovalState.Removed, outcome.State);
            return;
        }

        Assert.Equal((UserRemovalState.Failed, "NotAdministered"), (outcome.State, Assert.Single(outcome.Findings).Reason));
        Assert.Contains("REVOKE \"fleet\" FROM \"report\"", outcome.Findings[0].Message, StringComparison.Ordinal);
        Assert.Equal(true, await server.Roles.ValueAsync("postgres", "SELECT rolcanlogin FROM pg_roles WHERE rolname = 'report'"));
    }

    [Fact]
    public async Task Users_by_the_thousand_are_listed_by_their_marks_a_page_at_a_time()
    {
        await using var server = await ManagedServer.StartAsync();
        var mark = new ManagedMark(ManagedKind.Iam).ToText();
        var session = new ManagedMark(ManagedKind.Session) { Policy = "p" }.ToText();
        await server.Roles.AsMasterAsync("postgres", "DO $$ BEGIN FOR i IN 0..2999 LOOP"
            + $" EXECUTE format('CREATE ROLE %I', 'user' || i); EXECUTE format('COMMENT ON ROLE %I IS %L', 'user' || i, CASE WHEN i % 3 = "
                + $"0 THEN '{mark}' ELSE '{session}' END);"
            + " END LOOP; END $$");
        server.Engine.Forget();
        var found = await server.ListAsync(ManagedKind.Iam);
        Assert.Equal(1000, found.Count);
        Assert.Equal(found.Order(StringComparer.Ordinal), found);
        // A full page, and the empty one after it.
        Assert.Equal((1, 2), (server.Engine.Connections, server.Engine.RoundTrips));
    }
}
