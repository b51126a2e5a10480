using HoopConnect.Databases.PostgreSql.Users;
using HoopConnect.Databases.Roles;
using HoopConnect.Databases.Users;
using HoopConnect.Hosting;
using HoopConnect.Sandbox.Servers;
using HoopConnect.Tests.Databases.PostgreSql.Server;
using Npgsql;

namespace HoopConnect.Tests.Databases.PostgreSql.Users;

/// <summary>What a removed user leaves runs with no more rights than the user had: never with the master's.</summary>
public class HandingOnTests
{
    /// <summary>Everybody may call it, and it does whatever it is told with the rights of its owner.</summary>
    private const string Backdoor =
        "CREATE FUNCTION {0}.g(q text) RETURNS text LANGUAGE plpgsql SECURITY DEFINER AS $$ BEGIN EXECUTE q; RETURN current_user; END $$";

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [EveryMajor]
    public async Task The_function_of_a_session_user_makes_nobody_the_master_after_its_removal(int major, bool asOnRds)
    {
        await using var server = await RemovalServer.StartAsync(major, asOnRds);
        var roles = server.Roles;
        await roles.AsMasterAsync("postgres", "CREATE DATABASE app");
        var author = await server.MakeAsync(1);
        var other = await server.MakeAsync(2, "2999-01-01");
        await roles.AsSuperuserAsync("app", $"GRANT CREATE ON SCHEMA public TO {author}");
        await roles.AsAsync(author, "app", Text(Backdoor, "public"));

        var outcome = Assert.Single((await server.RemoveAsync(await server.RequestAsync())).Values);
        Assert.Empty(outcome.Findings);
        Assert.Equal(UserRemovalState.Removed, outcome.State);
        string[] attacks = ["CREATE ROLE backdoor LOGIN CREATEROLE CREATEDB", $"GRANT postgres TO {other}",
            "ALTER FUNCTION public.g(text) OWNER TO postgres",
            // Before 15 everybody may create there.
            .. major >= 15 ? ["CREATE TABLE public.planted (i int)"] : (string[])[]];
        foreach (var attack in attacks)
            Assert.Equal("42501", (await RefusedAsync(() => CallAsync(server, 2, attack))).SqlState);
        Assert.StartsWith(NewOwner.Prefix, (string)(await CallAsync(server, 2, "SELECT 1"))!, StringComparison.Ordinal);
        Assert.Null(await roles.ValueAsync("postgres", "SELECT rolname FROM pg_roles WHERE rolname = 'backdoor'"));
        await AssertPowerlessAsync(server, "app");
    }

    [Theory]
    [EveryMajor]
    public async Task The_function_of_a_role_that_may_create_makes_nobody_the_master_after_its_removal(int major, bool asOnRds)
    {
        await using var server = await RemovalServer.StartAsync(major, asOnRds);
        var roles = server.Roles;
        await roles.AsMasterAsync("postgres", "CREATE DATABASE app");
        await roles.ProvisionAsync(roles.Request with { SchemaCreate = true });
        // As the role itself, in a schema that PUBLIC may not create in, and in the one where before 15 everybody may.
        await roles.AsMasterAsync("app", "CREATE SCHEMA mine", "GRANT USAGE ON SCHEMA mine TO PUBLIC");
        await roles.ProvisionAsync(roles.Request with { SchemaCreate = true });
        await roles.AsRoleAsync(RoleKind.Ddl, "app", Text(Backdoor, "public"), Text(Backdoor, "mine"));
        await server.MakeAsync(2, "2999-01-01");

        var outcomes = await roles.RemoveAsync();
        Assert.Equal(RoleState.Removed, outcomes[RoleKind.Ddl].State);
        foreach (var schema in new[] { "public", "mine" })
        {
            Assert.Equal("42501",
                (await RefusedAsync(() => CallAsync(server, 2, "CREATE ROLE backdoor LOGIN CREATEROLE", schema))).SqlState);
            Assert.StartsWith(NewOwner.Prefix, (string)(await CallAsync(server, 2, "SELECT 1", schema))!, StringComparison.Ordinal);
        }

        await AssertPowerlessAsync(server, "app");
    }

