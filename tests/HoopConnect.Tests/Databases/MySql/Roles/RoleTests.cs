using HoopConnect.Databases.MySql.Server;
using HoopConnect.Databases.Roles;
using HoopConnect.Hosting;
using HoopConnect.Provisioning.Roles;

namespace HoopConnect.Tests.Databases.MySql.Roles;

/// <summary>The roles on real servers: MariaDB, and whatever MySQL servers the machine names.</summary>
public sealed class RoleTests
{
    private const int TableAccessDenied = 1142;
    private const int SchemaAccessDenied = 1044;

    /// <summary>Names that break what is quoted badly, and those that are patterns to a GRANT.</summary>
    private static readonly string[] Schemas =
    [
        "orders", "Mixed Case", "a_b", "100%", "back\\slash", "trail\\", "quote'd", "dou\"ble", "tick`ed", "x`; DROP SCHEMA orders; --",
        "漢字", "semi;colon", "dot.ted", "$1",
        "sixty-four characters long, which is what the server can take 64",
    ];

    public static TheoryData<string> Programs => MySqlTests.Programs;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [MemberData(nameof(Programs))]
    public async Task The_roles_do_on_every_user_schema_what_the_table_says_and_nothing_elsewhere(string program)
    {
        await using var scenario = await RoleScenario.StartAsync(program);
        await ArrangeSchemasAsync(scenario);

        var outcomes = await scenario.ProvisionWellAsync(RoleState.Created);

        Assert.Equal(Schemas.Order(StringComparer.Ordinal), outcomes[0].Databases.Order(StringComparer.Ordinal));
        Assert.All(outcomes, outcome => Assert.True(outcome.PasswordChanged));
        // Made afterwards, with a name that the pattern a_b would match if it were not escaped.
        await scenario.Server.ArrangeAsync(
            "CREATE SCHEMA axb", "CREATE TABLE axb.t (id INT)", "CREATE SCHEMA `backslash`", "CREATE TABLE `backslash`.t (id INT)",
            "CREATE SCHEMA `100x`", "CREATE TABLE `100x`.t (id INT)");
        foreach (var kind in RoleNames.All)
        {
            await using var session = await scenario.OpenAsync(kind);
            foreach (var schema in Schemas)
            {
                var quoted = Identifier.Quote(schema);
                Assert.Null(await RoleScenario.TryAsync(session, $"USE {quoted}"));
                Assert.Null(await RoleScenario.TryAsync(session, $"SELECT * FROM {quoted}.t"));
                Assert.Equal(
                    kind == RoleKind.ReadOnly ? TableAccessDenied : null,
                    await RoleScenario.TryAsync(session, $"INSERT INTO {quoted}.t VALUES (1)"));
                Assert.Equal(
                    kind == RoleKind.Ddl ? null : TableAccessDenied,
                    await RoleScenario.TryAsync(session, $"CREATE TABLE {quoted}.made (id INT)"));
            }

            Assert.Equal([SchemaAccessDenied, SchemaAccessDenied, SchemaAccessDenied, SchemaAccessDenied], [
                await RoleScenario.TryAsync(session, "USE axb"), await RoleScenario.TryAsync(session, "USE `backslash`"),
                await RoleScenario.TryAsync(session, "USE `100x`"), await RoleScenario.TryAsync(session, "USE mysql")]);
            Assert.Equal(TableAccessDenied, await RoleScenario.TryAsync(session, "SELECT * FROM mysql.user"));
        }
    }

