using HoopConnect.Credentials.Passwords;
using HoopConnect.Databases.MySql.Server;
using HoopConnect.Databases.Users;
using HoopConnect.Hosting;
using HoopConnect.Planning;
using HoopConnect.SessionUsers;
using HoopConnect.Tests.Provisioning;

namespace HoopConnect.Tests.Databases.MySql.SessionUsers;

/// <summary>Session users on real MariaDB and MySQL servers, made by a master without SUPER.</summary>
public sealed class SessionUserTests
{
    private const int AccessDenied = 1044;
    private const int TableAccessDenied = 1142;

    public static TheoryData<string> Programs => MySqlTests.Programs;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [MemberData(nameof(Programs))]
    public async Task A_policy_gives_a_user_who_may_do_what_it_says_for_as_long_as_it_says(string program)
    {
        await using var scenario = await SessionUserScenario.StartAsync(program, skew: TimeSpan.FromDays(-400));

        var user = await scenario.ProvideAsync();

        Assert.Equal(SessionUserScenario.Policy().UserName, user.UserName);
        Assert.Equal((true, false, false), (user.Created, user.Rotated, user.Extended));
        // By the server's clock: ours is more than a year slow.
        Assert.InRange(user.Expires, DateTime.UtcNow.AddHours(11.9), DateTime.UtcNow.AddHours(12));
        Assert.Equal([null, null, TableAccessDenied, TableAccessDenied, AccessDenied],
            await scenario.TryAsync(
                user, "SELECT * FROM shop.orders", "UPDATE stock.items SET id = 2", "INSERT INTO shop.orders VALUES (2)",
                "SELECT * FROM closed.secrets", "CREATE SCHEMA mine"));
        Assert.Equal(["shop", "stock"], user.Databases);
        // Should no removal ever come, the server itself ends the password.
        Assert.Contains(
            "PASSWORD EXPIRE INTERVAL 2 DAY", Assert
            .Single(await scenario.ColumnAsync($"SHOW CREATE USER '{user.UserName}'@'%'")), StringComparison.Ordinal);
        var listed = Assert.Single(await scenario.ListAsync());
        Assert.Equal(
            (user.UserName, user.Policy, user.Expires, false, false),
            (listed.UserName, listed.Mark!.Policy, listed.Expires, listed.Expired, listed.Locked));
        Assert.Equal(["shop", "stock"], listed.Databases);
    }

    [Theory]
    [MemberData(nameof(Programs))]
    public async Task Create_and_temporary_mean_what_they_say(string program)
    {
        await using var scenario = await SessionUserScenario.StartAsync(program);

        var user = await scenario.ProvideAsync(
            new SessionUserOrder(
            SessionUserScenario.Policy(["shop"], "CREATE", "TEMPORARY", "SELECT", "INSERT", "DELETE", "TRIGGER", "REFERENCES")));

        Assert.Equal([null, null, null, null, null, TableAccessDenied],
            await scenario.TryAsync(
                user, "CREATE TABLE shop.t (id INT PRIMARY KEY, parent INT REFERENCES shop.orders (id))",
                "CREATE TEMPORARY TABLE shop.u (id INT)", "INSERT INTO shop.t (id) VALUES (1)", "DELETE FROM shop.t",
                "CREATE TRIGGER shop.r BEFORE INSERT ON shop.t FOR EACH ROW SET @x = 1", "DROP TABLE shop.t"));
    }

