using HoopConnect.Databases;
using HoopConnect.Hosting;
using HoopConnect.Sandbox.Servers;
using HoopConnect.SessionUsers;
using HoopConnect.Tests.Databases;
using HoopConnect.Tests.Databases.PostgreSql.Server;
using HoopConnect.Tests.Provisioning;

namespace HoopConnect.Tests.SessionUsers;

public class SessionUserProvisionTests
{
    private const string Name = "_hoop_session_user_bb0465c4";

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [EveryMajor]
    public async Task A_new_user_has_what_the_policy_says_and_nothing_else(int major, bool asOnRds)
    {
        await using var scenario = await PostgresSessionUserScenario.StartAsync(major, asOnRds);
        var user = await scenario.ProvideAsync();

        Assert.Equal((Name, true, false, "dellstore", "pg-homolog"),
            (user.UserName, user.Created, user.Rotated, user.Database, user.Policy));
        Assert.Equal(["dellstore", "testdb"], user.Databases);
        Assert.InRange(await scenario.HoursLeftAsync(Name), 11.95, 12.0);
        await scenario.AsUserAsync(user, "dellstore", "SELECT * FROM customers", "UPDATE customers SET name = 'x'",
            "SELECT * FROM store.orders");
        await scenario.AsUserAsync(user, "testdb", "UPDATE tests SET id = 1");
        Assert.Equal("42501", await scenario.RefusalAsync(user, "dellstore", "INSERT INTO store.orders VALUES (1)"));
        Assert.Equal("42501", await scenario.RefusalAsync(user, "dellstore", "SELECT * FROM closed.secrets"));
        Assert.Equal("42501", await scenario.RefusalAsync(user, "dellstore", "SELECT nextval('customers_id_seq')"));
        Assert.Equal(true,
            await scenario.ValueAsync("postgres",
                $"SELECT rolcanlogin AND rolinherit AND NOT rolcreatedb AND NOT rolcreaterole FROM pg_roles WHERE rolname = '{Name}'"));
    }

    [Theory]
    [EveryMajor]
    public async Task CREATE_means_the_schema_TEMPORARY_the_database_and_INSERT_the_sequences_too(int major, bool asOnRds)
    {
        await using var scenario = await PostgresSessionUserScenario.StartAsync(major, asOnRds);
        await scenario.AsMasterAsync("dellstore", "REVOKE TEMPORARY ON DATABASE dellstore FROM PUBLIC",
            "REVOKE CREATE ON SCHEMA public FROM PUBLIC");
        var plain = await scenario.ProvideAsync(new SessionUserOrder(PostgresSessionUserScenario.Policy(["dellstore"], "INSERT")));
        await scenario.AsUserAsync(plain, "dellstore", "INSERT INTO customers (name) VALUES ('x')");
        Assert.Equal("42501", await scenario.RefusalAsync(plain, "dellstore", "CREATE TABLE mine (id int)"));
        Assert.Equal("42501", await scenario.RefusalAsync(plain, "dellstore", "CREATE TEMPORARY TABLE mine (id int)"));

        var maker = await scenario.ProvideAsync(
            new SessionUserOrder(PostgresSessionUserScenario.Policy(["dellstore"], "CREATE", "TEMPORARY")));
        await scenario.AsUserAsync(maker, "dellstore", "CREATE TABLE mine (id int)", "CREATE TEMPORARY TABLE passing (id int)");
        Assert.Equal("42501", await scenario.RefusalAsync(maker, "dellstore", "SELECT * FROM customers"));
        Assert.Equal("42501", await scenario.RefusalAsync(maker, "dellstore", "CREATE TABLE store.mine (id int)"));

        // The other user's grants take in the table that a session user made.
        var again = await scenario.ProvideAsync(new SessionUserOrder(PostgresSessionUserScenario.Policy(["dellstore"], "INSERT")));
        await scenario.AsUserAsync(again, "dellstore", "INSERT INTO mine VALUES (1)");
    }

