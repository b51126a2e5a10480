using HoopConnect.Databases.MySql.Users;
using HoopConnect.Databases.Users;
using HoopConnect.Hosting;
using HoopConnect.SessionUsers;
using HoopConnect.Tests.Databases.MySql.SessionUsers;

namespace HoopConnect.Tests.Databases.MySql.Users;

/// <summary>
/// Listing and removal of session users on real MariaDB and MySQL servers: there the sweep is what enforces their expiry.
/// </summary>
public sealed class SessionUserRemovalTests
{
    private const string Hex = "_hoop_session_user_";

    public static TheoryData<string> Programs => MySqlTests.Programs;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [MemberData(nameof(Programs))]
    public async Task An_expired_user_loses_its_sessions_and_goes_and_another_stays(string program)
    {
        await using var scenario = await SessionUserScenario.StartAsync(program);
        var expired = await scenario.ProvideAsync();
        var other = await scenario.ProvideAsync(new SessionUserOrder(SessionUserScenario.Policy(["shop"])));
        await using var session = await scenario.OpenAsync(expired);
        await scenario.AgeAsync(expired, -0.01, 12);

        Assert.Equal(1, Assert.Single(await scenario.ListAsync(expired: true)).OpenSessions);
        var outcome = await scenario.RemoveAsync(expired.UserName);

        Assert.Equal((UserRemovalState.Removed, 0), (outcome.State, outcome.Findings.Count));
        Assert.Equal(
            "Database.Unreachable", (await Assert.ThrowsAsync<HoopException>(() => session.QueryAsync("SELECT 1", [], Stop))).ErrorId);
        Assert.Equal([other.UserName + "@%"], await scenario.UsersAsync());
        Assert.Equal(other.UserName, Assert.Single(await scenario.ListAsync()).UserName);
        Assert.Equal([null], await scenario.TryAsync(other, "SELECT * FROM shop.orders"));
        Assert.Equal(UserRemovalState.Missing, (await scenario.RemoveAsync(expired.UserName)).State);
        Assert.True((await scenario.ProvideAsync()).Created);
    }

    [Theory]
    [MemberData(nameof(Programs))]
    public async Task A_user_who_was_taken_up_again_after_it_was_listed_stays(string program)
    {
        await using var scenario = await SessionUserScenario.StartAsync(program);
        var user = await scenario.ProvideAsync();
        Assert.Equal(UserRemovalState.InUse, (await scenario.RemoveAsync(user.UserName)).State);
        await scenario.AgeAsync(user, -1, 13);
        var plan = await scenario.PlanRemovalAsync(onlyIfExpired: true, adopt: false, user.UserName);
        var renewed = await scenario.ProvideAsync();

        Assert.Equal(UserRemovalState.InUse, (await scenario.ApplyAsync(plan))[user.UserName].State);
        Assert.Equal([null], await scenario.TryAsync(renewed, "SELECT * FROM shop.orders"));
        Assert.Equal(UserRemovalState.Removed, (await scenario.RemoveAsync(user.UserName, onlyIfExpired: false)).State);
    }

    [Theory]
    [MemberData(nameof(Programs))]
    public async Task No_user_that_is_not_ours_is_ever_removed(string program)
    {
        await using var scenario = await SessionUserScenario.StartAsync(program);
        await scenario.Server.ArrangeAsync(
            "CREATE USER 'shop_app'@'%'", $"CREATE USER '{Hex}01234567'@'%'", $"CREATE USER '{Hex}89abcdef'@'%'", "GRANT ALL " +
            $"PRIVILEGES ON *.* TO '{Hex}89abcdef'@'%'", "CREATE USER 'xhoopxsessionxuserx01234567'@'%'");
        await scenario.PlantAsync($"{Hex}76543210", -1);
        await scenario.Server.ArrangeAsync($"CREATE USER '{Hex}76543210'@'10.0.0.%'");

        string[] names = ["shop_app", $"{Hex}01234567", $"{Hex}89abcdef", $"{Hex}76543210", "xhoopxsessionxuserx01234567"];
        Assert.Equal([$"{Hex}01234567", $"{Hex}76543210", $"{Hex}89abcdef"], (await scenario.ListAsync()).Select(user => user.UserName));
        Assert.Equal([$"{Hex}76543210"], (await scenario.ListAsync(expired: true)).Select(user => user.UserName));
        var outcomes = await scenario.ApplyAsync(await scenario.PlanRemovalAsync(onlyIfExpired: false, adopt: false, names));

        Assert.All(names.Except([$"{Hex}76543210"]), name => Assert.Equal(UserRemovalState.Refused, outcomes[name].State));
        Assert.Equal("NotOurs", Assert.Single(outcomes[$"{Hex}01234567"].Findings).Reason);
        // Of two accounts of the name one is ours; the sessions could be those of the other.
        Assert.Equal(UserRemovalState.Removed, outcomes[$"{Hex}76543210"].State);
        Assert.Contains("10.0.0.%", Assert.Single(outcomes[$"{Hex}76543210"].Findings).Subject, StringComparison.Ordinal);
        Assert.Contains($"{Hex}76543210@10.0.0.%", await scenario.UsersAsync());
        Assert.Equal(UserRemovalState.Removed, (await scenario.RemoveAsync($"{Hex}01234567", onlyIfExpired: false, adopt: true)).State);
        Assert.Equal(
            "Superuser", Assert.Single((await scenario.RemoveAsync($"{Hex}89abcdef", onlyIfExpired: false, adopt: true)).Findings).Reason);
        Assert.Equal(["shop_app"], await scenario.ColumnAsync("SELECT User FROM mysql.user WHERE User = 'shop_app'"));
    }