    [Theory]
    [MemberData(nameof(Programs))]
    public async Task Hostile_schema_names_are_names_and_never_patterns(string program)
    {
        await using var scenario = await SessionUserScenario.StartAsync(program);
        string[] names =
            ["a_b", "%", "a\\_b", "a`b", "it's", "\"; DROP SCHEMA shop; --", "dots.in.it", "Ünï çødé", "-- x", "/*", "$1", "UPPER lower"];
        string[] lookalikes = ["axb", "plain", "dots"];
        await scenario.Server.ArrangeAsync(
            [.. names.Concat(lookalikes)
            .SelectMany(name => (string[])[$"CREATE SCHEMA {MySqlQuote(name)}", $"CREATE TABLE {MySqlQuote(name)}.t (id INT)"])]);

        var user = await scenario.ProvideAsync(new SessionUserOrder(SessionUserScenario.Policy(names, "SELECT")));

        Assert.All(await scenario.TryAsync(user, [.. names.Select(name => $"SELECT * FROM {MySqlQuote(name)}.t")]),
            error => Assert.Null(error));
        Assert.All(await scenario.TryAsync(user, [.. lookalikes.Append("shop").Select(name => $"SELECT * FROM {MySqlQuote(name)}.t")]),
            error => Assert.Equal(TableAccessDenied, error));
        Assert.Equal(names.Order(StringComparer.Ordinal), Assert.Single(await scenario.ListAsync()).Databases);
        Assert.Empty((await scenario.ProvideAsync(new SessionUserOrder(SessionUserScenario.Policy(names, "SELECT")))).Rotated ? ["rotated"]
            : Array.Empty<string>());
    }

    [Theory]
    [MemberData(nameof(Programs))]
    public async Task A_schema_that_is_not_there_is_an_error_and_changes_nothing(string program)
    {
        await using var scenario = await SessionUserScenario.StartAsync(program);
        foreach (var (missing, reason) in ((string, string)[])[("nowhere", "DatabaseNotFound"), ("Shop", "DatabaseNotFound"),
            ("shop.orders", "DatabaseNotFound"), (new string('_', 33), "CannotGrant")])
        {
            if (reason == "CannotGrant")
                await scenario.Server.ArrangeAsync($"CREATE SCHEMA {MySqlQuote(missing)}");
            var refused = await scenario.RefusedAsync(new SessionUserOrder(SessionUserScenario.Policy(["shop", missing])));
            Assert.Equal(("SessionUser." + reason, missing), (refused.ErrorId, refused.Target));
        }

        Assert.Equal(
            "Policy.SystemSchema", (
            await scenario.RefusedAsync(new SessionUserOrder(SessionUserScenario.Policy(["hoop_connect"])))).ErrorId);
        Assert.Empty(await scenario.UsersAsync());
        Assert.Empty(await scenario.ColumnAsync("SELECT SCHEMA_NAME FROM information_schema.SCHEMATA WHERE SCHEMA_NAME = 'hoop_connect'"));
        Assert.Empty(await scenario.Vault.ListAsync("", Stop));
    }

    [Theory]
    [MemberData(nameof(Programs))]
    public async Task A_plan_that_is_refused_changes_nothing_and_shows_no_password(string program)
    {
        await using var scenario = await SessionUserScenario.StartAsync(program);
        var host = new RecordingHost(apply: false);

        Assert.Null(await scenario.TryProvideAsync(new SessionUserOrder(SessionUserScenario.Policy()), host));

        var plan = Assert.Single(host.Plans).ToString();
        // MariaDB makes the user by the grant of the role that marks it.
        Assert.Matches("create user: (CREATE USER|GRANT `hoop_connect_session` TO) '_hoop_session_user_", plan);
        Assert.Contains("grant: GRANT SELECT, UPDATE ON `stock`.*", plan, StringComparison.Ordinal);
        Assert.Empty(await scenario.UsersAsync());
    }

