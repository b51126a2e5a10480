using HoopConnect.Databases;
using HoopConnect.Databases.PostgreSql.Server;
using HoopConnect.Databases.PostgreSql.Users;
using HoopConnect.Databases.Users;
using HoopConnect.Hosting;
using HoopConnect.Sandbox.Servers;
using HoopConnect.Tests.Databases.PostgreSql.Server;
using Npgsql;

namespace HoopConnect.Tests.Databases.PostgreSql.Users;

/// <summary>What else goes on while a server runs.</summary>
public class RemovalFaultTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [EveryMajor]
    public async Task A_user_that_was_extended_after_it_was_listed_stays_with_its_grants_and_sessions(int major, bool asOnRds)
    {
        await using var server = await RemovalServer.StartAsync(major, asOnRds);
        for (var number = 0; number < 4; number++)
            await server.MakeAsync(number);
        await server.Roles.AsMasterAsync("postgres", "CREATE TABLE t (i int)",
            $"GRANT SELECT ON t TO {RemovalServer.Quoted(1)}, {RemovalServer.Quoted(2)}");
        var request = await server.RequestAsync();
        await ExtendAsync(server, 1);
        var plan = await server.PlanAsync(request);
        Assert.Equal(UserRemovalState.InUse, Assert.Single(plan.Settled).State);
        await ExtendAsync(server, 2);
        var outcomes = await server.ApplyAsync(plan);
        foreach (var number in new[] { 1, 2 })
        {
            Assert.Equal(UserRemovalState.InUse, outcomes[RemovalServer.Name(number)].State);
            await using var open =
                await server.Server.OpenAsync(new ServerLogin(RemovalServer.Name(number), RemovalServer.Password), "postgres", Stop);
            await using var command = new NpgsqlCommand("SELECT count(*) FROM t", open);
            Assert.Equal(0L, await command.ExecuteScalarAsync(Stop));
        }

        Assert.Equal(2, outcomes.Values.Count(outcome => outcome.State == UserRemovalState.Removed));
        Assert.Equal(0L, await server.Roles.MembershipsOfMasterAsync());
    }

    [Theory]
    [EveryMajor]
    public async Task A_user_that_somebody_takes_up_while_it_is_removed_stays_with_what_it_was_given_then(int major, bool asOnRds)
    {
        await using var server = await RemovalServer.StartAsync(major, asOnRds);
        var roles = server.Roles;
        await roles.AsMasterAsync("postgres", "CREATE DATABASE app", "CREATE DATABASE shop");
        foreach (var number in new[] { 1, 2, 3 })
            await server.MakeAsync(number);
        foreach (var database in new[] { "app", "shop" })
            await roles.AsMasterAsync(database, "CREATE TABLE t (i int)",
                $"GRANT SELECT ON t TO {RemovalServer.Quoted(1)}, {RemovalServer.Quoted(2)}, {RemovalServer.Quoted(3)}");
        // One database at a time: beside it, our own GRANT would cross the server's work on the other one.
        var plan = await server.PlanAsync((await server.RequestAsync()) with { ThrottleLimit = 1 });
        // As New-HoopSessionUser does it: the user first, its privileges in each database afterwards.
        var visits = 0;
        roles.Engine.Opening = async settings =>
        {
            if (settings.Database is null || Interlocked.Increment(ref visits) != 1)
                return;
            await roles.AsMasterAsync("postgres", $"ALTER ROLE {RemovalServer.Quoted(2)} LOGIN VALID UNTIL '2999-01-01'");
            foreach (var database in new[] { "app", "shop" })
                await roles.AsMasterAsync(database, $"GRANT SELECT ON t TO {RemovalServer.Quoted(2)}");
        };
        var outcomes = await server.ApplyAsync(plan);
        Assert.Equal(2, visits);
        Assert.Equal((UserRemovalState.InUse, "InUse"),
            (outcomes[RemovalServer.Name(2)].State, outcomes[RemovalServer.Name(2)].Findings.Single().Reason));
        Assert.Equal(UserRemovalState.Removed, outcomes[RemovalServer.Name(1)].State);
        Assert.Equal(UserRemovalState.Removed, outcomes[RemovalServer.Name(3)].State);
        foreach (var database in new[] { "app", "shop" })
            Assert.Equal(true, await roles.ValueAsync(database, $"SELECT has_table_privilege('{RemovalServer.Name(2)}', 't', 'SELECT')"));
        Assert.Equal(true, await server.CanLogInAsync(RemovalServer.Name(2)));
        Assert.Equal(0L, await roles.MembershipsOfMasterAsync());
    }

    [Theory]
    [EveryMajor]
    public async Task A_sweep_that_was_cut_off_anywhere_is_ended_by_the_next_one_and_leaves_no_membership(int major, bool asOnRds)
    {
        await using var server = await RemovalServer.StartAsync(major, asOnRds);
        var roles = server.Roles;
        string[] databases = ["app0", "app1", "app2"];
        foreach (var database in databases)
            await roles.AsMasterAsync("postgres", $"CREATE DATABASE {database}");
        for (var number = 0; number < 12; number++)
        {
            var user = await server.MakeAsync(number);
            foreach (var database in databases)
            {
                await roles.AsSuperuserAsync(database, $"CREATE SCHEMA {RemovalServer.Name(number)} AUTHORIZATION {user}",
                    $"CREATE TABLE {RemovalServer.Name(number)}.t AS SELECT 'kept' AS v",
                    $"ALTER TABLE {RemovalServer.Name(number)}.t OWNER TO {user}");
            }
        }

        // The server throws the removal out, connection and all, at a later point each time.
        for (var cut = 1; cut <= 4; cut++)
        {
            var opened = 0;
            var limit = cut;
            roles.Engine.Opening = async _ =>
            {
                if (Interlocked.Increment(ref opened) > limit)
                {
                    await roles.AsSuperuserAsync("postgres",
                        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'HoopConnect'");
                    throw new OperationCanceledException("cut off");
                }
            };
            await Assert.ThrowsAnyAsync<Exception>(async () => await server.RemoveAsync(await server.RequestAsync()));
        }

        roles.Engine.Opening = null;
        Assert.Equal(12L, await server.CountAsync());
        var outcomes = await server.RemoveAsync(await server.RequestAsync());
        Assert.All(outcomes.Values, outcome => Assert.Equal(UserRemovalState.Removed, outcome.State));
        Assert.Equal(0L, await server.CountAsync());
        Assert.Equal(0L, await roles.MembershipsOfMasterAsync());
        foreach (var database in databases)
        {
            Assert.Equal(12L,
                await roles.ValueAsync(database,
                    $"SELECT count(DISTINCT tableowner) FROM pg_tables WHERE tablename = 't' AND tableowner ~ '^{NewOwner.Prefix}'"));
            Assert.Equal("kept", await roles.ValueAsync(database, $"SELECT v FROM {RemovalServer.Name(5)}.t"));
        }
    }

    [Fact]
    public async Task Two_sweeps_at_once_remove_every_user_between_them_and_neither_fails()
    {
        await using var server = await RemovalServer.StartAsync();
        await server.Roles.AsMasterAsync("postgres", "CREATE DATABASE app");
        await server.Roles.AsMasterAsync("app", "CREATE TABLE t (i int)");
        for (var number = 0; number < 30; number++)
            await server.Roles.AsMasterAsync("app", $"GRANT SELECT ON t TO {await server.MakeAsync(number)}");
        var plans = await Task.WhenAll(Enumerable.Range(0, 3).Select(async _ => await server.PlanAsync(await server.RequestAsync())));
        var runs = await Task.WhenAll(plans.Select(plan => Task.Run(() => server.ApplyAsync(plan), Stop)));
        Assert.Equal(0L, await server.CountAsync());
        Assert.All(runs.SelectMany(run => run.Values), outcome =>
        {
            Assert.Empty(outcome.Findings);
            Assert.Contains(outcome.State, new[] { UserRemovalState.Removed, UserRemovalState.Missing });
        });
        Assert.Equal(30, runs.SelectMany(run => run.Values).Count(outcome => outcome.State == UserRemovalState.Removed));
    }

    [Fact]
    public async Task A_table_that_somebody_works_on_keeps_its_owner_locked_and_the_others_go_and_the_next_run_finishes()
    {
        await using var server = await RemovalServer.StartAsync();
        for (var number = 0; number < 3; number++)
        {
            await server.Roles.AsSuperuserAsync("postgres", $"CREATE SCHEMA s{number}");
            await server.MakeAsync(number);
            await server.Roles.AsSuperuserAsync("postgres", $"CREATE TABLE s{number}.t (i int)",
                $"ALTER TABLE s{number}.t OWNER TO {RemovalServer.Quoted(number)}");
        }

        await using (var other = await server.Server.OpenSuperuserAsync(cancellationToken: Stop))
        {
            await using var lockTable = new NpgsqlCommand("BEGIN; LOCK TABLE s1.t IN ACCESS SHARE MODE", other);
            await lockTable.ExecuteNonQueryAsync(Stop);
            var outcomes = await server.RemoveAsync(await server.RequestAsync());
            Assert.Equal(UserRemovalState.Locked, outcomes[RemovalServer.Name(1)].State);
            Assert.Contains(outcomes[RemovalServer.Name(1)].Findings, finding =>
                finding.Message.Contains("lock timeout", StringComparison.Ordinal));
            Assert.Equal(2, outcomes.Values.Count(outcome => outcome.State == UserRemovalState.Removed));
        }

        Assert.Equal(UserRemovalState.Removed, Assert.Single((await server.RemoveAsync(await server.RequestAsync())).Values).State);
    }

    [Fact]
    public async Task A_database_that_takes_no_connections_keeps_its_users_locked_and_is_named()
    {
        await using var server = await RemovalServer.StartAsync();
        var roles = server.Roles;
        await roles.AsMasterAsync("postgres", "CREATE DATABASE shut", "CREATE DATABASE barred");
        await server.MakeAsync(1);
        await server.MakeAsync(2);
        await server.MakeAsync(3);
        await roles.AsSuperuserAsync("shut", "CREATE TABLE t (i int)", $"GRANT SELECT ON t TO {RemovalServer.Quoted(1)}");
        await roles.AsSuperuserAsync("barred", "CREATE TABLE t (i int)", $"GRANT SELECT ON t TO {RemovalServer.Quoted(2)}");
        await roles.AsSuperuserAsync("postgres", "ALTER DATABASE shut ALLOW_CONNECTIONS false",
            "REVOKE CONNECT ON DATABASE barred FROM PUBLIC", "ALTER DATABASE barred OWNER TO rdsadmin");
        var outcomes = await server.RemoveAsync(await server.RequestAsync());
        Assert.Equal(("shut", "NotConnectable"), FindingOf(1));
        Assert.Equal(("barred", "Failed"), FindingOf(2));
        Assert.Equal(UserRemovalState.Removed, outcomes[RemovalServer.Name(3)].State);

        (string?, string) FindingOf(int number)
        {
            Assert.Equal(UserRemovalState.Locked, outcomes[RemovalServer.Name(number)].State);
            var finding = Assert.Single(outcomes[RemovalServer.Name(number)].Findings);
            return (finding.Database, finding.Reason);
        }
    }

    [Fact]
    public async Task Hundreds_of_users_cost_two_connections_a_database_that_any_of_them_is_in_and_one_who_fails_costs_the_others_nothing()
    {
        await using var server = await RemovalServer.StartAsync();
        var roles = server.Roles;
        for (var database = 0; database < 6; database++)
        {
            await roles.AsMasterAsync("postgres", $"CREATE DATABASE app{database}");
            await roles.AsMasterAsync($"app{database}", "CREATE TABLE t (i int)");
        }

        await roles.AsSuperuserAsync("app0", "CREATE TABLE theirs (i int)");
        var mark = new ManagedMark(ManagedKind.Session) { Policy = "p", PasswordSet = DateTimeOffset.UnixEpoch }.ToText();
        await roles.AsMasterAsync("postgres",
            $"DO $$ BEGIN FOR i IN 0..349 LOOP EXECUTE format('CREATE ROLE %1$I LOGIN VALID UNTIL %2$L', '_hoop_session_user_' || "
                + $"lpad(to_hex(i), 8, '0'), '2020-01-01');"
            + $" EXECUTE format('COMMENT ON ROLE %I IS %L', '_hoop_session_user_' || lpad(to_hex(i), 8, '0'), '{mark}'); END LOOP; END $$");
        for (var database = 0; database < 4; database++)
            await roles.AsMasterAsync($"app{database}",
                $"DO $$ BEGIN FOR i IN 0..349 BY {database + 1} LOOP EXECUTE format('GRANT SELECT ON t TO %I', '_hoop_session_user_' || "
                    + $"lpad(to_hex(i), 8, '0')); END LOOP; END $$");
        await roles.AsSuperuserAsync("app0", $"GRANT SELECT ON theirs TO {RemovalServer.Quoted(123)}");

        var request = await server.RequestAsync();
        Assert.Equal(350, request.Users.Count);
        var progress = new List<double>();
        roles.Engine.Forget();
        var plan = await server.PlanAsync(request);
        Assert.Equal(1 + 4, roles.Engine.Connections);
        Assert.Equal(4, plan.Plan.Steps.Select(step => step.Target).Where(target => target.StartsWith("database", StringComparison.Ordinal))
            .Distinct().Count());
        var outcomes = await server.ApplyAsync(plan, share =>
        {
            lock (progress)
                progress.Add(share);
        });
        // One more, to say what holds the one.
        Assert.Equal(1 + 4 + 1 + 4 + 1, roles.Engine.Connections);
        Assert.Equal(349, outcomes.Values.Count(outcome => outcome.State == UserRemovalState.Removed));
        Assert.Equal(UserRemovalState.Locked, outcomes[RemovalServer.Name(123)].State);
        Assert.Equal(1, progress[^1]);
        Assert.All(progress, share => Assert.InRange(share, 0, 1));
        Assert.True(progress.Count > 10);
    }

    [Fact]
    public async Task More_objects_than_the_server_can_lock_at_once_are_taken_a_few_users_at_a_time()
    {
        var settings = new Dictionary<string, string> { ["max_locks_per_transaction"] = "10", ["max_connections"] = "20" };
        await using var server = await RemovalServer.StartAsync(new PostgresServerOptions { Settings = settings });
        for (var number = 0; number < 12; number++)
        {
            var user = await server.MakeAsync(number);
            await server.Roles.AsSuperuserAsync("postgres", $"CREATE SCHEMA s{number} AUTHORIZATION {user}");
            for (var some = 0; some < 4; some++)
                await server.Roles.AsAsync(user, "postgres",
                    $"DO $$ BEGIN FOR i IN 0..14 LOOP EXECUTE format('CREATE TABLE s{number}.t{some}_%s (i int)', i); END LOOP; END $$");
        }

        var outcomes = await server.RemoveAsync(await server.RequestAsync());
        Assert.All(outcomes.Values, outcome => Assert.Equal(UserRemovalState.Removed, outcome.State));
    }

    [Fact]
    public async Task Cancelling_ends_a_sweep_whose_statement_waits_and_the_next_run_finishes()
    {
        await using var server = await RemovalServer.StartAsync();
        await server.MakeAsync(1);
        await server.Roles.AsSuperuserAsync("postgres", "CREATE TABLE t (i int)", $"ALTER TABLE t OWNER TO {RemovalServer.Quoted(1)}");
        var plan = await server.PlanAsync(await server.RequestAsync());
        await using (var other = await server.Server.OpenSuperuserAsync(cancellationToken: Stop))
        {
            // The alteration of the role waits for this transaction.
            await using var hold = new NpgsqlCommand($"BEGIN; ALTER ROLE {RemovalServer.Quoted(1)} CONNECTION LIMIT 5", other);
            await hold.ExecuteNonQueryAsync(Stop);
            using var cancel = CancellationTokenSource.CreateLinkedTokenSource(Stop);
            var running = Task.Run(() => server.ApplyAsync(plan, stop: cancel.Token), Stop);
            while ((long)(await server.Roles.ValueAsync("postgres",
                "SELECT count(*) FROM pg_stat_activity WHERE application_name = 'HoopConnect' AND wait_event_type = 'Lock'"))! == 0)
                await Task.Delay(20, Stop);
            await cancel.CancelAsync();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => running);
        }

        Assert.Equal(UserRemovalState.Removed, Assert.Single((await server.RemoveAsync(await server.RequestAsync())).Values).State);
    }

    [Fact]
    public async Task A_server_without_session_users_has_an_empty_plan_and_an_engine_without_them_says_so()
    {
        await using var server = await RemovalServer.StartAsync();
        var plan = await server.PlanAsync(server.Request(RemovalServer.Name(1)));
        Assert.True(plan.Plan.IsEmpty);
        Assert.Equal(UserRemovalState.Missing, Assert.Single((await server.ApplyAsync(plan)).Values).State);
        var elsewhere = DatabaseEngines.For("sqlserver-se").ManagedUsers;
        Assert.Equal("SessionUser.EngineNotServed",
            (await Assert.ThrowsAsync<HoopException>(() => elsewhere.PlanRemovalAsync(plan.Request, server.Roles.Host, Stop))).ErrorId);
    }

    private static Task ExtendAsync(RemovalServer server, int number) =>
        server.Roles.AsMasterAsync("postgres", $"ALTER ROLE {RemovalServer.Quoted(number)} VALID UNTIL '2999-01-01'");
}