    [Theory]
    [EveryMajor]
    public async Task Tables_of_another_owner_are_granted_in_the_owners_name_or_refused_before_anything_is_changed(int major, bool asOnRds)
    {
        await using var scenario = await PostgresSessionUserScenario.StartAsync(major, asOnRds);
        await scenario.AsMasterAsync("dellstore", "CREATE ROLE app", major >= 16
            ? "GRANT app TO CURRENT_USER WITH SET TRUE, INHERIT FALSE" : "GRANT app TO CURRENT_USER",
            "GRANT CREATE ON SCHEMA store TO app", "CREATE TABLE store.theirs (id int)", "ALTER TABLE store.theirs OWNER TO app",
            "REVOKE app FROM CURRENT_USER");
        var user = await scenario.ProvideAsync();
        await scenario.AsUserAsync(user, "dellstore", "SELECT * FROM store.theirs");

        await scenario.AsSuperuserAsync("testdb", "CREATE TABLE out_of_reach (id int)");
        var refused =
            await scenario.RefusedAsync(new SessionUserOrder(PostgresSessionUserScenario.Policy(["dellstore", "testdb"], "SELECT")));
        Assert.Equal("SessionUser.CannotGrant", refused.ErrorId);
        Assert.Contains("\"public\".\"out_of_reach\"", refused.Message, StringComparison.Ordinal);
        Assert.Equal(1L, await scenario.ValueAsync("postgres", "SELECT count(*) FROM pg_roles WHERE rolname LIKE '\\_hoop%'"));
    }

    [Theory]
    [EveryMajor]
    public async Task What_belongs_to_an_extension_is_left_to_what_the_extension_grants(int major, bool asOnRds)
    {
        await using var scenario = await PostgresSessionUserScenario.StartAsync(major, asOnRds);
        // On RDS the views of pg_stat_statements are rdsadmin's, in the schema of the tables, and open to everybody for reading.
        await scenario.AsSuperuserAsync("dellstore", "CREATE VIEW public.statistics AS SELECT 1 AS n",
            "GRANT SELECT ON public.statistics TO PUBLIC", "ALTER EXTENSION plpgsql ADD VIEW public.statistics");
        var user = await scenario.ProvideAsync();
        await scenario.AsUserAsync(user, "dellstore", "SELECT * FROM customers", "UPDATE customers SET name = 'x'",
            "SELECT * FROM statistics");
        Assert.Equal(user.Login.Password, (await scenario.ProvideAsync()).Login.Password);
    }

    [Fact]
    public async Task A_database_or_schema_that_is_not_there_is_its_own_error_and_changes_nothing()
    {
        await using var scenario = await PostgresSessionUserScenario.StartAsync();
        var database = await scenario.RefusedAsync(new SessionUserOrder(PostgresSessionUserScenario.Policy(["dellstore", "Dellstore"])));
        Assert.Equal(("SessionUser.DatabaseNotFound", "Dellstore"), (database.ErrorId, database.Target));
        var schema = await scenario.RefusedAsync(new SessionUserOrder(PostgresSessionUserScenario.Policy(["dellstore", "testdb.store"])));
        Assert.Equal(("SessionUser.SchemaNotFound", "testdb.store"), (schema.ErrorId, schema.Target));
        Assert.Equal("SessionUser.SystemSchema",
            (await scenario.RefusedAsync(new SessionUserOrder(PostgresSessionUserScenario.Policy(["dellstore.pg_catalog"])))).ErrorId);
        Assert.Equal(0L, await scenario.ValueAsync("postgres", "SELECT count(*) FROM pg_roles WHERE rolname LIKE '\\_hoop%'"));
        Assert.Empty(await scenario.Vault.ListAsync("", Stop));
    }