    [Theory]
    [MemberData(nameof(Programs))]
    public async Task A_password_is_handed_out_extended_or_renewed_by_the_servers_clock(string program)
    {
        await using var scenario = await SessionUserScenario.StartAsync(program);
        var user = await scenario.ProvideAsync();
        foreach (var (hoursLeft, age, extended, rotated) in ((double, double, bool, bool)[])[(6.1, 5.9, false, false),
            (5.9, 6.1, true, false), (5.9, 23.9, true, false), (5.9, 24.1, false, true), (-0.1, 12.1, false, true)])
        {
            await scenario.AgeAsync(user, hoursLeft, age);

            var next = await scenario.ProvideAsync();

            Assert.Equal((false, extended, rotated), (next.Created, next.Extended, next.Rotated));
            Assert.Equal(!rotated, user.Login.Password.Equals(next.Login.Password));
            var hours = extended || rotated ? 12 : hoursLeft;
            Assert.InRange(next.Expires, DateTime.UtcNow.AddHours(hours - 0.1), DateTime.UtcNow.AddHours(hours));
            Assert.Equal([null], await scenario.TryAsync(next, "SELECT * FROM shop.orders"));
            user = next;
        }
    }

    [Theory]
    [MemberData(nameof(Programs))]
    public async Task What_was_taken_from_a_user_is_given_back_and_a_lock_is_opened(string program)
    {
        await using var scenario = await SessionUserScenario.StartAsync(program);
        var user = await scenario.ProvideAsync();
        await scenario.Server.ArrangeAsync(
            $"REVOKE UPDATE ON stock.* FROM '{user.UserName}'@'%'", $"GRANT SELECT ON closed.* TO '{user.UserName}'@'%'");

        var again = await scenario.ProvideAsync();

        Assert.Equal(
            [null, TableAccessDenied], await scenario.TryAsync(again, "UPDATE stock.items SET id = 2", "SELECT * FROM closed.secrets"));
        Assert.False(again.Rotated);
        await scenario.Server.ArrangeAsync($"ALTER USER '{user.UserName}'@'%' ACCOUNT LOCK");
        Assert.True((await scenario.ProvideAsync()).Rotated);
        Assert.False(Assert.Single(await scenario.ListAsync()).Locked);
    }

    [Theory]
    [MemberData(nameof(Programs))]
    public async Task Power_over_the_server_is_taken_back_at_once_or_the_password_is_not_given_out(string program)
    {
        await using var scenario = await SessionUserScenario.StartAsync(program);
        var user = await scenario.ProvideAsync();
        // The master has PROCESS to give and to take, and FILE not.
        await scenario.Server.ArrangeAsync($"GRANT PROCESS ON *.* TO '{user.UserName}'@'%'");
        Assert.Equal(user.Login.Password, (await scenario.ProvideAsync()).Login.Password);
        Assert.DoesNotContain(
            "PROCESS", string.Join('\n', await scenario.ColumnAsync($"SHOW GRANTS FOR '{user.UserName}'@'%'")), StringComparison.Ordinal);

        await scenario.Server.ArrangeAsync($"GRANT FILE ON *.* TO '{user.UserName}'@'%'");
        var refused = await scenario.RefusedAsync(new SessionUserOrder(SessionUserScenario.Policy()));
        Assert.Equal(("SessionUser.HasPowers", user.UserName), (refused.ErrorId, refused.Target));
        Assert.Contains($"REVOKE FILE ON *.* FROM '{user.UserName}'@'%'", refused.RecommendedAction, StringComparison.Ordinal);

        // What it is refused for is known before a password is set.
        await scenario.Server.ArrangeAsync($"REVOKE FILE ON *.* FROM '{user.UserName}'@'%'");
        await scenario.Server.SetProxyAsync(user.UserName, isGiven: true);
        refused = await scenario.RefusedAsync(new SessionUserOrder(SessionUserScenario.Policy()) { Rotate = true });
        Assert.Equal("SessionUser.HasPowers", refused.ErrorId);
        Assert.Contains("REVOKE PROXY ON ", refused.RecommendedAction, StringComparison.Ordinal);
        await using (await Session.OpenAsync(scenario.Server.Settings(user.UserName, user.Login.Password.Reveal()), Stop))
            await scenario.Server.SetProxyAsync(user.UserName, isGiven: false);
        Assert.Equal(user.Login.Password, (await scenario.ProvideAsync()).Login.Password);
    }