    [Theory]
    [EveryMajor]
    public async Task The_function_of_a_user_that_logs_in_by_IAM_makes_nobody_the_master_after_its_removal(int major, bool asOnRds)
    {
        await using var managed = await ManagedServer.StartAsync(major, asOnRds);
        var server = new RemovalServer(managed.Roles);
        await managed.ProvideIamUserAsync(new HoopConnect.Databases.IamUsers.IamUserRequest(managed.Master, "report"));
        await managed.Roles.AsSuperuserAsync("app", "GRANT CREATE ON SCHEMA public TO report");
        await managed.Roles.AsAsync("report", "app", Text(Backdoor, "public"));
        await server.MakeAsync(2, "2999-01-01");

        var outcome = Assert.Single((await managed.RemoveAsync(managed.Removal(ManagedKind.Iam, "report"))).Values);
        Assert.Equal(UserRemovalState.Removed, outcome.State);
        Assert.Equal("42501", (await RefusedAsync(() => CallAsync(server, 2, "CREATE ROLE backdoor LOGIN CREATEROLE"))).SqlState);
        Assert.StartsWith(NewOwner.Prefix, (string)(await CallAsync(server, 2, "SELECT 1"))!, StringComparison.Ordinal);
        await AssertPowerlessAsync(server, "app");
    }

    [Theory]
    [EveryMajor]
    public async Task The_code_of_one_removed_user_does_not_reach_what_another_left(int major, bool asOnRds)
    {
        await using var server = await RemovalServer.StartAsync(major, asOnRds);
        var roles = server.Roles;
        var (author, victim) = (await server.MakeAsync(1), await server.MakeAsync(2));
        await server.MakeAsync(3, "2999-01-01");
        await roles.AsSuperuserAsync("postgres", $"GRANT CREATE ON SCHEMA public TO {author}, {victim}");
        await roles.AsAsync(author, "postgres", Text(Backdoor, "public"));
        await roles.AsAsync(victim, "postgres", "CREATE TABLE public.secrets AS SELECT 'kept' AS v");
        Assert.All((await server.RemoveAsync(await server.RequestAsync())).Values,
            outcome => Assert.Equal(UserRemovalState.Removed, outcome.State));
        Assert.Equal("42501",
            (await RefusedAsync(() => CallAsync(server, 3, "DROP TABLE public.secrets", database: "postgres"))).SqlState);
        Assert.Equal("42501",
            (await RefusedAsync(() => CallAsync(server, 3, "SELECT * FROM public.secrets", database: "postgres"))).SqlState);
        // Nor does a user of the same name that is made anew and removed again.
        author = await server.MakeAsync(1);
        await roles.AsSuperuserAsync("postgres", $"GRANT CREATE ON SCHEMA public TO {author}");
        await roles.AsAsync(author, "postgres", "CREATE TABLE public.anew (i int)");
        await server.RemoveAsync(await server.RequestAsync());
        Assert.Equal("42501",
            (await RefusedAsync(() => CallAsync(server, 3, "DROP TABLE public.anew", database: "postgres"))).SqlState);
    }

