using HoopConnect.Databases.MySql.Server;
using HoopConnect.Databases.Users;
using HoopConnect.Sandbox.Servers;

namespace HoopConnect.Tests.Databases.MySql.Server;

/// <summary>What is read in several statements, while somebody changes it between them; and what reading opens.</summary>
public sealed class ServerReaderTests(SharedMySql servers)
{
    public static TheoryData<string> Programs => MySqlTests.Programs;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [MemberData(nameof(Programs))]
    public async Task A_mark_role_that_the_same_master_makes_meanwhile_is_never_seen_without_its_right_to_give_it(string program)
    {
        await using var server = await MySqlServer.StartAsync(new MySqlServerOptions { Programs = MySqlTests.Named(program) }, Stop);
        await using var maker = await Session.OpenAsync(server.MasterSettings(), Stop);
        await using var reader = await Session.OpenAsync(server.MasterSettings(), Stop);
        Assert.SkipUnless(maker.Version.HasMarkRoles && maker.Version.IsMariaDb, "There a right to give every role is asked for.");
        var role = MarkRole.SqlOf(ManagedKind.Session, maker.Version);

        var seen = 0;
        for (var round = 0; round < 300; round++)
        {
            var made = Task.Run(
                () => maker.ExecuteBatchAsync(
                    [$"DO SLEEP({round % 100 * 2}e-5)", MarkRole.Create(ManagedKind.Session, maker.Version)], Stop), Stop);
            var reading = await new ServerReader(reader, ManagedKind.Session, ["nobody"]).ReadAsync([], Stop);
            await made;
            if (reading.MarkRoleGrants is not null)
            {
                seen++;
                Assert.Contains(reading.MasterGrants, grant => MarkRole.Is(grant, ManagedKind.Session) && grant.GrantOption);
            }

            await maker.ExecuteBatchAsync([$"DROP ROLE {role}"], Stop);
        }

        Assert.NotEqual(0, seen);
    }

    [Theory]
    [MemberData(nameof(Programs))]
    public async Task What_stands_under_the_ledgers_name_is_read_without_opening_every_table_of_the_server(string program)
    {
        var server = await servers.GetAsync(MySqlTests.Named(program));
        await using var reader = await Session.OpenAsync(server.MasterSettings(), Stop);
        Assert.SkipUnless(reader.Version.IsMariaDb, "MySQL 8 keeps the catalogue in tables of its own.");
        var plan = await reader.QueryAsync("EXPLAIN " + Ledger.Inspect, [], Stop);
        Assert.NotEmpty(plan);
        Assert.DoesNotContain(plan, row => ServerValue.Text(row[^1]).Contains("Scanned all databases", StringComparison.Ordinal));
    }
}