    [Theory]
    [MemberData(nameof(Programs))]
    public async Task A_server_that_takes_no_changes_is_left_alone(string program)
    {
        await using var scenario = await SessionUserScenario.StartAsync(program);
        var user = await scenario.ProvideAsync(new SessionUserOrder(SessionUserScenario.Policy(["shop"])));
        await scenario.Server.ArrangeAsync("SET GLOBAL read_only = ON");

        Assert.Equal("Database.ReadOnly", (await scenario.RefusedAsync(new SessionUserOrder(SessionUserScenario.Policy()))).ErrorId);
        Assert.Equal(
            "Database.ReadOnly",
            (await Assert.ThrowsAsync<HoopException>(() => scenario.RemoveAsync(user.UserName, onlyIfExpired: false))).ErrorId);
        Assert.Equal([user.UserName + "@%"], await scenario.UsersAsync());
    }

    [Theory]
    [MemberData(nameof(Programs))]
    public async Task A_user_that_is_not_ours_is_refused_and_taken_over_only_when_asked(string program)
    {
        await using var scenario = await SessionUserScenario.StartAsync(program);
        var order = new SessionUserOrder(SessionUserScenario.Policy());
        await scenario.Server.ArrangeAsync($"CREATE USER '{order.Policy.UserName}'@'%' IDENTIFIED BY 'Theirs_0123456789*'");

        Assert.Equal("SessionUser.NotOurs", (await scenario.RefusedAsync(order)).ErrorId);
        await using (await Session.OpenAsync(scenario.Server.Settings(order.Policy.UserName, "Theirs_0123456789*"), Stop))
        {
        }

        await scenario.Server.ArrangeAsync($"GRANT ALL PRIVILEGES ON *.* TO '{order.Policy.UserName}'@'%'");
        Assert.Equal("SessionUser.CannotAdopt", (await scenario.RefusedAsync(order with { Adopt = true })).ErrorId);
        await scenario.Server.ArrangeAsync($"REVOKE ALL PRIVILEGES ON *.* FROM '{order.Policy.UserName}'@'%'");

        var user = await scenario.ProvideAsync(order with { Adopt = true });
        Assert.Equal((false, true), (user.Created, user.Rotated));
        Assert.Equal([null], await scenario.TryAsync(user, "SELECT * FROM shop.orders"));
    }

    [Theory]
    [MemberData(nameof(Programs))]
    public async Task Users_of_ones_own_stand_beside_the_shared_one(string program)
    {
        await using var scenario = await SessionUserScenario.StartAsync(program);
        var order = new SessionUserOrder(SessionUserScenario.Policy());
        var shared = await scenario.ProvideAsync(order);
        var own = await scenario.ProvideAsync(order with { Caller = "arn:aws:sts::111122223333:assumed-role/Admin/alice@example.com" });

        Assert.NotEqual(shared.UserName, own.UserName);
        Assert.InRange(own.UserName.Length, 28, 32);
        Assert.Equal(2, (await scenario.ListAsync()).Count);
        Assert.Equal([null], await scenario.TryAsync(own, "SELECT * FROM shop.orders"));
        Assert.Equal(own.Login.Password, (await scenario.ProvideAsync(order with { Caller = own.Caller })).Login.Password);
    }