    [Theory]
    [MemberData(nameof(Programs))]
    public async Task A_second_run_changes_nothing_and_a_schema_made_later_is_found_and_covered_by_the_next(string program)
    {
        await using var scenario = await RoleScenario.StartAsync(program);
        await ArrangeSchemasAsync(scenario);
        await scenario.ProvisionWellAsync(RoleState.Created);
        var password = await scenario.LoginAsync(RoleKind.ReadWrite);

        var second = await scenario.PlanAsync();
        Assert.True(second.Plan.IsEmpty, second.Plan.ToString());
        Assert.All(second.States.Values, state => Assert.Equal(RoleState.InSync, state));
        Assert.All(await scenario.ApplyAsync(second),
            outcome => Assert.Equal((RoleState.InSync, false), (outcome.State, outcome.PasswordChanged)));
        Assert.Equal(password.Password, (await scenario.LoginAsync(RoleKind.ReadWrite)).Password);

        await scenario.Server.ArrangeAsync("CREATE SCHEMA made_later");
        var third = await scenario.PlanAsync();
        Assert.Equal(RoleState.Drifted, third.States[RoleKind.ReadOnly]);
        Assert.Equal(
            ["made_later: schema: Missing: lacks SELECT"], third.Findings[RoleKind.ReadOnly].Select(finding => finding.ToString()));
        await scenario.ProvisionWellAsync(RoleState.Updated);
        Assert.True((await scenario.PlanAsync()).Plan.IsEmpty);
    }

    [Theory]
    [MemberData(nameof(Programs))]
    public async Task Whatever_was_granted_or_taken_by_hand_is_found_and_mended(string program)
    {
        await using var scenario = await RoleScenario.StartAsync(program);
        await scenario.Server.ArrangeAsync(
            "CREATE SCHEMA a_b", "CREATE TABLE a_b.t (x INT, y INT)", "CREATE TABLE a_b.`u``v` (x INT, y INT)",
            "CREATE PROCEDURE a_b.p() SELECT 1", "CREATE SCHEMA other");
        await scenario.ProvisionWellAsync(RoleState.Created);
        await using (var master = await Session.OpenAsync(scenario.Request.Master, Cancellation))
        {
            await master.ExecuteBatchAsync(
            [
                "GRANT INSERT, TRIGGER ON `a\\_b`.* TO 'hoop_ro'@'%' WITH GRANT OPTION",
                "GRANT DELETE ON a_b.t TO 'hoop_ro'@'%'",
                "GRANT UPDATE (x), INSERT (y) ON a_b.`u``v` TO 'hoop_ro'@'%'",
                "GRANT EXECUTE ON PROCEDURE a_b.p TO 'hoop_ro'@'%'",
                "GRANT SELECT ON `gone%`.* TO 'hoop_ro'@'%'",
                "GRANT PROCESS, CREATE USER ON *.* TO 'hoop_ro'@'%' WITH GRANT OPTION",
                "REVOKE UPDATE ON `a\\_b`.* FROM 'hoop_rw'@'%'",
            ], Cancellation);
        }

        await scenario.Server.ArrangeAsync("GRANT ALL PRIVILEGES ON `other`.* TO 'hoop_ddl'@'%'");
        var drifted = await scenario.PlanAsync();
        Assert.All(drifted.States.Values, state => Assert.Equal(RoleState.Drifted, state));
        string[] surplus =
            ["INSERT", "TRIGGER", "GRANT OPTION", "DELETE", "UPDATE (`x`)", "INSERT (`y`)", "EXECUTE", "SELECT", "PROCESS", "CREATE USER",
            "GRANT OPTION"];
        Assert.Equal(
            surplus.Order(StringComparer.Ordinal), drifted.Findings[RoleKind.ReadOnly].Select(finding => finding.Message["has ".Length..])
            .Order(StringComparer.Ordinal));
        Assert.Equal(["a_b: schema: Missing: lacks UPDATE"], drifted.Findings[RoleKind.ReadWrite].Select(finding => finding.ToString()));
        Assert.DoesNotContain(drifted.Findings[RoleKind.Ddl], finding => finding.Reason == "Missing");

        var outcomes = await scenario.ApplyAsync(drifted);

        // MariaDB has two privileges that the master of this sandbox has not, so it cannot take them back either, and says so.
        foreach (var outcome in outcomes)
            Assert.All(outcome.Findings,
                finding => Assert.Matches(
                "^has (DELETE HISTORY|SHOW CREATE ROUTINE), and the server says: Access denied", finding.Message));
        Assert.Equal([RoleState.Updated, RoleState.Updated], outcomes.Take(2).Select(outcome => outcome.State));
        Assert.True((await scenario.PlanAsync()).Changes.Take(2).All(change => change.IsEmpty));
    }

