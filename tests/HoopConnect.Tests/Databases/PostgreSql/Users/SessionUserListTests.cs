using HoopConnect.Databases.Users;
using HoopConnect.Sandbox.Servers;
using HoopConnect.Tests.Databases.PostgreSql.Server;

namespace HoopConnect.Tests.Databases.PostgreSql.Users;

public class SessionUserListTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [EveryMajor]
    public async Task Every_user_is_listed_with_expiry_mark_sessions_and_what_it_owns_in_all_databases_in_one_round_trip(
        int major, bool asOnRds)
    {
        await using var server = await RemovalServer.StartAsync(major, asOnRds);
        var roles = server.Roles;
        await roles.AsMasterAsync("postgres", "CREATE DATABASE app", "CREATE DATABASE shop");
        var busy = await server.MakeAsync(1, "2999-12-31 23:59:59.5+01");
        await server.MakeAsync(2, "infinity", marked: false);
        await server.MakeAsync(3, "-infinity");
        await server.MakeAsync(4, "294000-01-01");
        await roles.AsMasterAsync("postgres", $"CREATE ROLE {RemovalServer.Quoted(5)} NOLOGIN", "CREATE ROLE xhoop_session_user_00000006",
            "CREATE ROLE _hoopXsession_user_00000007");
        foreach (var database in new[] { "app", "shop" })
        {
            await roles.AsSuperuserAsync(database, $"CREATE SCHEMA s AUTHORIZATION {busy}");
            await roles.AsAsync(busy, database, "CREATE TABLE s.t (id serial, v text)");
        }

        await roles.AsMasterAsync("postgres", "GRANT CONNECT ON DATABASE postgres TO " + RemovalServer.Quoted(3));
        await using var one = await server.Server.OpenAsync(new ServerLogin(RemovalServer.Name(1), RemovalServer.Password), "app", Stop);
        await using var two = await server.Server.OpenAsync(new ServerLogin(RemovalServer.Name(1), RemovalServer.Password), "shop", Stop);

        roles.Engine.Forget();
        var users = (await server.ListAsync()).ToDictionary(user => user.UserName);
        Assert.Equal((1, 1), (roles.Engine.Connections, roles.Engine.RoundTrips));
        Assert.Equal(Enumerable.Range(1, 5).Select(number => RemovalServer.Name(number)), users.Keys);
        var listed = users[RemovalServer.Name(1)];
        Assert.Equal((new DateTime(2999, 12, 31, 22, 59, 59, 500, DateTimeKind.Utc), DateTimeKind.Utc),
            (listed.Expires!.Value, listed.Expires.Value.Kind));
        Assert.Equal((false, false, 2, 6L), (listed.Expired, listed.Locked, listed.OpenSessions, listed.OwnedObjects));
        Assert.Equal("a policy", listed.Mark?.Policy);
        Assert.Equal(["app", "shop"], listed.Databases);
        Assert.Equal((null, false), (users[RemovalServer.Name(2)].Expires, users[RemovalServer.Name(2)].Expired));
        Assert.Null(users[RemovalServer.Name(2)].Mark);
        Assert.Equal((DateTime.MinValue, true), (users[RemovalServer.Name(3)].Expires!.Value, users[RemovalServer.Name(3)].Expired));
        Assert.Equal(["postgres"], users[RemovalServer.Name(3)].Databases);
        Assert.Equal((null, false), (users[RemovalServer.Name(4)].Expires, users[RemovalServer.Name(4)].Expired));
        Assert.Equal((null, true), (users[RemovalServer.Name(5)].Expires, users[RemovalServer.Name(5)].Locked));
        Assert.Equal([RemovalServer.Name(3)], (await server.ListAsync(expired: true)).Select(user => user.UserName));
    }

    [Fact]
    public async Task Pages_follow_each_other_without_a_gap_while_users_of_former_pages_go()
    {
        await using var server = await RemovalServer.StartAsync();
        var names = Enumerable.Range(0, 25).Select(number => RemovalServer.Name(number)).ToList();
        foreach (var name in names)
            await server.Roles.AsMasterAsync("postgres", $"CREATE ROLE \"{name}\"");
        var seen = new List<string>();
        await foreach (var user in server.ManagedUsers.ListAsync(new ManagedUserQuery(server.Roles.Request.Master) { PageSize = 5 },
            server.Roles.Host, Stop))
        {
            seen.Add(user.UserName);
            await server.Roles.AsMasterAsync("postgres", $"DROP ROLE \"{user.UserName}\"");
        }

        Assert.Equal(names, seen);
    }

    [Fact]
    public async Task The_servers_clock_says_who_is_expired_whatever_time_zone_the_master_has()
    {
        await using var server = await RemovalServer.StartAsync();
        await server.Roles.AsSuperuserAsync("postgres", "ALTER ROLE postgres SET timezone = 'Pacific/Kiritimati'");
        var user = await server.MakeAsync(1, "2999-01-01");
        await server.Roles.AsSuperuserAsync("postgres",
            $"DO $$ BEGIN EXECUTE format('ALTER ROLE {user} VALID UNTIL %L', now() + interval '1 hour'); END $$");
        var listed = Assert.Single(await server.ListAsync());
        Assert.False(listed.Expired);
        var now = (DateTime)(await server.Roles.ValueAsync("postgres", "SELECT now() AT TIME ZONE 'UTC'"))!;
        Assert.InRange(listed.Expires!.Value, now.AddMinutes(50), now.AddHours(1));
        await server.Roles.AsSuperuserAsync("postgres", $"DO $$ BEGIN EXECUTE format('ALTER ROLE {user} VALID UNTIL %L', now()); END $$");
        Assert.True(Assert.Single(await server.ListAsync()).Expired);
    }
}