    [Theory]
    [MemberData(nameof(Programs))]
    public async Task Many_callers_at_once_share_one_password_that_works_also_where_there_are_fewer_connections_than_callers(string program)
    {
        // MySQL 8 takes no more waiting connections than connections unless told: the rest would time out in TCP.
        await using var scenario = await SessionUserScenario.StartAsync(program, arguments: ["--max-connections=15", "--back-log=200"]);

        var users = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => Task.Run(() => scenario.ProvideAsync(), Stop)));

        Assert.Single(users.Select(user => user.Login.Password.Reveal()).Distinct());
        Assert.Single(users, user => user.Created);
        Assert.Equal([null], await scenario.TryAsync(users[^1], "SELECT * FROM shop.orders"));
    }

    [Theory]
    [MemberData(nameof(Programs))]
    public async Task Killed_after_any_step_of_the_password_the_next_run_ends_well(string program)
    {
        await using var scenario = await SessionUserScenario.StartAsync(program);
        foreach (var rotate in (bool[])[false, true])
        {
            foreach (var killedAfter in Enum.GetValues<ProtocolStep>())
            {
                var order = new SessionUserOrder(SessionUserScenario.Policy()) { Rotate = rotate };
                await Assert.ThrowsAnyAsync<OperationCanceledException>(
                    () => scenario.Provider(
                    (step, _) => step == killedAfter ? throw new OperationCanceledException() : Task.CompletedTask).ProvideAsync(order,
                    RunMode.Apply, scenario.Host, Stop));

                var user = await scenario.ProvideAsync(order with { Rotate = false });

                Assert.Equal([null], await scenario.TryAsync(user, "SELECT * FROM stock.items"));
                Assert.Equal(user.Login.Password, (await scenario.ProvideAsync()).Login.Password);
                if (!rotate)
                    Assert.Equal(UserRemovalState.Removed, (await scenario.RemoveAsync(user.UserName, onlyIfExpired: false)).State);
            }
        }
    }

    [Theory]
    [MemberData(nameof(Programs))]
    public async Task A_granters_connection_that_is_cut_at_any_step_leaves_nothing_that_the_next_run_cannot_finish(string program)
    {
        await using var scenario = await SessionUserScenario.StartAsync(program);
        foreach (var step in Enum.GetValues<ProtocolStep>())
        {
            var cutting = scenario.Provider(async (done, _) =>
            {
                if (done == step)
                {
                    var sessions = await scenario.ColumnAsync(
                        $"SELECT ID FROM information_schema.PROCESSLIST WHERE USER = '{scenario.Server.MasterLogin.UserName}'");
                    await scenario.Server.ArrangeAsync([.. sessions.Select(id => $"KILL {id}")]);
                }
            });
            var broken = await Assert.ThrowsAsync<HoopException>(
                () => cutting.ProvideAsync(
                new SessionUserOrder(SessionUserScenario.Policy()) { Rotate = true }, RunMode.Apply, scenario.Host, Stop));
            Assert.Equal("Database.Unreachable", broken.ErrorId);

            var user = await scenario.ProvideAsync();

            Assert.Equal([null, null], await scenario.TryAsync(user, "SELECT * FROM shop.orders", "SELECT * FROM stock.items"));
            Assert.Equal(user.Login.Password, (await scenario.Vault.GetAsync(user.SecretName!, Stop))!.Secret);
        }
    }

    [Theory]
    [MemberData(nameof(Programs))]
    public async Task No_log_of_the_server_has_a_password(string program)
    {
        await using var scenario = await SessionUserScenario.StartAsync(program);
        var first = await scenario.ProvideAsync();
        var second = await scenario.ProvideAsync(new SessionUserOrder(SessionUserScenario.Policy()) { Rotate = true });
        await scenario.AgeAsync(second, 1, 2);
        Assert.True((await scenario.ProvideAsync()).Extended);
        await scenario.RemoveAsync(second.UserName, onlyIfExpired: false);

        var logs = await scenario.Server.ReadLogsAsync();

        Assert.Contains($"ALTER USER '{first.UserName}'@'%'", logs, StringComparison.Ordinal);
        Assert.DoesNotContain(first.Login.Password.Reveal(), logs, StringComparison.Ordinal);
        Assert.DoesNotContain(second.Login.Password.Reveal(), logs, StringComparison.Ordinal);
    }

    private static string MySqlQuote(string name) => Identifier.Quote(name);
}