    [Theory]
    [EveryMajor]
    public async Task Tables_keep_rows_and_grants_foreign_keys_are_looked_after_and_what_read_with_the_users_rights_ends(
        int major, bool asOnRds)
    {
        await using var server = await RemovalServer.StartAsync(major, asOnRds);
        var roles = server.Roles;
        await roles.AsMasterAsync("postgres", "CREATE ROLE readers", "CREATE DATABASE app");
        await roles.AsSuperuserAsync("app", "CREATE SCHEMA \"The Shop\"", "CREATE TABLE public.theirs AS SELECT 1 AS i",
            "ALTER SCHEMA \"The Shop\" OWNER TO postgres", "ALTER TABLE public.theirs OWNER TO postgres");
        var user = await server.MakeAsync(1);
        var other = await server.MakeAsync(2, "2999-01-01");
        await roles.AsSuperuserAsync("app", $"GRANT CREATE, USAGE ON SCHEMA \"The Shop\" TO {user}",
            $"GRANT USAGE ON SCHEMA \"The Shop\" TO {other}", $"GRANT SELECT ON public.theirs TO {user}");
        await roles.AsAsync(user, "app", "SET search_path = \"The Shop\"", "CREATE TABLE goods (id int PRIMARY KEY, v text)",
            "INSERT INTO goods VALUES (1, 'kept'), (2, 'kept')",
            "CREATE TABLE orders (id serial PRIMARY KEY, good int REFERENCES goods ON DELETE CASCADE)",
            "CREATE FUNCTION twice(i int) RETURNS int IMMUTABLE LANGUAGE sql AS 'SELECT i * 2'",
            "CREATE INDEX by_twice ON goods (\"The Shop\".twice(id))",
            "CREATE VIEW own AS SELECT * FROM goods", "CREATE VIEW mixed AS SELECT * FROM public.theirs",
            "CREATE MATERIALIZED VIEW counted AS SELECT count(*) AS n FROM goods",
            $"GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA \"The Shop\" TO {other}",
            $"GRANT USAGE ON ALL SEQUENCES IN SCHEMA \"The Shop\" TO {other}", "GRANT SELECT ON goods TO readers");

        var plan = await server.PlanAsync(await server.RequestAsync());
        var told = plan.Plan.Steps.Where(step => step.Action == "hand on").ToList();
        Assert.Contains(told, step => step.Statement == "-- table \"The Shop\".goods");
        Assert.Contains("stops working for others: it reads public.theirs",
            told.Single(step => step.Statement == "-- view \"The Shop\".mixed").Note!, StringComparison.Ordinal);
        Assert.DoesNotContain("stops", told.Single(step => step.Statement == "-- view \"The Shop\".own").Note!, StringComparison.Ordinal);
        var outcome = Assert.Single((await server.ApplyAsync(plan)).Values);
        Assert.Empty(outcome.Findings);
        Assert.Equal(UserRemovalState.Removed, outcome.State);

        await AsAsync(server, 2, "SET search_path = \"The Shop\"", "INSERT INTO orders (good) VALUES (1), (2)",
            "DELETE FROM goods WHERE id = 2", "UPDATE goods SET id = id WHERE id = 1", "SELECT * FROM own", "SELECT * FROM counted");
        Assert.Equal(1L, await roles.ValueAsync("app", "SELECT count(*) FROM \"The Shop\".orders"));
        Assert.Equal("23503", (await RefusedAsync(() => AsAsync(server, 2, "INSERT INTO \"The Shop\".orders (good) VALUES (9)"))).SqlState);
        Assert.Equal("42501", (await RefusedAsync(() => AsAsync(server, 2, "SELECT * FROM \"The Shop\".mixed"))).SqlState);
        Assert.Equal(true, await roles.ValueAsync("app", "SELECT has_table_privilege('readers', '\"The Shop\".goods', 'SELECT')"));
        await roles.AsSuperuserAsync("app", "ANALYZE \"The Shop\".goods", "REFRESH MATERIALIZED VIEW \"The Shop\".counted",
            "REINDEX TABLE \"The Shop\".goods");
        await AssertPowerlessAsync(server, "app");

        // The master gets rid of it all in its own time.
        var owner = (string)(await roles.ValueAsync("app", $"SELECT rolname FROM pg_roles WHERE rolname ~ '^{NewOwner.Prefix}'"))!;
        await roles.AsMasterAsync("app", $"GRANT {owner} TO postgres", $"DROP OWNED BY {owner} CASCADE", $"DROP ROLE {owner}");
    }