    [Theory]
    [MemberData(nameof(Programs))]
    public async Task No_password_is_in_any_log_of_the_server_or_in_anything_that_was_said(string program)
    {
        await using var scenario = await RoleScenario.StartAsync(program);
        await scenario.Server.ArrangeAsync("CREATE SCHEMA orders");
        await scenario.ProvisionWellAsync(RoleState.Created);
        var passwords = new List<string>();
        foreach (var kind in RoleNames.All)
            passwords.Add((await scenario.LoginAsync(kind)).Password.Reveal());
        scenario.Request = scenario.Request with { RotatePassword = true };
        var outcomes = await scenario.ProvisionWellAsync(RoleState.Updated);
        passwords.AddRange(outcomes.Select(outcome => outcome.Login!.Password.Reveal()));
        // A statement that fails: the master lost its rights between plan and apply (MariaDB alters users too for who may UPDATE its
        // tables).
        var plan = await scenario.PlanAsync();
        await scenario.Server.ArrangeAsync($"REVOKE CREATE USER, UPDATE ON *.* FROM '{scenario.Server.MasterLogin.UserName}'@'%'");
        var failed = (await scenario.ApplyAsync(plan)).Single(outcome => outcome.Kind == RoleKind.ReadWrite);
        foreach (var name in await scenario.Vault.ListAsync("", Cancellation))
            passwords.Add((await scenario.Vault.GetAsync(name, Cancellation))!.Secret.Reveal());

        var logs = await scenario.Server.ReadLogsAsync();

        Assert.Equal(RoleState.Failed, failed.State);
        Assert.True(passwords.Distinct().Count() >= 7);
        Assert.Contains("hoop_rw", logs, StringComparison.Ordinal);
        Assert.All(passwords, password => Assert.DoesNotContain(password, logs, StringComparison.Ordinal));
        var said = string.Join(
            '\n', [.. scenario.Host.Everything, plan.Plan.ToString(), plan.ToString(), .. outcomes
            .Select(outcome => outcome.ToString()), failed.ToString(), .. failed.Findings.Select(finding => finding.ToString())]);
        Assert.All(passwords, password => Assert.DoesNotContain(password, said, StringComparison.Ordinal));
        Assert.DoesNotContain("IDENTIFIED BY", logs.Split("hoop_", 2)[1], StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Programs))]
    public async Task A_user_of_the_same_name_that_is_not_ours_is_refused_and_taken_over_only_when_asked(string program)
    {
        await using var scenario = await RoleScenario.StartAsync(program);
        await scenario.Server.ArrangeAsync(
            "CREATE SCHEMA orders", "CREATE USER 'hoop_ro'@'%' IDENTIFIED BY 'Theirs_0123456789*'",
            "GRANT INSERT ON orders.* TO 'hoop_ro'@'%'");

        var refused = await Assert.ThrowsAsync<HoopException>(() => scenario.PlanAllAsync());
        Assert.Equal("Roles.NotOurs", refused.ErrorId);

        scenario.Request = scenario.Request with { Adopt = true };
        var outcomes = await scenario.ProvisionAsync();
        Assert.Equal([RoleState.Updated, RoleState.Created, RoleState.Created], outcomes.Select(outcome => outcome.State));
        scenario.Request = scenario.Request with { Adopt = false };
        Assert.True((await scenario.PlanAsync()).Plan.IsEmpty);
        await using var session = await scenario.OpenAsync(RoleKind.ReadOnly);
        Assert.Equal(TableAccessDenied, await RoleScenario.TryAsync(session, "INSERT INTO orders.t VALUES (1)"));
    }

    [Theory]
    [MemberData(nameof(Programs))]
    public async Task A_server_wide_reader_has_every_schema_there_will_be_and_going_back_takes_it_away(string program)
    {
        await using var scenario = await RoleScenario.StartAsync(program);
        await scenario.Server.ArrangeAsync("CREATE SCHEMA orders", "CREATE TABLE orders.t (id INT)");
        await scenario.ProvisionWellAsync(RoleState.Created);

        scenario.Request = scenario.Request with { ServerWide = true, Kinds = [RoleKind.ReadOnly] };
        await scenario.ProvisionWellAsync(RoleState.Updated);
        await scenario.Server.ArrangeAsync("CREATE SCHEMA made_later", "CREATE TABLE made_later.t (id INT)");
        Assert.True((await scenario.PlanAsync()).Plan.IsEmpty);
        await using (var session = await scenario.OpenAsync(RoleKind.ReadOnly))
            Assert.Null(await RoleScenario.TryAsync(session, "SELECT * FROM made_later.t"));

        scenario.Request = scenario.Request with { ServerWide = false };
        await scenario.ProvisionWellAsync(RoleState.Updated);
        await scenario.Server.ArrangeAsync("CREATE SCHEMA still_later");
        await using var narrowed = await scenario.OpenAsync(RoleKind.ReadOnly);
        Assert.Null(await RoleScenario.TryAsync(narrowed, "SELECT * FROM orders.t"));
        Assert.Equal(SchemaAccessDenied, await RoleScenario.TryAsync(narrowed, "USE still_later"));
    }

    [Theory]
    [MemberData(nameof(Programs))]
    public async Task Server_wide_writers_could_forge_marks_and_are_refused_and_those_of_before_are_narrowed(string program)
    {
        await using var scenario = await RoleScenario.StartAsync(program);
        await scenario.Server.ArrangeAsync("CREATE SCHEMA orders", "CREATE TABLE orders.t (id INT)");
        foreach (var kind in (RoleKind[])[RoleKind.ReadWrite, RoleKind.Ddl])
        {
            scenario.Request = scenario.Request with { ServerWide = true, Kinds = [kind] };
            var refused = await Assert.ThrowsAsync<HoopException>(() => scenario.PlanAsync());
            Assert.Equal("Roles.ServerWideNotServed", refused.ErrorId);
            Assert.Contains("-ServerWide", refused.RecommendedAction, StringComparison.Ordinal);
        }

        // One of three is enough, and nothing was made.
        scenario.Request = new RoleRequest(scenario.Request.Master) { ServerWide = true };
        Assert.Equal("Roles.ServerWideNotServed", (await Assert.ThrowsAsync<HoopException>(() => scenario.PlanAsync())).ErrorId);
        scenario.Request = new RoleRequest(scenario.Request.Master);
        Assert.All((await scenario.PlanAsync()).States.Values, state => Assert.Equal(RoleState.Missing, state));

        await scenario.ProvisionWellAsync(RoleState.Created);
        await scenario.Server.ArrangeAsync("GRANT SELECT, INSERT, UPDATE, DELETE ON *.* TO 'hoop_rw'@'%'");
        Assert.Equal(
            [RoleState.InSync, RoleState.Updated, RoleState.InSync], (await scenario.ProvisionAsync()).Select(outcome => outcome.State));
        await using var narrowed = await scenario.OpenAsync(RoleKind.ReadWrite);
        Assert.Null(await RoleScenario.TryAsync(narrowed, "INSERT INTO orders.t VALUES (1)"));
        Assert.Equal(TableAccessDenied, await RoleScenario.TryAsync(narrowed, "DELETE FROM mysql.user"));
    }

    [Theory]
    [MemberData(nameof(Programs))]
    public async Task With_partial_revokes_server_wide_writers_are_kept_out_of_the_servers_own_tables(string program)
    {
        await using var scenario = await RoleScenario.StartAsync(program, "--loose-partial-revokes=ON");
        Assert.SkipUnless((await scenario.VersionAsync()).HasPartialRevokes, "Only MySQL 8.0.16 and later has partial_revokes.");
        await scenario.Server.ArrangeAsync("CREATE SCHEMA orders", "CREATE TABLE orders.t (id INT)");
        scenario.Request = scenario.Request with { ServerWide = true };

        await scenario.ProvisionWellAsync(RoleState.Created);

        Assert.True((await scenario.PlanAsync()).Plan.IsEmpty);
        await using var session = await scenario.OpenAsync(RoleKind.ReadWrite);
        Assert.Null(await RoleScenario.TryAsync(session, "INSERT INTO orders.t VALUES (1)"));
        Assert.Equal(TableAccessDenied, await RoleScenario.TryAsync(session, "UPDATE mysql.user SET User_attributes = NULL"));
    }

    [Theory]
    [MemberData(nameof(Programs))]
    public async Task With_partial_revokes_a_schema_is_granted_by_its_name(string program)
    {
        await using var scenario = await RoleScenario.StartAsync(program, "--loose-partial-revokes=ON");
        Assert.SkipUnless((await scenario.VersionAsync()).HasPartialRevokes, "Only MySQL 8.0.16 and later has partial_revokes.");
        await ArrangeSchemasAsync(scenario);

        await scenario.ProvisionWellAsync(RoleState.Created);

        Assert.True((await scenario.PlanAsync()).Plan.IsEmpty);
        await scenario.Server.ArrangeAsync("CREATE SCHEMA axb");
        await using var session = await scenario.OpenAsync(RoleKind.ReadOnly);
        foreach (var schema in Schemas)
            Assert.Null(await RoleScenario.TryAsync(session, $"SELECT * FROM {Identifier.Quote(schema)}.t"));
        Assert.Equal(SchemaAccessDenied, await RoleScenario.TryAsync(session, "USE axb"));
    }

    [Theory]
    [MemberData(nameof(Programs))]
    public async Task A_host_pattern_narrows_and_an_account_from_before_is_reported(string program)
    {
        await using var scenario = await RoleScenario.StartAsync(program);
        await scenario.Server.ArrangeAsync("CREATE SCHEMA orders");
        await scenario.ProvisionWellAsync(RoleState.Created);

        scenario.Request = scenario.Request with { HostPattern = "127.0.%", Kinds = [RoleKind.ReadOnly] };
        var outcome = Assert.Single(await scenario.ProvisionAsync());

        Assert.Equal(RoleState.Incomplete, outcome.State);
        Assert.Equal("user 'hoop_ro'@'%'", Assert.Single(outcome.Findings).Subject);
        await scenario.Server.ArrangeAsync("DROP USER 'hoop_ro'@'%'");
        Assert.Equal(RoleState.InSync, Assert.Single((await scenario.PlanAsync()).States).Value);
        scenario.Request = scenario.Request with { HostPattern = "10.0.0.1' OR '1" };
        Assert.Equal("Database.InvalidHostPattern", (await Assert.ThrowsAsync<HoopException>(() => scenario.PlanAsync())).ErrorId);
    }

    [Theory]
    [MemberData(nameof(Programs))]
    public async Task A_locked_role_is_unlocked_with_a_new_password(string program)
    {
        await using var scenario = await RoleScenario.StartAsync(program);
        await scenario.ProvisionWellAsync(RoleState.Created);
        await scenario.Server.ArrangeAsync("ALTER USER 'hoop_rw'@'%' ACCOUNT LOCK");
        // Where no server can say whose a user is, a locked one can be proved by nothing.
        scenario.Request = scenario.Request with { Adopt = !(await scenario.VersionAsync()).HasProof };

        var plan = await scenario.PlanAsync();
        Assert.Equal(RoleState.Drifted, plan.States[RoleKind.ReadWrite]);
        Assert.Equal(
            [RoleState.InSync, RoleState.Updated, RoleState.InSync], (await scenario.ApplyAsync(plan)).Select(outcome => outcome.State));
        await using var session = await scenario.OpenAsync(RoleKind.ReadWrite);
    }

    [Theory]
    [MemberData(nameof(Programs))]
    public async Task A_master_that_may_not_is_told_what_it_lacks(string program)
    {
        await using var scenario = await RoleScenario.StartAsync(program);
        await scenario.Server.ArrangeAsync(
            "CREATE SCHEMA orders", "CREATE USER 'weak'@'%' IDENTIFIED BY 'Weak_0123456789*'",
            "CREATE USER 'blind'@'%' IDENTIFIED BY 'Blind_0123456789*'", "GRANT SELECT ON mysql.* TO 'weak'@'%'");
        scenario.Request = new RoleRequest(scenario.Server.Settings("blind", "Blind_0123456789*"));
        Assert.Equal("Roles.CannotRead", (await Assert.ThrowsAsync<HoopException>(() => scenario.PlanAsync())).ErrorId);

        scenario.Request = new RoleRequest(scenario.Server.Settings("weak", "Weak_0123456789*"));
        var outcomes = await scenario.ProvisionAsync();

        Assert.All(outcomes, outcome => Assert.Equal(RoleState.Failed, outcome.State));
        Assert.All(outcomes, outcome => Assert.Contains("CREATE USER", Assert.Single(outcome.Findings).Message, StringComparison.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Programs))]
    public async Task Without_a_vault_each_run_sets_a_new_password_where_the_server_says_who_made_the_user(string program)
    {
        await using var scenario = await RoleScenario.StartAsync(program);
        var passwords = scenario.NoVault();
        var outcomes = await scenario.ApplyAsync(await scenario.PlanAsync(passwords), passwords);
        Assert.All(outcomes, outcome => Assert.Equal(RoleState.Created, outcome.State));
        await using (await scenario.OpenAsync(outcomes[1].Login!))
            Assert.True(outcomes[1].PasswordChanged);

        // MySQL 5.7 has no place for a mark that proves anything: without the vault nothing shows that it was us.
        if (!(await scenario.VersionAsync()).HasProof)
        {
            Assert.Equal("Roles.NotOurs", (await Assert.ThrowsAsync<HoopException>(() => scenario.PlanAllAsync(passwords))).ErrorId);
            scenario.Request = scenario.Request with { Adopt = true };
        }

        Assert.All(await scenario.ApplyAsync(await scenario.PlanAsync(passwords), passwords),
            outcome => Assert.True(outcome.PasswordChanged));
    }

    [Theory]
    [MemberData(nameof(Programs))]
    public async Task A_test_without_a_vault_takes_the_passwords_as_they_are(string program)
    {
        await using var scenario = await RoleScenario.StartAsync(program);
        await scenario.Server.ArrangeAsync("CREATE SCHEMA orders");
        await scenario.ProvisionWellAsync(RoleState.Created);
        Assert.All((await scenario.PlanAsync(new PresumedRolePasswords())).States.Values, state => Assert.Equal(RoleState.InSync, state));

        await scenario.Server.ArrangeAsync("DROP USER 'hoop_ro'@'%'", "CREATE USER 'hoop_ro'@'%' IDENTIFIED BY 'Theirs_0123456789*'");
        if (!(await scenario.VersionAsync()).HasUserAttributes)
            Assert.Equal(RoleState.Drifted, (await scenario.PlanAsync(new PresumedRolePasswords())).States[RoleKind.ReadOnly]);
        else
            Assert.Equal(
                "Roles.NotOurs",
                (await Assert.ThrowsAsync<HoopException>(() => scenario.PlanAllAsync(new PresumedRolePasswords()))).ErrorId);
    }

    private static async Task ArrangeSchemasAsync(RoleScenario scenario) => await scenario.Server.ArrangeAsync(
            Schemas.SelectMany(
            schema => new[] { $"CREATE SCHEMA {Identifier.Quote(schema)}", $"CREATE TABLE {Identifier.Quote(schema)}.t (id INT)" }).ToArray(
            ));
}
