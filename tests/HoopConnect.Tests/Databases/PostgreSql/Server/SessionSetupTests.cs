using HoopConnect.Databases.IamUsers;
using HoopConnect.Databases.PostgreSql;
using HoopConnect.Databases.PostgreSql.Server;
using HoopConnect.Databases.Roles;
using HoopConnect.Databases.Users;
using HoopConnect.Tests.Databases.PostgreSql.Roles;

namespace HoopConnect.Tests.Databases.PostgreSql.Server;

/// <summary>What ALTER ROLE ... SET and ALTER DATABASE ... SET have bent changes nothing of what is planned, done and reported.</summary>
public class SessionSetupTests
{
    /// <summary>A value for each setting that would be felt.</summary>
    private static readonly (string Name, string Value, int Since)[] Bent =
    [
        ("search_path", "trap, pg_catalog", 0),
        ("role", "crew", 0),
        ("default_transaction_read_only", "on", 0),
        ("default_transaction_isolation", "serializable", 0),
        ("default_transaction_deferrable", "on", 0),
        ("exit_on_error", "on", 0),
        ("standard_conforming_strings", "off", 0),
        ("backslash_quote", "off", 0),
        ("escape_string_warning", "on", 0),
        ("quote_all_identifiers", "on", 0),
        ("row_security", "off", 0),
        ("client_min_messages", "error", 0),
        ("\"DateStyle\"", "German, DMY", 0),
        ("\"TimeZone\"", "Pacific/Kiritimati", 0),
        ("password_encryption", "md5", 0),
        ("createrole_self_grant", "set, inherit", 16),
    ];

    /// <summary>The time-outs are felt only by what takes long.</summary>
    private static readonly (string Name, int Since)[] TimeOuts =
    [
        ("statement_timeout", 0), ("lock_timeout", 0), ("idle_in_transaction_session_timeout", 0), ("idle_session_timeout", 14),
        ("transaction_timeout", 17),
    ];

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public static TheoryData<string, string, bool> Settings()
    {
        var data = new TheoryData<string, string, bool>();
        foreach (var (name, value, _) in Bent)
        {
            data.Add(name, value, false);
            data.Add(name, value, true);
        }

        return data;
    }

    [Theory]
    [MemberData(nameof(Settings))]
    public async Task One_setting_that_is_bent_for_the_master_or_for_the_databases_changes_nothing(
        string name, string value, bool forDatabases)
    {
        await using var server = await ManagedServer.StartAsync();
        await BendAsync(server, [(name, value)], forDatabases);
        await EveryKindIsMadeTestedAndRemovedAsync(server);
    }

    [Theory]
    [EveryMajor]
    public async Task All_settings_that_are_bent_at_once_change_nothing(int major, bool asOnRds)
    {
        await using var server = await ManagedServer.StartAsync(major, asOnRds);
        var bent = Bent.Where(setting => setting.Since <= major).Select(setting => (setting.Name, setting.Value)).ToList();
        await BendAsync(server, bent, forDatabases: false);
        await BendAsync(server, bent.Where(setting => setting.Name != "role").ToList(), forDatabases: true);
        await EveryKindIsMadeTestedAndRemovedAsync(server);
    }

    [Theory]
    [EveryMajor]
    public async Task No_setting_is_left_as_it_was_bent_and_all_are_set_in_the_first_round_trip(int major, bool asOnRds)
    {
        await using var server = await RoleServer.StartAsync(major, asOnRds);
        var names = Bent.Select(setting => (setting.Name, setting.Since)).Concat(TimeOuts).Where(setting => setting.Since <= major)
            .Select(setting => setting.Name.Trim('"')).Where(name => name != "role").ToList();
        var query = $"SELECT {string.Join(", ", names.Select(name => $"current_setting('{name}')"))}, current_user::text";
        var straight = await ReadAsync();
        await server.AsSuperuserAsync("postgres",
        [
            "CREATE SCHEMA trap", "CREATE ROLE crew", "GRANT crew TO postgres", "ALTER ROLE postgres SET role = crew",
            .. Bent.Where(setting => setting.Since <= major && setting.Name != "role")
            .Select(setting => Alter(setting.Name, setting.Value)),
            .. TimeOuts.Where(setting => setting.Since <= major).Select(setting => Alter(setting.Name, "1h")),
        ]);
        Assert.Equal(straight, await ReadAsync());

        async Task<object?[]> ReadAsync()
        {
            await using var session = await new PostgreSqlEngine().OpenAsync(server.Request.Master, Stop);
            var row = (await session.QueryAsync(query, [], Stop))[0];
            Assert.Equal(1, session.RoundTrips);
            return row;
        }

        static string Alter(string name, string value) =>
            $"ALTER ROLE postgres SET {name} = {(name == "search_path" ? value : $"'{value}'")}";
    }

