using HoopConnect.Databases.MySql.Server;
using HoopConnect.Databases.Users;
using HoopConnect.Hosting;
using HoopConnect.Planning;
using HoopConnect.SessionUsers;
using HoopConnect.Tests.Databases.MySql.SessionUsers;

namespace HoopConnect.Tests.Databases.MySql.Users;

/// <summary>
/// Attacks on what says whose a user is, by those who may write to the ledger: no stranger's account is dropped or taken over for what
/// they wrote,
/// and none of their code runs.
/// </summary>
public sealed class ForgedMarkTests
{
    private const string Stranger = "_hoop_session_user_0badcafe";
    private const string Password = "Theirs_0123456789*";

    public static TheoryData<string> Programs => MySqlTests.Programs;

    public static TheoryData<string, string> Plants => new()
    {
        { "it is a VIEW", "CREATE SQL SECURITY INVOKER VIEW hoop_connect.session_users AS SELECT '" + Stranger +
            "' AS `user`, '%' AS `host`, NOW(6) AS `expires`, CAST(hoop_connect.f() AS CHAR) AS `mark`" },
        { "it has triggers",
            "CREATE TRIGGER hoop_connect.t BEFORE INSERT ON hoop_connect.session_users FOR EACH ROW SET @f = hoop_connect.f()" },
        { "it is kept by", "ALTER TABLE hoop_connect.session_users ENGINE = Aria" },
        { "it is kept by", "ALTER TABLE hoop_connect.session_users PARTITION BY KEY (`user`) PARTITIONS 2" },
        { "its columns are", "ALTER TABLE hoop_connect.session_users DROP COLUMN `mark`, ADD COLUMN `mark` TEXT AS (CONCAT('x')) VIRTUAL" },
        { "its columns are", "ALTER TABLE hoop_connect.session_users ADD COLUMN more INT" },
        { "its comment is", "ALTER TABLE hoop_connect.session_users COMMENT = 'theirs'" },
    };

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [MemberData(nameof(Programs))]
    public async Task Who_may_write_to_the_ledger_has_no_strangers_account_swept(string program)
    {
        await using var scenario = await LedgerAsync(program);
        await scenario.Server.ArrangeAsync(
            "CREATE USER 'clerk'@'%' IDENTIFIED BY '" + Password +
            "'", "GRANT SELECT, INSERT, UPDATE, DELETE ON hoop_connect.* TO 'clerk'@'%'");
        await ForgeAsync(scenario, "clerk", Ledger.Write(new Account(Stranger, "%"), Expired));

        await StrangerIsSafeAsync(scenario);
    }

    [Theory]
    [MemberData(nameof(Programs))]
    public async Task Who_may_write_everywhere_has_none_swept_either_until_the_server_reads_its_tables_anew(string program)
    {
        await using var scenario = await LedgerAsync(program);
        Assert.SkipUnless(program.Contains("mariadbd", StringComparison.Ordinal), "The statement is for MariaDB's table of members.");
        await scenario.Server.ArrangeAsync(
            "CREATE USER 'clerk'@'%' IDENTIFIED BY '" + Password + "'", "GRANT SELECT, INSERT, UPDATE, DELETE ON *.* TO 'clerk'@'%'");
        await ForgeAsync(scenario, "clerk", Ledger.Write(new Account(Stranger, "%"), Expired),
            $"INSERT INTO mysql.roles_mapping (Host, User, Role, Admin_option) VALUES ('%', '{Stranger}', 'hoop_connect_session', 'N')");

        await StrangerIsSafeAsync(scenario);
    }

    [Theory]
    [MemberData(nameof(Programs))]
    public async Task Who_may_make_members_is_none_for_that(string program)
    {
        await using var scenario = await LedgerAsync(program);
        await using (var master = await Session.OpenAsync(scenario.Server.MasterSettings(), Stop))
            await master.ExecuteBatchAsync(
                [MarkRole.Give(ManagedKind.Session, master.Version, new Account(Stranger, "%")) +
                " WITH ADMIN OPTION", Ledger.Write(new Account(Stranger, "%"), Expired)], Stop);

        await StrangerIsSafeAsync(scenario);
    }