    [Fact]
    public async Task Names_with_hyphens_spaces_capitals_and_quotes_are_names_like_any_other()
    {
        await using var scenario = await PostgresSessionUserScenario.StartAsync();
        await scenario.AsMasterAsync("postgres", "CREATE DATABASE \"My Shop-1 \"\"x\"\"\"");
        await scenario.AsMasterAsync("My Shop-1 \"x\"", "CREATE SCHEMA \"Some Schema'\"", "CREATE TABLE \"Some Schema'\".\"T\" (id serial)",
            "CREATE TABLE \"Some Schema'\".\"t;--\" (id int)");
        var user =
            await scenario.ProvideAsync(
                new SessionUserOrder(PostgresSessionUserScenario.Policy(["My Shop-1 \"x\".Some Schema'"], "SELECT", "INSERT")));
        await scenario.AsUserAsync(user, "My Shop-1 \"x\"", "INSERT INTO \"Some Schema'\".\"T\" DEFAULT VALUES",
            "SELECT * FROM \"Some Schema'\".\"t;--\"");
    }

    [Fact]
    public async Task A_user_without_our_mark_is_refused_and_taken_over_where_asked()
    {
        await using var scenario = await PostgresSessionUserScenario.StartAsync();
        await scenario.AsMasterAsync("dellstore", $"CREATE ROLE {Name} LOGIN PASSWORD 'theirs' VALID UNTIL '2100-01-01' CREATEDB",
            $"GRANT ALL ON ALL TABLES IN SCHEMA public, closed TO {Name}");
        Assert.Equal(
            "SessionUser.NotOurs", (await scenario.RefusedAsync(new SessionUserOrder(PostgresSessionUserScenario.Policy()))).ErrorId);
        Assert.Equal(
            LoginOutcome.Accepted, await scenario.Engine.TryLoginAsync(scenario.Server.Settings(new ServerLogin(Name, "theirs")), Stop));

        var user = await scenario.ProvideAsync(new SessionUserOrder(PostgresSessionUserScenario.Policy()) { Adopt = true });
        Assert.True(user.Rotated);
        Assert.Equal(
            LoginOutcome.Refused, await scenario.Engine.TryLoginAsync(scenario.Server.Settings(new ServerLogin(Name, "theirs")), Stop));
        Assert.InRange(await scenario.HoursLeftAsync(Name), 11.95, 12.0);
        await scenario.AsUserAsync(user, "dellstore", "SELECT * FROM customers");
        Assert.Equal("42501", await scenario.RefusalAsync(user, "dellstore", "DELETE FROM customers"));
        Assert.Equal("42501", await scenario.RefusalAsync(user, "dellstore", "SELECT * FROM closed.secrets"));
        Assert.Equal(false, await scenario.ValueAsync("postgres", $"SELECT rolcreatedb FROM pg_roles WHERE rolname = '{Name}'"));
    }

    [Theory]
    [EveryMajor]
    public async Task Power_that_somebody_gave_the_user_is_taken_back_at_once_or_its_password_is_not_given_out(int major, bool asOnRds)
    {
        await using var scenario = await PostgresSessionUserScenario.StartAsync(major, asOnRds);
        var first = await scenario.ProvideAsync();
        await scenario.AsSuperuserAsync("postgres", $"ALTER ROLE {Name} CREATEDB");
        var second = await scenario.ProvideAsync();
        Assert.Equal((false, true), (second.Rotated, second.Extended));
        Assert.Equal(first.Login.Password, second.Login.Password);
        Assert.Equal(false, await scenario.ValueAsync("postgres", $"SELECT rolcreatedb FROM pg_roles WHERE rolname = '{Name}'"));

        await scenario.AsSuperuserAsync("postgres", $"ALTER ROLE {Name} SUPERUSER BYPASSRLS");
        var refused = await scenario.RefusedAsync(new SessionUserOrder(PostgresSessionUserScenario.Policy()));
        Assert.Equal("SessionUser.HasPowers", refused.ErrorId);
        Assert.Contains("NOSUPERUSER", refused.RecommendedAction, StringComparison.Ordinal);
    }

