using HoopConnect.Databases;
using HoopConnect.Databases.PostgreSql;
using HoopConnect.Databases.PostgreSql.Server;
using HoopConnect.Databases.Roles;
using HoopConnect.Hosting;
using HoopConnect.Tests.Databases.PostgreSql.Roles;
using Npgsql;

namespace HoopConnect.Tests.Databases.PostgreSql.Server;

/// <summary>Who waits is told for whom, and a limit that is reached which one.</summary>
public class LockWatchTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [EveryMajor]
    public async Task A_lock_that_somebody_holds_is_no_fault_of_the_network_and_the_holder_is_named(int major, bool asOnRds)
    {
        await using var roles = await RoleServer.StartAsync(major, asOnRds);
        await roles.AsMasterAsync("postgres", "CREATE TABLE t (i int)");
        await using var holder = await roles.Server.OpenAsync(roles.Server.MasterLogin, "postgres", Stop);
        await using (var command = new NpgsqlCommand("BEGIN; LOCK TABLE t IN ACCESS EXCLUSIVE MODE", holder))
            await command.ExecuteNonQueryAsync(Stop);

        var settings = roles.Request.Master with { Timeout = TimeSpan.FromSeconds(5), Database = "postgres" };
        await using var session = await Session.OpenAsync(settings, Stop);
        var waited = await Assert.ThrowsAsync<HoopException>(() => session.QueryAsync("SELECT * FROM public.t", [], Stop));
        Assert.Equal("Database.Locked", waited.ErrorId);
        Assert.Contains($"process {holder.ProcessID} of ", waited.Message, StringComparison.Ordinal);
        Assert.Contains("is idle after: LOCK TABLE t", waited.Message, StringComparison.Ordinal);
        Assert.Contains("pg_terminate_backend", waited.RecommendedAction, StringComparison.Ordinal);

        await using var other = await Session.OpenAsync(settings with { Timeout = TimeSpan.FromSeconds(20) }, Stop);
        var refused = await Assert.ThrowsAsync<StatementException>(() => other.ExecuteBatchAsync(
            ["SET lock_timeout = '7s'", "SELECT * FROM public.t"], Stop));
        Assert.Contains($"process {holder.ProcessID} of ", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_limit_that_is_reached_is_the_users_or_the_databases_and_says_how_to_lift_it()
    {
        await using var roles = await RoleServer.StartAsync();
        await roles.AsMasterAsync("postgres", "CREATE DATABASE small CONNECTION LIMIT 0",
            "CREATE ROLE few LOGIN PASSWORD 'few' CONNECTION LIMIT 0");
        var few = roles.Server.Settings(new HoopConnect.Sandbox.Servers.ServerLogin("few", "few"));
        var ofUser = await Assert.ThrowsAsync<HoopException>(() => new PostgreSqlEngine().OpenAsync(few, Stop));
        Assert.Equal("Database.TooManyConnections", ofUser.ErrorId);
        Assert.Contains("ALTER ROLE \"few\" CONNECTION LIMIT -1", ofUser.RecommendedAction, StringComparison.Ordinal);
        var ofDatabase = await Assert.ThrowsAsync<HoopException>(() =>
            new PostgreSqlEngine().OpenAsync(roles.Request.Master with { Database = "small" }, Stop));
        Assert.Contains("ALTER DATABASE \"small\" CONNECTION LIMIT -1", ofDatabase.RecommendedAction, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Roles_are_made_as_soon_as_the_server_has_room()
    {
        await using var roles = await RoleServer.StartAsync();
        await roles.AsSuperuserAsync("postgres", $"ALTER ROLE {roles.Server.MasterLogin.UserName} CONNECTION LIMIT 1");
        var taken = await roles.Server.OpenAsync(roles.Server.MasterLogin, "postgres", Stop);
        var plan = roles.PlanAsync();
        await Task.Delay(300, Stop);
        Assert.False(plan.IsCompleted);
        await taken.DisposeAsync();
        Assert.All((await plan).States.Values, state => Assert.Equal(RoleState.Missing, state));
    }
}
