using HoopConnect.Databases;
using HoopConnect.Databases.PostgreSql;
using HoopConnect.Databases.PostgreSql.Server;
using HoopConnect.Databases.Roles;
using HoopConnect.Hosting;
using HoopConnect.Sandbox.Servers;
using HoopConnect.Tests.Databases.PostgreSql.Roles;
using HoopConnect.Tests.Provisioning;
using Npgsql;
using HostSsl = Npgsql.SslMode;

namespace HoopConnect.Tests.Databases.PostgreSql.Server;

/// <summary>Behind a transaction pooler: what we set and lock must not stay with sessions that other clients get.</summary>
public sealed class PoolerTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Roles_are_made_tested_and_removed_and_the_pool_is_as_it_was()
    {
        await using var scenario = await StartAsync(sessions: 4);
        await scenario.Roles.AsMasterAsync("postgres", "CREATE DATABASE app");
        await scenario.Roles.AsMasterAsync("app", "CREATE TABLE t1 (id int)", "INSERT INTO t1 VALUES (7)");
        // Another client of the same user, whose connection stays open all the time.
        await using var other = await scenario.OpenOtherAsync("app");
        var before = await scenario.SettingsAsync(other);

        RoleAssert.All(RoleState.Created, await scenario.ProvisionAsync());
        Assert.Contains(scenario.Host.Everything, line => line.Contains("behind a transaction pooler", StringComparison.Ordinal));
        RoleAssert.InSync(await scenario.PlanAsync());
        await scenario.AssertCleanAsync(other, before);
        RoleAssert.All(RoleState.Removed, await scenario.RemoveAsync());
        await scenario.AssertCleanAsync(other, before);
    }

    [Fact]
    public async Task A_pooler_is_known_by_the_first_round_trip_and_a_server_without_one_costs_none_more()
    {
        await using var scenario = await StartAsync(sessions: 2);
        await using (var pooled = await Session.OpenAsync(scenario.Master, Stop))
        {
            Assert.False(pooled.IsPooled);
            Assert.Equal("pg_catalog, pg_temp", await ValueAsync(pooled, "SELECT current_setting('search_path')"));
            Assert.Equal((true, 1), (pooled.IsPooled, pooled.RoundTrips));
            Assert.Equal("pg_catalog, pg_temp", await ValueAsync(pooled, "SELECT current_setting('search_path')"));
            Assert.Equal(2, pooled.RoundTrips);
        }

        await using var direct = await Session.OpenAsync(scenario.Roles.Request.Master, Stop);
        await ValueAsync(direct, "SELECT current_setting('search_path')");
        Assert.Equal((false, 1), (direct.IsPooled, direct.RoundTrips));
    }

    [Fact]
    public async Task An_error_ends_its_transaction_and_leaves_nothing_of_it()
    {
        await using var scenario = await StartAsync(sessions: 1);
        await using var session = await Session.OpenAsync(scenario.Master, Stop);
        // In the first round trip, in a later one, and in a read.
        foreach (var attempt in new[] { 1, 2 })
        {
            var failed = await Assert.ThrowsAsync<StatementException>(() =>
                session.ExecuteBatchAsync([$"CREATE TABLE public.half_{attempt} (i int)", "CREATE TABLE public.x (i nonsense)"], Stop));
            Assert.Equal("42704", failed.SqlState);
        }

        await Assert.ThrowsAsync<StatementException>(() => session.QueryAsync("SELECT 1/0", [], Stop));
        Assert.Equal(0L, await scenario.Roles.ValueAsync("postgres", "SELECT count(*) FROM pg_class WHERE relname LIKE 'half%'"));
        // The one session of the pool is free again.
        await session.ExecuteBatchAsync(["CREATE TABLE public.whole (i int)"], Stop);
        await using var other = await scenario.OpenOtherAsync("postgres");
        Assert.Equal(0L, await ScalarAsync(other, "SELECT count(*) FROM whole"));
    }

    [Fact]
    public async Task What_takes_no_transaction_goes_alone()
    {
        await using var scenario = await StartAsync(sessions: 2);
        await using (var session = await Session.OpenAsync(scenario.Master, Stop))
            await session.ExecuteBatchAsync(["CREATE DATABASE alone"], Stop);
        Assert.Equal(1L, await scenario.Roles.ValueAsync("postgres", "SELECT count(*) FROM pg_database WHERE datname = 'alone'"));
    }

    [Fact]
    public async Task Runs_keep_out_of_each_others_way_and_a_lock_that_is_lost_stops_the_changes()
    {
        await using var scenario = await StartAsync(sessions: 6);
        var host = new RecordingHost();
        await using (var holder = await Session.OpenAsync(scenario.Master, Stop))
        {
            await ServerLock.TakeAsync(holder, ServerLock.Key, host, TimeProvider.System, Stop);
            await holder.ExecuteBatchAsync(["CREATE TABLE public.held (i int)"], Stop);
            await using (var waiting = await Session.OpenAsync(scenario.Master, Stop))
                Assert.False(await waiting.TryLockAsync(ServerLock.Key, Stop));
            // A run on the server itself and one behind the pooler see each other too.
            await using (var direct = await Session.OpenAsync(scenario.Roles.Request.Master, Stop))
                Assert.False(await direct.TryLockAsync(ServerLock.Key, Stop));

            await scenario.Roles.AsSuperuserAsync("postgres",
                "SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory'");
            var lost = await Assert.ThrowsAsync<HoopException>(() =>
                holder.ExecuteBatchAsync(["CREATE TABLE public.lost (i int)"], Stop));
            Assert.Equal("Roles.LockLost", lost.ErrorId);
            await ServerLock.GiveBackAsync(holder, ServerLock.Key, Stop);
        }

        Assert.Equal(0L, await scenario.Roles.ValueAsync("postgres", "SELECT count(*) FROM pg_class WHERE relname = 'lost'"));
        var outcomes = await Task.WhenAll(scenario.ProvisionAsync(), scenario.ProvisionAsync());
        Assert.All(outcomes.SelectMany(run => run.Values), outcome => Assert.Empty(RoleAssert.Differences(outcome.Findings)));
        Assert.Equal(0L, await scenario.Roles.ValueAsync("postgres", "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory'"));
    }

    private static async Task<Scenario> StartAsync(int sessions)
    {
        Assert.SkipUnless(PgBouncer.IsInstalled, PgBouncer.NotInstalled);
        var roles = await RoleServer.StartAsync();
        return new Scenario(roles, await PgBouncer.StartAsync(roles.Server, sessions, Stop));
    }

    private static async Task<object?> ValueAsync(Session session, string query) => (await session.QueryAsync(query, [], Stop))[0][0];

    private static async Task<object?> ScalarAsync(NpgsqlConnection connection, string query)
    {
        await using var command = new NpgsqlCommand(query, connection);
        return await command.ExecuteScalarAsync(Stop);
    }

    private sealed class Scenario(RoleServer roles, PgBouncer pooler) : IAsyncDisposable
    {
        public RoleServer Roles => roles;

        public ConnectionSettings Master => roles.Request.Master with { Port = pooler.Port };

        public RecordingHost Host => roles.Host;

        private RoleRequest Request => roles.Request with { Master = Master };

        public Task<RolePlan> PlanAsync() => roles.PlanAsync(Request);

        public Task<IReadOnlyDictionary<RoleKind, RoleOutcome>> ProvisionAsync() => roles.ProvisionAsync(Request);

        public Task<IReadOnlyDictionary<RoleKind, RoleOutcome>> RemoveAsync() => roles.RemoveAsync(Request);

        /// <summary>Another client of the master's user, through the pooler.</summary>
        public async Task<NpgsqlConnection> OpenOtherAsync(string database)
        {
            var text = new NpgsqlConnectionStringBuilder(roles.Server.ConnectionString(roles.Server.MasterLogin, database))
            {
                Port = pooler.Port, SslMode = HostSsl.VerifyFull, NoResetOnClose = true, ApplicationName = "other",
            };
            var connection = new NpgsqlConnection(text.ConnectionString);
            await connection.OpenAsync(Stop);
            return connection;
        }

        /// <summary>What each session of the pool has set, in the places where somebody set it.</summary>
        public async Task<object?> SettingsAsync(NpgsqlConnection other) => await ScalarAsync(other, """
            SELECT string_agg(name || '=' || setting, ', ' ORDER BY name) FROM pg_settings
            WHERE source = 'session' AND name NOT LIKE 'transaction\_%' AND name NOT IN (
                'application_name', 'client_encoding', 'DateStyle', 'TimeZone', 'standard_conforming_strings', 'IntervalStyle')
            """);

        /// <summary>Every session that the pool has is asked: as many transactions as there are sessions, at the same time.</summary>
        public async Task AssertCleanAsync(NpgsqlConnection other, object? before)
        {
            Assert.Equal(7, await ScalarAsync(other, "SELECT id FROM t1"));
            Assert.Equal(0L, await roles.ValueAsync("postgres", "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory'"));
            Assert.Equal(0L, await roles.ValueAsync(
                "postgres", "SELECT count(*) FROM pg_stat_activity WHERE state LIKE 'idle in transaction%'"));
            foreach (var database in new[] { "app", "postgres" })
            {
                var clients = new List<NpgsqlConnection>();
                var transactions = new List<NpgsqlTransaction>();
                for (var i = 0; i < 4; i++)
                {
                    clients.Add(await OpenOtherAsync(database));
                    transactions.Add(await clients[^1].BeginTransactionAsync(Stop));
                    Assert.Equal(before, await SettingsAsync(clients[^1]));
                    Assert.Equal("\"$user\", public", await ScalarAsync(clients[^1], "SHOW search_path"));
                }

                foreach (var transaction in transactions)
                    await transaction.DisposeAsync();
                foreach (var client in clients)
                    await client.DisposeAsync();
            }
        }

        public async ValueTask DisposeAsync()
        {
            await pooler.DisposeAsync();
            await roles.DisposeAsync();
        }
    }
}