    [Theory]
    [EveryMajor]
    public async Task A_membership_that_somebody_gave_the_user_is_taken_back_at_once_or_its_password_is_not_given_out(
        int major, bool asOnRds)
    {
        await using var scenario = await PostgresSessionUserScenario.StartAsync(major, asOnRds);
        var first = await scenario.ProvideAsync();
        await scenario.AsMasterAsync("postgres", "CREATE ROLE team", $"GRANT team TO {Name}");
        var second = await scenario.ProvideAsync();
        Assert.Equal((first.Login.Password, true), (second.Login.Password, second.Extended));
        Assert.Equal(0L, await scenario.ValueAsync("postgres", $"SELECT count(*) FROM pg_auth_members WHERE member = '{Name}'::regrole"));

        await scenario.AsSuperuserAsync("postgres", $"GRANT pg_execute_server_program TO {Name}");
        if (major < 16)
        {
            Assert.True((await scenario.ProvideAsync()).Extended);
            return;
        }

        foreach (var order in new[] { new SessionUserOrder(PostgresSessionUserScenario.Policy()),
            new(PostgresSessionUserScenario.Policy()) { Rotate = true } })
        {
            var refused = await scenario.RefusedAsync(order);
            Assert.Equal("SessionUser.HasPowers", refused.ErrorId);
            Assert.Contains("REVOKE \"pg_execute_server_program\" FROM ", refused.RecommendedAction, StringComparison.Ordinal);
        }

        Assert.Equal(LoginOutcome.Accepted, await scenario.Engine.TryLoginAsync(scenario.Server.Settings(
            new ServerLogin(Name, first.Login.Password.Reveal())), Stop));
    }

    [Fact]
    public async Task A_policy_of_another_engine_than_the_granters_is_refused()
    {
        await using var scenario = await PostgresSessionUserScenario.StartAsync();
        Assert.Equal("SessionUser.EngineMismatch",
            (await scenario.RefusedAsync(new SessionUserOrder(PostgresSessionUserScenario.Policy() with { Engine = "mysql" }))).ErrorId);
        var nowhere = new HoopConnect.Databases.SqlServer.SqlServerEngine() as IDatabaseEngine;
        Assert.Equal("SessionUser.EngineNotServed", (await Assert.ThrowsAsync<HoopException>(() =>
            nowhere.SessionUsers.TryLoginAsync(scenario.Granter.Settings, null!, Stop))).ErrorId);
    }

    [Fact]
    public async Task WhatIf_shows_every_statement_with_holes_and_changes_nothing()
    {
        await using var scenario = await PostgresSessionUserScenario.StartAsync();
        var host = new RecordingHost(apply: false);
        Assert.Null(await scenario.TryProvideAsync(new SessionUserOrder(PostgresSessionUserScenario.Policy()), host));
        var plan = Assert.Single(host.Plans).ToString();
        Assert.Contains($"CREATE ROLE \"{Name}\" WITH LOGIN INHERIT NOSUPERUSER NOCREATEDB NOCREATEROLE PASSWORD '********' VALID UNTIL '",
            plan, StringComparison.Ordinal);
        Assert.Contains($"GRANT SELECT, UPDATE ON ALL TABLES IN SCHEMA \"store\" TO \"{Name}\"", plan, StringComparison.Ordinal);
        Assert.Contains($"GRANT CONNECT ON DATABASE \"testdb\" TO \"{Name}\"", plan, StringComparison.Ordinal);
        Assert.DoesNotContain("SCRAM", plan, StringComparison.Ordinal);
        Assert.Contains("store password: HoopConnect-127-0-0-1-", plan, StringComparison.Ordinal);
        Assert.Equal(0L, await scenario.ValueAsync("postgres", "SELECT count(*) FROM pg_roles WHERE rolname LIKE '\\_hoop%'"));
        Assert.Empty(await scenario.Vault.ListAsync("", Stop));
    }

