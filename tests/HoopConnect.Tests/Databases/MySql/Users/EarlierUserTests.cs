using HoopConnect.Databases.MySql.Server;
using HoopConnect.Databases.Users;
using HoopConnect.SessionUsers;
using HoopConnect.Tests.Databases.MySql.SessionUsers;

namespace HoopConnect.Tests.Databases.MySql.Users;

/// <summary>
/// Session users of earlier versions, which were written down and proved by nothing: their stored password shows that they are ours.
/// </summary>
public sealed class EarlierUserTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Its_stored_password_logs_in_so_it_is_handed_out_and_marked_with_the_next_change()
    {
        await using var scenario = await SessionUserScenario.StartAsync();
        var user = await MakeEarlierAsync(scenario, hoursLeft: 11);

        var again = await scenario.ProvideAsync();
        Assert.Equal((false, false, false), (again.Created, again.Rotated, again.Extended));
        Assert.Equal(user.Login.Password, again.Login.Password);
        Assert.Null(Assert.Single(await scenario.ListAsync()).Mark);

        await scenario.Server.ArrangeAsync($"REVOKE UPDATE ON stock.* FROM '{user.UserName}'@'%'");
        Assert.Equal(user.Login.Password, (await scenario.ProvideAsync()).Login.Password);
        var listed = Assert.Single(await scenario.ListAsync());
        Assert.Equal((user.Policy, false), (listed.Mark!.Policy, listed.Mark.IsOutdated));
        Assert.Equal(user.Expires, listed.Expires!.Value, TimeSpan.FromHours(2));
        Assert.Equal(UserRemovalState.Removed, (await scenario.RemoveAsync(user.UserName, onlyIfExpired: false)).State);
    }

    [Fact]
    public async Task Without_its_password_it_is_listed_by_what_is_written_down_and_removed_only_when_asked()
    {
        await using var scenario = await SessionUserScenario.StartAsync();
        var user = await MakeEarlierAsync(scenario, hoursLeft: -1);
        foreach (var name in await scenario.Vault.ListAsync("", Stop))
            await scenario.Vault.RemoveAsync(name, Stop);

        Assert.Equal("SessionUser.NotOurs", (await scenario.RefusedAsync(new SessionUserOrder(SessionUserScenario.Policy()))).ErrorId);
        Assert.Equal(user.UserName, Assert.Single(await scenario.ListAsync(expired: true)).UserName);
        var refused = await scenario.RemoveAsync(user.UserName);
        Assert.Equal(UserRemovalState.Refused, refused.State);
        Assert.Contains("is no member of the role hoop_connect_session", Assert.Single(refused.Findings).Message, StringComparison.Ordinal);

        Assert.Equal(UserRemovalState.Removed, (await scenario.RemoveAsync(user.UserName, adopt: true)).State);
        Assert.Empty(await scenario.ColumnAsync("SELECT user FROM hoop_connect.session_users"));
    }

    /// <summary>As versions before 0.1.0 left one.</summary>
    private static async Task<SessionUser> MakeEarlierAsync(SessionUserScenario scenario, double hoursLeft)
    {
        var user = await scenario.ProvideAsync();
        await using (var master = await Session.OpenAsync(scenario.Server.MasterSettings(), Stop))
            await master.ExecuteBatchAsync(
                [$"REVOKE {MarkRole.SqlOf(ManagedKind.Session, master.Version)} FROM '{user.UserName}'@'%'"], Stop);
        var policy = user.Policy.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal);
        var text = $"managed by HoopConnect: session user {{\"policy\":\"{policy}\"," +
            $"\"passwordSet\":\"{DateTimeOffset.UtcNow.AddHours(-1):O}\"}}";
        await scenario.Server.ArrangeAsync(
            "DROP TABLE hoop_connect.session_users",
            "CREATE TABLE `hoop_connect`.`session_users` (`user` VARCHAR(128) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL, " +
            "`host` VARCHAR(255) CHARACTER SET ascii " +
            "COLLATE ascii_bin NOT NULL, `expires` DATETIME(6) NOT NULL COMMENT 'UTC', `mark` TEXT CHARACTER SET utf8mb4 COLLATE " +
            "utf8mb4_bin NOT NULL, " +
            "PRIMARY KEY (`user`, `host`)) ENGINE=InnoDB COMMENT='Session users of HoopConnect: who made them, and when they are to be " +
            "removed'",
            $"INSERT INTO hoop_connect.session_users VALUES ('{user.UserName}', '%', " +
            $"'{ServerTime.ToText(DateTimeOffset.UtcNow.AddHours(hoursLeft))}', {Literal.Quote(text)})");
        return user;
    }
}