    [Fact]
    public async Task The_first_statement_of_a_session_may_write_and_a_grant_that_did_nothing_is_seen_whatever_is_bent()
    {
        await using var server = await RoleServer.StartAsync();
        await server.AsSuperuserAsync("postgres", "ALTER ROLE postgres SET default_transaction_read_only = on",
            "ALTER ROLE postgres SET client_min_messages = error",
            "CREATE ROLE nobody");
        await using (var alone = await new PostgreSqlEngine().OpenAsync(server.Request.Master, Stop))
            await alone.ExecuteBatchAsync(["CREATE DATABASE alone"], Stop);
        await using (var several = await new PostgreSqlEngine().OpenAsync(server.Request.Master, Stop))
            await several.ExecuteBatchAsync(["CREATE TABLE public.one (i int)", "CREATE TABLE public.two (i int)"], Stop);
        await using var session = await new PostgreSqlEngine().OpenAsync(server.Request.Master, Stop);
        var refused =
            await Assert.ThrowsAsync<StatementException>(() =>
                session.ExecuteBatchAsync(["GRANT CONNECT ON DATABASE template0 TO nobody"], Stop));
        Assert.Equal("01007", refused.SqlState);
    }

    [Fact]
    public async Task A_time_out_of_the_server_ends_no_statement_of_ours()
    {
        await using var server = await RoleServer.StartAsync();
        await server.AsSuperuserAsync("postgres", "ALTER ROLE postgres SET statement_timeout = '500ms'",
            "ALTER ROLE postgres SET transaction_timeout = '500ms'",
            "ALTER ROLE postgres SET lock_timeout = '100ms'");
        await using var session = await new PostgreSqlEngine().OpenAsync(server.Request.Master, Stop);
        await session.QueryAsync("SELECT pg_sleep(1)", [], Stop);
        await session.ExecuteBatchAsync(["SELECT pg_sleep(1)", "SELECT 1"], Stop);
    }

    private static async Task BendAsync(ManagedServer server, IReadOnlyList<(string Name, string Value)> settings, bool forDatabases)
    {
        await server.Roles.AsSuperuserAsync("postgres",
            "DO $$ BEGIN IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'crew') THEN CREATE ROLE crew; END IF; END $$",
            "GRANT crew TO postgres");
        string[] whose = forDatabases ? ["DATABASE postgres", "DATABASE app", "DATABASE shop"] : ["ROLE postgres"];
        // A path is a list of names, and no text.
        await server.Roles.AsSuperuserAsync("postgres", [.. from owner in whose from setting in settings
            select $"ALTER {owner} SET {setting.Name} = {(setting.Name == "search_path" ? setting.Value : $"'{setting.Value}'")}"]);
    }

    private static async Task EveryKindIsMadeTestedAndRemovedAsync(ManagedServer server)
    {
        var roles = server.Roles;
        RoleAssert.All(RoleState.Created, await roles.ProvisionAsync());
        RoleAssert.InSync(await roles.PlanAsync());
        Assert.Equal(true, await roles.ValueAsync("app", "SELECT pg_catalog.has_table_privilege('hoop_rw', 'public.t', 'INSERT')"));

        var made = await server.ProvideSessionUserAsync();
        Assert.Equal((true, false), (made.Created, made.Rotated));
        Assert.InRange(made.Expires, DateTime.UtcNow.AddHours(11), DateTime.UtcNow.AddHours(13));
        var again = await server.ProvideSessionUserAsync();
        Assert.Equal((false, made.Login.Password, made.Expires), (again.Created, again.Login.Password, again.Expires));

        var report = new IamUserRequest(server.Master, "Report") { Role = RoleKind.ReadOnly };
        Assert.Equal((RoleState.Created, 0), Told(await server.ProvideIamUserAsync(report)));
        Assert.True((await server.PlanIamUserAsync(report)).Plan.IsEmpty);

        Assert.Equal(["Report"], await server.ListAsync(ManagedKind.Iam));
        Assert.Equal([made.UserName], await server.ListAsync(ManagedKind.Session));
        // Each owns something, so that it is handed on.
        await roles.AsSuperuserAsync("shop", "SET role = none", "SET default_transaction_read_only = off",
            "CREATE TABLE public.made (i int)", "ALTER TABLE public.made OWNER TO \"Report\"",
            "CREATE TABLE public.too (i int)", $"ALTER TABLE public.too OWNER TO {made.UserName}");
        Assert.Equal(UserRemovalState.Removed,
            Assert.Single((await server.RemoveAsync(server.Removal(ManagedKind.Iam, "Report"))).Values).State);
        Assert.Equal(UserRemovalState.Removed,
            Assert.Single((await server.RemoveAsync(server.Removal(ManagedKind.Session, made.UserName))).Values).State);
        RoleAssert.All(RoleState.Removed, await roles.RemoveAsync());
        Assert.Equal(2L, await roles.ValueAsync("shop",
            "SELECT count(*) FROM pg_tables WHERE tablename IN ('made', 'too') AND tableowner LIKE 'hoop|_removed|_%' ESCAPE '|'"));
        Assert.Equal(1L, await roles.MembershipsOfMasterAsync());
    }

    private static (RoleState State, int Findings) Told(IamUserOutcome outcome) => (outcome.State, outcome.Findings.Count);
}