    [Fact]
    public async Task An_expiration_shorter_than_the_policys_is_taken_and_a_longer_one_refused()
    {
        await using var scenario = await PostgresSessionUserScenario.StartAsync();
        Assert.Equal("SessionUser.ExpirationTooLong",
            (await scenario.RefusedAsync(
                new SessionUserOrder(PostgresSessionUserScenario.Policy()) { Expiration = TimeSpan.FromHours(12.01) })).ErrorId);
        Assert.Equal("SessionUser.ExpirationTooLong",
            (await scenario.RefusedAsync(
                new SessionUserOrder(PostgresSessionUserScenario.Policy()) { Expiration = TimeSpan.Zero })).ErrorId);
        var user = await scenario.ProvideAsync(
            new SessionUserOrder(PostgresSessionUserScenario.Policy()) { Expiration = TimeSpan.FromMinutes(30) });
        Assert.InRange(await scenario.HoursLeftAsync(user.UserName), 0.45, 0.5);
    }

    [Fact]
    public async Task Expiry_is_by_the_servers_clock_and_UTC_whatever_its_time_zone_and_date_style()
    {
        await using var scenario = await PostgresSessionUserScenario.StartAsync(new PostgresServerOptions
        {
            Settings = new Dictionary<string, string> { ["timezone"] = "Pacific/Kiritimati", ["datestyle"] = "German, DMY" },
        });
        var user = await scenario.ProvideAsync();
        Assert.InRange(await scenario.HoursLeftAsync(user.UserName), 11.95, 12.0);
        var epoch =
            Convert.ToDouble(await scenario.ValueAsync("postgres",
                $"SELECT extract(epoch FROM rolvaliduntil) FROM pg_roles WHERE rolname = '{user.UserName}'"),
                System.Globalization.CultureInfo.InvariantCulture);
        Assert.Equal(DateTime.UnixEpoch.AddSeconds(epoch), user.Expires, TimeSpan.FromMilliseconds(1));
        Assert.Equal(DateTimeKind.Utc, user.Expires.Kind);
    }

    [Theory]
    [InlineData(-30)]
    [InlineData(400)]
    public async Task A_machine_whose_clock_is_wrong_gives_the_same_expiry(int days)
    {
        await using var scenario = await PostgresSessionUserScenario.StartAsync(skew: TimeSpan.FromDays(days));
        var user = await scenario.ProvideAsync();
        Assert.InRange(await scenario.HoursLeftAsync(user.UserName), 11.95, 12.0);
        Assert.Equal(user.Expires, (await scenario.ProvideAsync()).Expires);
        await scenario.AgeAsync(user, hoursLeft: 5, passwordAge: 7);
        var extended = await scenario.ProvideAsync();
        Assert.Equal((true, false), (extended.Extended, extended.Rotated));
        Assert.InRange(await scenario.HoursLeftAsync(user.UserName), 11.95, 12.0);
    }

    [Fact]
    public async Task No_password_is_in_the_servers_log_or_in_what_the_host_is_told()
    {
        await using var scenario = await PostgresSessionUserScenario.StartAsync(new PostgresServerOptions { LogStatements = true });
        var first = await scenario.ProvideAsync();
        var second = await scenario.ProvideAsync(new SessionUserOrder(PostgresSessionUserScenario.Policy()) { Rotate = true });
        var log = await scenario.Server.ReadLogAsync(Stop) + string.Join('\n', scenario.Host.Everything);
        Assert.Contains("SCRAM-SHA-256$", log, StringComparison.Ordinal);
        foreach (var user in new[] { first, second })
            Assert.DoesNotContain(user.Login.Password.Reveal(), log, StringComparison.Ordinal);
        Assert.DoesNotContain(scenario.Server.MasterLogin.Password, string.Join('\n', scenario.Host.Everything), StringComparison.Ordinal);
    }
}