    [Theory]
    [EveryMajor]
    public async Task Code_is_dropped_on_demand_and_what_hangs_on_it_keeps_the_user_locked_with_everything_it_has(int major, bool asOnRds)
    {
        await using var server = await RemovalServer.StartAsync(major, asOnRds);
        var roles = server.Roles;
        await roles.AsMasterAsync("postgres", "CREATE SCHEMA s", "CREATE TABLE s.theirs (i int)");
        for (var number = 1; number <= 2; number++)
        {
            var user = await server.MakeAsync(number);
            await roles.AsMasterAsync("postgres", $"GRANT CREATE, USAGE ON SCHEMA s TO {user}");
            await roles.AsAsync(user, "postgres", $"SET search_path = s", $"CREATE TABLE t{number} (i int)",
                $"INSERT INTO t{number} VALUES (1)",
                $"CREATE FUNCTION f{number}() RETURNS int LANGUAGE sql SECURITY DEFINER AS 'SELECT 1'",
                $"CREATE PROCEDURE p{number}(i int) LANGUAGE sql AS 'SELECT 1'",
                $"CREATE AGGREGATE a{number}(int) (SFUNC = pg_catalog.int4pl, STYPE = int)",
                $"CREATE FUNCTION g{number}() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END'",
                $"CREATE TRIGGER g BEFORE INSERT ON t{number} FOR EACH ROW EXECUTE FUNCTION g{number}()",
                $"CREATE VIEW v{number} AS SELECT f{number}() AS f, * FROM t{number}",
                $"CREATE MATERIALIZED VIEW m{number} AS SELECT * FROM v{number}",
                $"CREATE UNIQUE INDEX ON m{number} (i)",
                $"CREATE VIEW w{number} AS SELECT v FROM v{number} v",
                $"CREATE RULE r AS ON UPDATE TO t{number} DO ALSO NOTIFY said",
                $"CREATE FUNCTION of{number}(t{number}) RETURNS int LANGUAGE sql AS 'SELECT 1'",
                $"CREATE OPERATOR @@@ (RIGHTARG = t{number}, FUNCTION = of{number})",
                $"CREATE STATISTICS st{number} ON (i * 2), (i * 3) FROM t{number}");
        }

        // Somebody else's table needs the function of the second.
        await roles.AsSuperuserAsync("postgres", "ALTER TABLE s.theirs ADD COLUMN d int DEFAULT s.f2()");
        var request = await server.RequestAsync() with { DropCode = true };
        var plan = await server.PlanAsync(request);
        Assert.Contains(plan.Plan.Steps, step => step.Statement == "DROP VIEW s.v1");
        Assert.Contains(plan.Plan.Steps, step => step.Statement == "-- default value for column d of table s.theirs");
        var outcomes = await server.ApplyAsync(plan);
        Assert.Equal(UserRemovalState.Removed, outcomes[RemovalServer.Name(1)].State);
        Assert.Equal(UserRemovalState.Locked, outcomes[RemovalServer.Name(2)].State);
        Assert.Contains(outcomes[RemovalServer.Name(2)].Findings, finding =>
            finding.Subject == "default value for column d of table s.theirs");
        Assert.Equal(0L, await roles.ValueAsync("postgres", "SELECT count(*) FROM pg_proc WHERE proname ~ '^(f|p|a|g|of)1$'"));
        Assert.Equal(0L, await roles.ValueAsync("postgres", "SELECT count(*) FROM pg_class WHERE relname ~ '^[vmw]1$'"));
        Assert.Equal(0L, await roles.ValueAsync("postgres", "SELECT count(*) FROM pg_rewrite WHERE ev_class = 's.t1'::regclass"));
        Assert.Equal(1L, await roles.ValueAsync("postgres", "SELECT count(*) FROM s.t1"));
        Assert.Equal(5L, await roles.ValueAsync("postgres", "SELECT count(*) FROM pg_proc WHERE proname ~ '^(f|p|a|g|of)2$'"));
        Assert.Equal(true, await roles.ValueAsync("postgres", $"SELECT has_schema_privilege('{RemovalServer.Name(2)}', 's', 'CREATE')"));

        await roles.AsSuperuserAsync("postgres", "ALTER TABLE s.theirs DROP COLUMN d");
        Assert.Equal(UserRemovalState.Removed,
            Assert.Single((await server.RemoveAsync(await server.RequestAsync() with { DropCode = true })).Values).State);
        Assert.Equal(1L, await roles.ValueAsync("postgres", "SELECT count(*) FROM s.t2"));
        Assert.Equal(0L, await roles.MembershipsOfMasterAsync());
    }

