using HoopConnect.Databases.MySql.Server;
using HoopConnect.Hosting;
using HoopConnect.Sandbox.Servers;

namespace HoopConnect.Tests.Databases.MySql.Server;

/// <summary>Who waits is told for what, and who may be in the way.</summary>
public sealed class LockHoldersTests
{
    public static TheoryData<string> Programs => MySqlTests.Programs;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [MemberData(nameof(Programs))]
    public async Task A_lock_that_somebody_holds_is_no_fault_of_the_network_and_who_may_hold_it_is_named(string program)
    {
        await using var server = await MySqlServer.StartAsync(new MySqlServerOptions { Programs = MySqlTests.Named(program) }, Stop);
        await server.ArrangeAsync("CREATE SCHEMA orders", "CREATE TABLE orders.t (id INT)", "CREATE USER somebody IDENTIFIED BY 'x'");
        foreach (var (held, waits) in new[]
        {
            ("LOCK TABLES mysql.db WRITE", "GRANT SELECT ON orders.* TO somebody"),
            ("LOCK TABLES orders.t WRITE", "ALTER TABLE orders.t ADD COLUMN made INT"),
        })
        {
            await using var holder = await Session.OpenAsync(server.SuperuserSettings(), Stop);
            await holder.ExecuteBatchAsync([held], Stop);
            await using var session = await Session.OpenAsync(server.MasterSettings() with { Timeout = TimeSpan.FromSeconds(5) }, Stop);
            var waited = await Assert.ThrowsAsync<HoopException>(() => session.ExecuteBatchAsync([waits], Stop));
            Assert.Equal("Database.Locked", waited.ErrorId);
            Assert.Matches("Waiting for .*lock", waited.Message);
            Assert.Contains($"of '{server.SuperuserLogin.UserName}'@", waited.Message, StringComparison.Ordinal);
            Assert.Contains("KILL", waited.RecommendedAction, StringComparison.Ordinal);
        }
    }
}