    [Theory]
    [MemberData(nameof(Plants))]
    public async Task What_stands_under_the_ledgers_name_and_is_not_the_ledger_is_refused_and_never_run(string problem, string plant)
    {
        await using var scenario = await LedgerAsync("");
        var user = await scenario.ProvideAsync();
        await scenario.Server.ArrangeAsync(
            "CREATE TABLE hoop_connect.log (id INT)", "CREATE FUNCTION hoop_connect.f() RETURNS INT SQL SECURITY INVOKER BEGIN INSERT " +
            "INTO hoop_connect.log VALUES (1); RETURN 1; END");
        if (plant.Contains(" VIEW ", StringComparison.Ordinal))
            await scenario.Server.ArrangeAsync("DROP TABLE hoop_connect.session_users");
        await scenario.Server.ArrangeAsync(plant);

        await RefusedAsync(() => scenario.ProvideAsync());
        await RefusedAsync(() => scenario.ListAsync());
        await RefusedAsync(() => scenario.RemoveAsync(user.UserName, onlyIfExpired: false));

        Assert.Equal(["0"], await scenario.ColumnAsync("SELECT COUNT(*) FROM hoop_connect.log"));
        Assert.Contains(user.UserName + "@%", await scenario.UsersAsync());

        async Task RefusedAsync(Func<Task> run)
        {
            var refused = await Assert.ThrowsAsync<HoopException>(run);
            Assert.Equal("Ledger.NotOurs", refused.ErrorId);
            Assert.Contains(problem, refused.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task No_statement_runs_a_view_in_the_ledgers_place()
    {
        await using var scenario = await LedgerAsync("");
        await PlantViewsAsync(scenario);
        var stranger = new Account(Stranger, "%");
        string[] statements =
        [
            Ledger.Read([Stranger]), $"SELECT `user` FROM {Ledger.TableItself} WHERE TRUE", Ledger.Tidy, Ledger.Strike(stranger),
            Ledger.Write(stranger, Expired),
        ];
        foreach (var view in (string[])["merged", "kept"])
        {
            await scenario.Server.ArrangeAsync(Swap("aside", view));
            await using var master = await Session.OpenAsync(scenario.Server.MasterSettings(), Stop);
            foreach (var statement in statements)
            {
                var refused = await Assert.ThrowsAsync<HoopException>(() => master.ExecuteBatchAsync([statement], Stop));
                Assert.Equal("Ledger.NotOurs", refused.ErrorId);
            }

            Assert.Equal(["0"], await scenario.ColumnAsync("SELECT COUNT(*) FROM hoop_connect.log"));
            // A statement without the hint would have run it.
            await master.QueryAsync($"SELECT * FROM {Ledger.Table}", [], Stop);
            Assert.NotEqual(["0"], await scenario.ColumnAsync("SELECT COUNT(*) FROM hoop_connect.log"));
            await scenario.Server.ArrangeAsync("DELETE FROM hoop_connect.log", Swap(view, "aside"));
        }
    }

    [Fact]
    public async Task A_view_that_is_swapped_in_after_the_look_is_refused_and_never_run()
    {
        await using var scenario = await LedgerAsync("");
        var server = scenario.Server;
        await PlantViewsAsync(scenario);
        await SwapBeforeEachRequestAsync(port => scenario.Provider(port: port).ProvideAsync(
            new SessionUserOrder(SessionUserScenario.Policy()), RunMode.Apply, scenario.Host, Stop));
        var user = await scenario.ProvideAsync();
        await SwapBeforeEachRequestAsync(async port => await scenario.ApplyAsync(await scenario.PlanRemovalAsync(
            server.MasterSettings() with { Port = port }, onlyIfExpired: false, adopt: false, user.UserName)));

        async Task SwapBeforeEachRequestAsync(Func<int, Task> run)
        {
            var refusals = new List<string>();
            var isSwapped = false;
            await BreakingConnection.BeforeEveryRequestAsync(server.Port, SwapAsync, run, async failure =>
            {
                if (failure is not null)
                {
                    Assert.Equal("Ledger.NotOurs", failure.ErrorId);
                    refusals.Add(failure.Message);
                }

                Assert.Equal(["0"], await scenario.ColumnAsync("SELECT COUNT(*) FROM hoop_connect.log"));
                if (isSwapped)
                    await server.ArrangeAsync(Swap("merged", "aside"));
                isSwapped = false;
            });
            Assert.Contains(refusals, refusal => refusal.Contains("since it was looked at", StringComparison.Ordinal));
            Assert.Contains(refusals, refusal => refusal.Contains("it is a VIEW", StringComparison.Ordinal));

            Task SwapAsync()
            {
                isSwapped = true;
                return server.ArrangeAsync(Swap("aside", "merged"));
            }
        }
    }

    [Theory]
    [MemberData(nameof(Programs))]
    public async Task A_mark_role_that_was_given_privileges_marks_nobody(string program)
    {
        await using var scenario = await LedgerAsync(program);
        await using (var master = await Session.OpenAsync(scenario.Server.MasterSettings(), Stop))
            await master.ExecuteBatchAsync([$"GRANT SELECT ON closed.* TO {MarkRole.SqlOf(ManagedKind.Session, master.Version)}"], Stop);

        var refused = await scenario.RefusedAsync(new SessionUserOrder(SessionUserScenario.Policy()));

        Assert.Equal("Ledger.MarkRoleHasPrivileges", refused.ErrorId);
        Assert.Contains(
            "REVOKE ALL PRIVILEGES, GRANT OPTION FROM `hoop_connect_session`", refused.RecommendedAction, StringComparison.Ordinal);
        await scenario.Server.ArrangeAsync("REVOKE ALL PRIVILEGES, GRANT OPTION FROM `hoop_connect_session`");
        Assert.True((await scenario.ProvideAsync()).Created);
    }

    [Theory]
    [MemberData(nameof(Programs))]
    public async Task A_session_user_whose_row_was_struck_out_lives_no_longer(string program)
    {
        await using var scenario = await LedgerAsync(program);
        var user = await scenario.ProvideAsync();
        await scenario.Server.ArrangeAsync("DELETE FROM hoop_connect.session_users");

        Assert.Equal(user.UserName, Assert.Single(await scenario.ListAsync(expired: true)).UserName);
        Assert.Equal(UserRemovalState.Removed, (await scenario.RemoveAsync(user.UserName)).State);
    }

    private static ManagedMark Expired =>
        new(ManagedKind.Session) { Policy = "forged", PasswordSet = DateTimeOffset.UtcNow.AddDays(-2),
        Expires = DateTimeOffset.UtcNow.AddDays(-1) };

    /// <summary>A server with a ledger, where the mark role is there, and a stranger's account.</summary>
    private static async Task<SessionUserScenario> LedgerAsync(string program)
    {
        var scenario = await SessionUserScenario.StartAsync(program);
        await using (var master = await Session.OpenAsync(scenario.Server.MasterSettings(), Stop))
            Assert.SkipUnless(master.Version.HasMarkRoles, "There users carry our mark themselves, or nothing can prove it.");
        var first = await scenario.ProvideAsync();
        Assert.Equal(UserRemovalState.Removed, (await scenario.RemoveAsync(first.UserName, onlyIfExpired: false)).State);
        await scenario.Server.ArrangeAsync($"CREATE USER '{Stranger}'@'%' IDENTIFIED BY '{Password}'");
        return scenario;
    }

    /// <summary>Views like the ledger whose code writes to hoop_connect.log with the rights of who uses them.</summary>
    private static Task PlantViewsAsync(SessionUserScenario scenario) => scenario.Server.ArrangeAsync(
        "CREATE TABLE hoop_connect.log (id INT)",
        "CREATE FUNCTION hoop_connect.f() RETURNS INT DETERMINISTIC SQL SECURITY INVOKER BEGIN INSERT INTO hoop_connect.log VALUES (1); " +
            "RETURN 1; END",
        "CREATE TABLE hoop_connect.theirs LIKE hoop_connect.session_users",
        $"INSERT INTO hoop_connect.theirs VALUES ('{Stranger}', '%', '2020-01-01', 'theirs')",
        "CREATE ALGORITHM=MERGE SQL SECURITY INVOKER VIEW hoop_connect.merged AS SELECT `user`, `host`, `expires`, `mark` " +
            "FROM hoop_connect.theirs WHERE hoop_connect.f() = 1",
        "CREATE ALGORITHM=TEMPTABLE SQL SECURITY INVOKER VIEW hoop_connect.kept AS SELECT `user`, `host`, `expires`, " +
            "CAST(hoop_connect.f() AS CHAR) AS `mark` FROM hoop_connect.theirs");

    private static string Swap(string away, string instead) =>
        $"RENAME TABLE hoop_connect.session_users TO hoop_connect.{away}, hoop_connect.{instead} TO hoop_connect.session_users";

    private static async Task ForgeAsync(SessionUserScenario scenario, string user, params string[] statements)
    {
        await using var session = await Session.OpenAsync(scenario.Server.Settings(user, Password), Stop);
        await session.ExecuteBatchAsync(statements, Stop);
    }

    private static async Task StrangerIsSafeAsync(SessionUserScenario scenario)
    {
        // The sweep: what is listed as expired is removed as that.
        foreach (var listed in await scenario.ListAsync(expired: true))
        {
            Assert.Null(listed.Mark);
            var outcome = await scenario.RemoveAsync(listed.UserName);
            Assert.Equal((UserRemovalState.Refused, "NotOurs"), (outcome.State, Assert.Single(outcome.Findings).Reason));
        }

        Assert.Equal(UserRemovalState.Refused, (await scenario.RemoveAsync(Stranger, onlyIfExpired: false)).State);
        await using (await Session.OpenAsync(scenario.Server.Settings(Stranger, Password), Stop))
            Assert.Contains(Stranger + "@%", await scenario.UsersAsync());
    }
}
