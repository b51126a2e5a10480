using HoopConnect.Databases.PostgreSql.Server;
using HoopConnect.Databases.Roles;
using HoopConnect.Planning;
using HoopConnect.Sandbox.Servers;
using HoopConnect.Tests.Databases.PostgreSql.Server;

namespace HoopConnect.Tests.Databases.PostgreSql.Roles;

public class RoleProvisioningTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [EveryMajor]
    public async Task A_server_with_twenty_databases_and_hostile_names_is_provisioned_and_then_left_alone(int major, bool asOnRds)
    {
        var options = new PostgresServerOptions { Major = major, LogStatements = true, MasterHasPredefinedRoles = asOnRds };
        await using var roles = await RoleServer.StartAsync(options);
        string[] databases =
        [
            "we\"ird; DROP TABLE x", new('d', 63), "🐘 emoji", "it's a quote", "back\\slash", "MixedCase", "select", "with-hyphen",
            "empty schema",
            .. Enumerable.Range(10, 10).Select(number => $"plain{number}"),
        ];
        foreach (var database in databases)
        {
            // Quicker here; before 15 it is the only way and has no name.
            await roles.AsMasterAsync("postgres",
                $"CREATE DATABASE {Identifier.Quote(database)}{(major >= 15 ? " STRATEGY file_copy" : "")}");
            await roles.AsMasterAsync(database, "CREATE SCHEMA \"Sch\"\"ema; --\"",
                "CREATE TABLE \"Sch\"\"ema; --\".\"T'a\\ble\" (id serial PRIMARY KEY, t text)",
                "INSERT INTO \"Sch\"\"ema; --\".\"T'a\\ble\" (t) VALUES ('x')");
        }

        await roles.AsMasterAsync("empty schema", "CREATE SCHEMA nothing_in_it");
        await roles.AsMasterAsync("postgres", "CREATE DATABASE closed ALLOW_CONNECTIONS false");

        var plan = await roles.PlanAsync();
        Assert.All(plan.States.Values, state => Assert.Equal(RoleState.Missing, state));
        var outcomes = await roles.ApplyAsync(plan);
        Assert.All(outcomes.Values, outcome =>
        {
            // The one finding is the database that nobody can enter, and it makes nothing incomplete.
            var finding = Assert.Single(outcome.Findings);
            Assert.Equal(("closed", "NotConnectable"), (finding.Database, finding.Reason));
            Assert.Equal(RoleState.Created, outcome.State);
            Assert.True(outcome.PasswordChanged);
            Assert.Equal(20, outcome.Databases.Count);
        });

        var hostile = databases[0];
        await roles.AsRoleAsync(RoleKind.ReadOnly, hostile, "SELECT * FROM \"Sch\"\"ema; --\".\"T'a\\ble\"");
        await roles.AsRoleAsync(RoleKind.ReadWrite, databases[4], "INSERT INTO \"Sch\"\"ema; --\".\"T'a\\ble\" (t) VALUES ('y')");
        Assert.Equal("42501",
            await roles.RefusalAsync(RoleKind.ReadOnly, hostile, "INSERT INTO \"Sch\"\"ema; --\".\"T'a\\ble\" (t) VALUES ('y')"));

        var changes = roles.Passwords.Changes;
        var second = await roles.PlanAsync();
        Assert.Empty(second.Plan.Steps);
        Assert.All(second.States.Values, state => Assert.Equal(RoleState.InSync, state));
        var again = await roles.ApplyAsync(second);
        Assert.All(again.Values, outcome => Assert.Equal(RoleState.InSync, outcome.State));
        Assert.Equal(changes, roles.Passwords.Changes);
        Assert.All(again.Values, outcome => Assert.Equal(outcome.Login, roles.Passwords.Stored[outcome.Kind]));

        var log = await roles.Server.ReadLogAsync(Stop);
        Assert.Contains("CREATE ROLE \"hoop_ro\"", log, StringComparison.Ordinal);
        Assert.Equal(3, roles.Passwords.Made.Count);
        Assert.All(roles.Passwords.Made, password =>
        {
            Assert.DoesNotContain(password, log, StringComparison.Ordinal);
            Assert.DoesNotContain(password, plan.Plan.ToString(), StringComparison.Ordinal);
            Assert.All(roles.Host.Everything, line => Assert.DoesNotContain(password, line, StringComparison.Ordinal));
        });
        Assert.DoesNotContain(roles.Server.MasterLogin.Password, log, StringComparison.Ordinal);
    }

    [Theory]
    [EveryMajor]
    public async Task Each_role_may_do_what_the_contract_says_and_no_more(int major, bool asOnRds)
    {
        await using var roles = await RoleServer.StartAsync(major, asOnRds);
        await roles.AsMasterAsync("postgres", "CREATE DATABASE app");
        await roles.AsMasterAsync("app",
            "CREATE TABLE t (id serial PRIMARY KEY, v text)", "CREATE VIEW seen AS SELECT * FROM t",
            "CREATE MATERIALIZED VIEW kept AS SELECT * FROM t",
            "CREATE TABLE parted (a int) PARTITION BY RANGE (a)", "CREATE TABLE part PARTITION OF parted FOR VALUES FROM (0) TO (10)",
            "CREATE SEQUENCE counted");
        RoleAssert.All(RoleState.Created, await roles.ProvisionAsync());
        if (major < 15)
        {
            // Before 15 everybody may create in the schema public. That is PUBLIC's and not the roles': it is left, until its owner takes
            // it away.
            await roles.AsRoleAsync(RoleKind.ReadOnly, "app", "CREATE TABLE mine (a int)", "DROP TABLE mine");
            await roles.AsMasterAsync("app", "REVOKE CREATE ON SCHEMA public FROM PUBLIC");
        }

        await roles.AsRoleAsync(RoleKind.ReadOnly, "app", "SELECT * FROM t", "SELECT * FROM seen", "SELECT * FROM kept",
            "SELECT * FROM parted", "SELECT * FROM part", "SELECT last_value FROM counted");
        foreach (var refused in new[] { "INSERT INTO t (v) VALUES ('x')", "UPDATE t SET v = ''", "DELETE FROM t", "TRUNCATE t",
            "SELECT nextval('counted')", "CREATE TABLE mine (a int)", "CREATE SCHEMA mine" })
            Assert.Equal("42501", await roles.RefusalAsync(RoleKind.ReadOnly, "app", refused));

        await roles.AsRoleAsync(RoleKind.ReadWrite, "app", "INSERT INTO t (v) VALUES ('x')", "UPDATE t SET v = 'y'",
            "INSERT INTO parted VALUES (1)", "SELECT nextval('counted')", "DELETE FROM t");
        foreach (var refused in new[] { "TRUNCATE t", "SELECT setval('counted', 1)", "CREATE TABLE mine (a int)",
            "ALTER TABLE t ADD c int" })
            Assert.Equal("42501", await roles.RefusalAsync(RoleKind.ReadWrite, "app", refused));

        await roles.AsRoleAsync(RoleKind.Ddl, "app", "INSERT INTO t (v) VALUES ('x')", "TRUNCATE t",
            "CREATE FUNCTION pg_temp.f() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END'",
            "CREATE TRIGGER tr BEFORE INSERT ON t FOR EACH ROW EXECUTE FUNCTION pg_temp.f()");
        Assert.Equal("42501", await roles.RefusalAsync(RoleKind.Ddl, "app", "CREATE TABLE mine (a int)"));
        Assert.Equal(true,
            await roles.ValueAsync("app",
                "SELECT bool_and(has_table_privilege('hoop_ddl', 't', p)) FROM "
                    + "unnest(ARRAY['SELECT','INSERT','UPDATE','DELETE','TRUNCATE','REFERENCES','TRIGGER']) p"));
    }

    [Theory]
    [EveryMajor]
    public async Task SchemaCreate_lets_hoop_ddl_make_tables_that_the_others_can_use_and_leaving_it_out_takes_it_back(
        int major, bool asOnRds)
    {
        await using var roles = await RoleServer.StartAsync(major, asOnRds);
        await roles.AsMasterAsync("postgres", "CREATE DATABASE app");
        await roles.AsMasterAsync("app", "CREATE SCHEMA s");
        var request = roles.Request with { SchemaCreate = true };
        RoleAssert.All(RoleState.Created, await roles.ProvisionAsync(request));
        RoleAssert.InSync(await roles.PlanAsync(request));

        await roles.AsRoleAsync(RoleKind.Ddl, "app", "CREATE TABLE s.made (id serial, v text)");
        await roles.AsRoleAsync(RoleKind.ReadOnly, "app", "SELECT * FROM s.made");
        await roles.AsRoleAsync(RoleKind.ReadWrite, "app", "INSERT INTO s.made (v) VALUES ('x')");
        RoleAssert.InSync(await roles.PlanAsync(request));

        var without = await roles.PlanAsync();
        Assert.Contains(without.Findings[RoleKind.Ddl], finding => finding is { Reason: "Surplus", Subject: "schema \"public\", \"s\"" });
        RoleAssert.All(RoleState.Updated, Others(await roles.ApplyAsync(without), RoleKind.Ddl));
        Assert.Equal("42501", await roles.RefusalAsync(RoleKind.Ddl, "app", "CREATE TABLE s.refused (a int)"));
        RoleAssert.InSync(await roles.PlanAsync());
    }

    [Theory]
    [EveryMajor]
    public async Task Tables_sequences_and_schemas_made_afterwards_by_the_master_or_another_owner_are_open_to_the_roles(
        int major, bool asOnRds)
    {
        await using var roles = await RoleServer.StartAsync(major, asOnRds);
        await roles.AsMasterAsync("postgres", "CREATE ROLE app_owner", "CREATE ROLE deployer", "CREATE DATABASE app");
        await roles.AsSuperuserAsync("app", "CREATE SCHEMA owned AUTHORIZATION app_owner", "GRANT CREATE ON SCHEMA owned TO deployer");
        RoleAssert.All(RoleState.Created, await roles.ProvisionAsync());

        await roles.AsMasterAsync("app", "CREATE TABLE tomorrow (id serial, v text)", "CREATE SCHEMA later",
            "CREATE TABLE later.t (id serial, v text)");
        await roles.AsAsync("app_owner", "app", "CREATE TABLE owned.tomorrow (id serial, v text)");
        await roles.AsSuperuserAsync("app", "GRANT USAGE ON SCHEMA owned TO deployer", "SET ROLE deployer",
            "CREATE TABLE owned.deployed (id serial, v text)");
        foreach (var table in new[] { "tomorrow", "later.t", "owned.tomorrow", "owned.deployed" })
        {
            await roles.AsRoleAsync(RoleKind.ReadOnly, "app", $"SELECT * FROM {table}");
            await roles.AsRoleAsync(RoleKind.ReadWrite, "app", $"INSERT INTO {table} (v) VALUES ('x')");
        }

        RoleAssert.InSync(await roles.PlanAsync());
        // Nothing is left of the memberships that it took.
        Assert.Equal(0L, await roles.MembershipsOfMasterAsync());
    }

    [Fact]
    public async Task A_plan_takes_one_connection_and_round_trip_for_each_database_and_applying_it_two()
    {
        await using var roles = await RoleServer.StartAsync();
        foreach (var number in Enumerable.Range(1, 5))
            await roles.AsMasterAsync("postgres", $"CREATE DATABASE db{number}");

        var plan = await roles.PlanAsync();
        Assert.Equal(6, roles.Engine.Connections);
        // The server, and the maintenance database on the same connection, and five databases.
        Assert.Equal(7, roles.Engine.RoundTrips);

        roles.Engine.Forget();
        await roles.ApplyAsync(plan);
        // The roles are made on the connection to the maintenance database, which is one of the six.
        Assert.Equal(6, roles.Engine.Connections);
        // Lock, reading, the making of each role, unlock, reading again; for each of six databases the batch and the reading.
        Assert.Equal(2 + 3 + 2 + (6 * 2), roles.Engine.RoundTrips);

        roles.Engine.Forget();
        await roles.ApplyAsync(await roles.PlanAsync());
        Assert.Equal(7, roles.Engine.RoundTrips);
    }

    [Theory]
    [EveryMajor]
    public async Task The_plan_of_a_new_server_is_short_and_shows_holes_for_passwords(int major, bool asOnRds)
    {
        await using var roles = await RoleServer.StartAsync(major, asOnRds);
        await roles.AsMasterAsync("postgres", "CREATE DATABASE app");
        await roles.AsMasterAsync("app", "CREATE TABLE a (i int)", "CREATE TABLE b (i serial)", "CREATE SCHEMA s",
            "CREATE TABLE s.c (i int)");
        var plan = await roles.PlanAsync();
        var create = Assert.Single(plan.Plan.Steps, step => step.Action == "create role" && step.Target == "role \"hoop_ro\"");
        Assert.Equal($"CREATE ROLE \"hoop_ro\" WITH LOGIN INHERIT NOSUPERUSER NOCREATEDB NOCREATEROLE PASSWORD {PlanStep.Hole}",
            create.Statement);
        var statements = plan.Plan.Steps.Where(step => step.Target == "database \"app\"").Select(step => step.Statement).ToList();
        Assert.Equal(
        [
            "GRANT CONNECT ON DATABASE \"app\" TO \"hoop_ro\", \"hoop_rw\", \"hoop_ddl\"",
            "GRANT USAGE ON SCHEMA \"public\", \"s\" TO \"hoop_ro\", \"hoop_rw\", \"hoop_ddl\"",
            "GRANT SELECT ON ALL TABLES IN SCHEMA \"public\", \"s\" TO \"hoop_ro\"",
            "GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA \"public\", \"s\" TO \"hoop_rw\"",
            "GRANT SELECT, INSERT, UPDATE, DELETE, TRUNCATE, REFERENCES, TRIGGER ON ALL TABLES IN SCHEMA \"public\", \"s\" TO \"hoop_ddl\"",
            "GRANT SELECT ON ALL SEQUENCES IN SCHEMA \"public\" TO \"hoop_ro\"",
            "GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA \"public\" TO \"hoop_rw\", \"hoop_ddl\"",
            "ALTER DEFAULT PRIVILEGES FOR ROLE \"postgres\" GRANT USAGE ON SCHEMAS TO \"hoop_ro\", \"hoop_rw\", \"hoop_ddl\"",
            "ALTER DEFAULT PRIVILEGES FOR ROLE \"postgres\" GRANT SELECT ON SEQUENCES TO \"hoop_ro\"",
            "ALTER DEFAULT PRIVILEGES FOR ROLE \"postgres\" GRANT USAGE, SELECT ON SEQUENCES TO \"hoop_rw\", \"hoop_ddl\"",
            "ALTER DEFAULT PRIVILEGES FOR ROLE \"postgres\" GRANT SELECT ON TABLES TO \"hoop_ro\"",
            "ALTER DEFAULT PRIVILEGES FOR ROLE \"postgres\" GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO \"hoop_rw\"",
            "ALTER DEFAULT PRIVILEGES FOR ROLE \"postgres\" GRANT SELECT, INSERT, UPDATE, DELETE, TRUNCATE, REFERENCES, TRIGGER ON TABLES "
                + "TO \"hoop_ddl\"",
        ], statements);
    }

    /// <summary>The one role, thrice, so that the assertion for all three can be used on it.</summary>
    private static Dictionary<RoleKind, RoleOutcome> Others(IReadOnlyDictionary<RoleKind, RoleOutcome> outcomes, RoleKind kind)
    {
        Assert.All(outcomes.Where(pair => pair.Key != kind), pair => Assert.Equal(RoleState.InSync, pair.Value.State));
        return RoleNames.All.ToDictionary(other => other, _ => outcomes[kind]);
    }
}