    [Theory]
    [EveryMajor]
    public async Task Who_is_more_powerful_than_the_user_was_is_refused_as_new_owner_before_anything_changes(int major, bool asOnRds)
    {
        await using var server = await RemovalServer.StartAsync(major, asOnRds);
        var roles = server.Roles;
        await roles.AsMasterAsync("postgres", "CREATE ROLE maker CREATEDB", "CREATE ROLE app_owner", "CREATE ROLE writers",
            "CREATE ROLE member", "GRANT writers TO member", "CREATE ROLE indirect", "GRANT member TO indirect", "CREATE ROLE plain",
            "CREATE TABLE public.t (i int)");
        await roles.AsSuperuserAsync("postgres", "CREATE ROLE root SUPERUSER", "CREATE ROLE deputy", "GRANT postgres TO deputy",
            "ALTER TABLE public.t OWNER TO app_owner");
        if (await roles.ValueAsync("postgres", "SELECT 1 FROM pg_roles WHERE rolname = 'rds_superuser'") is null)
            await roles.AsSuperuserAsync("postgres", "CREATE ROLE rds_superuser");
        await roles.AsSuperuserAsync("postgres", "CREATE ROLE chief", "GRANT rds_superuser TO chief");
        var user = await server.MakeAsync(1);
        await roles.AsSuperuserAsync("postgres", $"GRANT CREATE ON SCHEMA public TO {user}");
        await roles.AsAsync(user, "postgres", Text(Backdoor, "public"), "CREATE TABLE public.made (i int)");
        var request = await server.RequestAsync();
        foreach (var heir in new[] { "postgres", "root", "deputy", "chief", "rds_superuser", "maker", "member", "indirect", "app_owner" })
        {
            var refused = await Assert.ThrowsAsync<HoopException>(() => server.PlanAsync(request with { ReassignTo = heir }));
            Assert.Equal("Roles.ReassignToTooPowerful", refused.ErrorId);
            Assert.Contains(heir, refused.Message, StringComparison.Ordinal);
        }

        Assert.Equal(true, await server.CanLogInAsync(RemovalServer.Name(1)));
        // Without its code the tables may go to whoever owns the others.
        Assert.Equal(UserRemovalState.Removed,
            Assert.Single((await server.RemoveAsync(request with { ReassignTo = "app_owner", DropCode = true })).Values).State);
        Assert.Equal("app_owner", await roles.ValueAsync("postgres", "SELECT tableowner FROM pg_tables WHERE tablename = 'made'"));

        user = await server.MakeAsync(2);
        await roles.AsSuperuserAsync("postgres", $"GRANT CREATE ON SCHEMA public TO {user}");
        await roles.AsAsync(user, "postgres", Text(Backdoor, "public"));
        Assert.Equal(UserRemovalState.Removed,
            Assert.Single((await server.RemoveAsync(await server.RequestAsync() with { ReassignTo = "plain" })).Values).State);
        Assert.Equal(false, await roles.ValueAsync("postgres", "SELECT has_schema_privilege('plain', 'public', 'CREATE') AND "
            + "NOT has_schema_privilege('public', 'public', 'CREATE')"));
        Assert.Equal(0L, await roles.MembershipsOfMasterAsync());
    }