    [Theory]
    [MemberData(nameof(Programs))]
    public async Task A_user_in_whose_name_a_trigger_runs_is_locked_and_reported(string program)
    {
        await using var scenario = await SessionUserScenario.StartAsync(program);
        var user = await scenario.ProvideAsync(new SessionUserOrder(SessionUserScenario.Policy(["shop"], "TRIGGER", "SELECT", "INSERT")));
        Assert.Equal(
            [null], await scenario.TryAsync(user, "CREATE TRIGGER shop.`r``s` BEFORE INSERT ON shop.orders FOR EACH ROW SET @x = 1"));
        await scenario.AgeAsync(user, -1, 13);
        Assert.Equal(1, Assert.Single(await scenario.ListAsync()).OwnedObjects);

        var outcome = await scenario.RemoveAsync(user.UserName);

        Assert.Equal((UserRemovalState.Locked, "trigger `shop`.`r``s`"), (outcome.State, Assert.Single(outcome.Findings).Subject));
        Assert.Equal("Database.LoginRefused", (await Assert.ThrowsAsync<HoopException>(() => scenario.OpenAsync(user))).ErrorId);
        Assert.True(Assert.Single(await scenario.ListAsync(expired: true)).Locked);
        await scenario.Server.ArrangeAsync("DROP TRIGGER shop.`r``s`");
        Assert.Equal(UserRemovalState.Removed, (await scenario.RemoveAsync(user.UserName)).State);
    }

    [Theory]
    [MemberData(nameof(Programs))]
    public async Task Hundreds_are_listed_page_by_page_and_removed_in_one_run_and_a_run_that_was_cut_off_is_ended_by_the_next(
        string program)
    {
        await using var scenario = await SessionUserScenario.StartAsync(program);
        string[] names = [.. Enumerable.Range(0, 250).Select(index => $"{Hex}{index:x8}")];
        foreach (var name in names)
            await scenario.PlantAsync(name, name.EndsWith('f') ? 1 : -1);
        Assert.Equal(names, (await scenario.ListAsync(pageSize: 7)).Select(user => user.UserName));
        var expired = (await scenario.ListAsync(expired: true, pageSize: 100)).Select(user => user.UserName).ToArray();
        Assert.Equal(names.Where(name => !name.EndsWith('f')), expired);

        // Cut off after the first portion: the connection goes as it would with the process.
        var plan = await scenario.PlanRemovalAsync(onlyIfExpired: true, adopt: false, expired);
        using (var cut = CancellationTokenSource.CreateLinkedTokenSource(Stop))
        {
            await Assert.ThrowsAnyAsync<OperationCanceledException>(async () =>
            {
                await foreach (var _ in plan.ApplyAsync(_ => cut.Cancel(), scenario.Host, cut.Token))
                    Assert.True(cut.IsCancellationRequested);
            });
        }

        var left = (await scenario.ListAsync(expired: true)).Select(user => user.UserName).ToArray();
        Assert.InRange(left.Length, 1, expired.Length - 1);
        var progress = new List<double>();
        var outcomes = await scenario.ApplyAsync(await scenario.PlanRemovalAsync(onlyIfExpired: true, adopt: false, expired), progress);

        Assert.Equal(
            left, outcomes.Values.Where(outcome => outcome.State == UserRemovalState.Removed).Select(outcome => outcome.UserName)
            .Order(StringComparer.Ordinal));
        Assert.Equal(
            expired.Except(left), outcomes.Values.Where(outcome => outcome.State == UserRemovalState.Missing)
            .Select(outcome => outcome.UserName).Order(StringComparer.Ordinal));
        Assert.Equal(1, progress[^1]);
        Assert.Equal(names.Where(name => name.EndsWith('f')), (await scenario.ListAsync()).Select(user => user.UserName));
        if (!await scenario.HasUserAttributesAsync())
            Assert.Equal(
                names.Count(name => name.EndsWith('f')), (await scenario.ColumnAsync("SELECT user FROM hoop_connect.session_users")).Count);
    }
}