    [Theory]
    [InlineData("ALTER ROLE {0} LOGIN", "LOGIN")]
    [InlineData("ALTER ROLE {0} CREATEDB", "CREATEDB")]
    [InlineData("GRANT readers TO {0}", "readers")]
    [InlineData("GRANT {0} TO readers", "readers")]
    [InlineData("GRANT SELECT ON public.theirs TO {0}", "privileges")]
    [InlineData("COMMENT ON ROLE {0} IS 'mine'", "mark")]
    public async Task A_new_owner_of_ours_that_is_not_powerless_takes_nothing_and_the_user_stays_locked(string change, string reason)
    {
        foreach (var major in new[] { 14, 15, 16, 18 })
        {
            await using var server = await RemovalServer.StartAsync(major, asOnRds: true);
            var roles = server.Roles;
            await roles.AsMasterAsync("postgres", "CREATE ROLE readers");
            await roles.AsSuperuserAsync("postgres", "CREATE TABLE public.theirs (i int)");
            var user = await server.MakeAsync(1);
            await roles.AsSuperuserAsync("postgres", $"GRANT CREATE ON SCHEMA public TO {user}");
            await roles.AsAsync(user, "postgres", Text(Backdoor, "public"));
            var number = await roles.ValueAsync("postgres", $"SELECT oid FROM pg_roles WHERE rolname = '{RemovalServer.Name(1)}'");
            var owner = NewOwner.Prefix + number;
            await roles.AsMasterAsync("postgres", $"CREATE ROLE {owner}",
                $"COMMENT ON ROLE {owner} IS '{NewOwner.Mark(RemovalServer.Name(1))}'");
            await roles.AsSuperuserAsync("postgres", Text(change, owner));

            var kept = Assert.Single((await server.RemoveAsync(await server.RequestAsync())).Values);
            Assert.Equal(UserRemovalState.Locked, kept.State);
            Assert.Contains(kept.Findings, finding => finding.Message.Contains(reason, StringComparison.Ordinal));
            Assert.Equal(RemovalServer.Name(1),
                await roles.ValueAsync("postgres", "SELECT proowner::regrole::text FROM pg_proc WHERE proname = 'g'"));
            Assert.Equal(false, await server.CanLogInAsync(RemovalServer.Name(1)));
            Assert.Equal(0L, await roles.MembershipsOfMasterAsync());
        }
    }

    [Theory]
    [InlineData("CREATE PUBLICATION p", "ALTER PUBLICATION p OWNER TO {0}", "publication p")]
    [InlineData("CREATE SERVER f FOREIGN DATA WRAPPER w", "ALTER SERVER f OWNER TO {0}", "server f")]
    [InlineData("CREATE SCHEMA theirs", "CREATE FUNCTION theirs.f() RETURNS int LANGUAGE sql AS 'SELECT 1'", "schema \"theirs\"")]
    public async Task What_cannot_change_hands_keeps_the_user_locked_with_all_it_has(string make, string give, string subject)
    {
        foreach (var major in new[] { 14, 16, 18 })
        {
            await using var server = await RemovalServer.StartAsync(major, asOnRds: false);
            var roles = server.Roles;
            var user = await server.MakeAsync(1);
            await roles.AsMasterAsync("postgres", "CREATE TABLE t (i int)", $"GRANT SELECT ON t TO {user}");
            await roles.AsSuperuserAsync("postgres", "CREATE FOREIGN DATA WRAPPER w", $"GRANT USAGE ON FOREIGN DATA WRAPPER w TO {user}",
                make, Text(give, user));
            if (give.StartsWith("CREATE", StringComparison.Ordinal))
                await roles.AsSuperuserAsync("postgres", $"ALTER FUNCTION theirs.f() OWNER TO {user}");

            var kept = Assert.Single((await server.RemoveAsync(await server.RequestAsync())).Values);
            Assert.Equal(UserRemovalState.Locked, kept.State);
            Assert.Contains(kept.Findings, finding => finding.Subject == subject);
            Assert.Equal(false, await server.CanLogInAsync(RemovalServer.Name(1)));
            Assert.Equal(true, await roles.ValueAsync("postgres", $"SELECT has_table_privilege('{RemovalServer.Name(1)}', 't', 'SELECT')"));
            Assert.Null(await roles.ValueAsync("postgres", $"SELECT rolname FROM pg_roles WHERE rolname ~ '^{NewOwner.Prefix}'"));
            Assert.Equal(0L, await roles.MembershipsOfMasterAsync());
        }
    }

    [Theory]
    [InlineData(14)]
    [InlineData(18)]
    public async Task A_run_that_is_cut_off_before_any_of_its_batches_is_ended_by_the_next_and_loses_nothing(int major)
    {
        await using var server = await RemovalServer.StartAsync(major, asOnRds: true);
        var roles = server.Roles;
        await roles.AsMasterAsync("postgres", "CREATE DATABASE app");
        for (var cut = 1; ; cut++)
        {
            var user = await server.MakeAsync(cut);
            await roles.AsMasterAsync("app", $"CREATE SCHEMA s{cut}", $"GRANT CREATE, USAGE ON SCHEMA s{cut} TO {user}");
            await roles.AsAsync(user, "app", $"CREATE TABLE s{cut}.t AS SELECT 'kept' AS v", Text(Backdoor, $"s{cut}"));
            var (batches, limit) = (0, cut);
            roles.Engine.BeforeBatch = _ =>
                Interlocked.Increment(ref batches) == limit ? throw new OperationCanceledException("cut off") : Task.CompletedTask;
            var whole = await Record.ExceptionAsync(async () => await server.RemoveAsync(await server.RequestAsync())) is null;
            roles.Engine.BeforeBatch = null;
            if (!whole)
                Assert.Equal(UserRemovalState.Removed, Assert.Single((await server.RemoveAsync(await server.RequestAsync())).Values).State);
            Assert.Equal("kept", await roles.ValueAsync("app", $"SELECT v FROM s{cut}.t"));
            Assert.Matches($"^{NewOwner.Prefix}", (string)(await roles.ValueAsync("app",
                $"SELECT proowner::regrole::text FROM pg_proc WHERE pronamespace = 's{cut}'::regnamespace"))!);
            await AssertPowerlessAsync(server, "app");
            if (!whole)
                continue;
            Assert.InRange(cut, 5, 50);
            return;
        }
    }

    /// <summary>What a new owner is given in a removal, and not after it: CREATE, members, anything but what it owns.</summary>
    private static async Task AssertPowerlessAsync(RemovalServer server, string database)
    {
        var powers = await server.Roles.ValueAsync(database, $"""
            SELECT string_agg(p, ', ') FROM (
                SELECT rolname || ' has attributes' FROM pg_roles WHERE rolname ~ '^{NewOwner.Prefix}'
                    AND (rolsuper OR rolcreaterole OR rolcreatedb OR rolcanlogin OR rolreplication OR rolbypassrls OR rolinherit)
                UNION ALL SELECT m.member::regrole || ' is a member' FROM pg_auth_members m JOIN pg_roles r ON r.oid = m.roleid
                    WHERE r.rolname ~ '^{NewOwner.Prefix}' {server.Roles.From16("AND (inherit_option OR set_option)")}
                UNION ALL SELECT 'is a member' FROM pg_auth_members m JOIN pg_roles r ON r.oid = m.member
                    WHERE r.rolname ~ '^{NewOwner.Prefix}'
                UNION ALL SELECT 'may create in ' || nspname
                    FROM pg_namespace n, aclexplode(n.nspacl) a JOIN pg_roles r ON r.oid = a.grantee
                    WHERE r.rolname ~ '^{NewOwner.Prefix}' AND a.privilege_type <> 'USAGE' AND n.nspowner <> r.oid
            ) x (p)
            """);
        Assert.Null(powers);
        Assert.Equal(0L, await server.Roles.MembershipsOfMasterAsync());
    }

    private static string Text(string format, string value) => string.Format(null, format, value);

    private static Task<PostgresException> RefusedAsync(Func<Task> call) => Assert.ThrowsAsync<PostgresException>(call);

    private static async Task<object?> CallAsync(
        RemovalServer server, int number, string statement, string schema = "public", string database = "app")
    {
        await using var connection =
            await server.Server.OpenAsync(new ServerLogin(RemovalServer.Name(number), RemovalServer.Password), database, Stop);
        await using var command = new NpgsqlCommand($"SELECT {schema}.g($1)", connection) { Parameters = { new() { Value = statement } } };
        return await command.ExecuteScalarAsync(Stop);
    }

    private static async Task AsAsync(RemovalServer server, int number, params string[] statements)
    {
        await using var connection =
            await server.Server.OpenAsync(new ServerLogin(RemovalServer.Name(number), RemovalServer.Password), "app", Stop);
        foreach (var statement in statements)
        {
            await using var command = new NpgsqlCommand(statement, connection);
            await command.ExecuteNonQueryAsync(Stop);
        }
    }
}
