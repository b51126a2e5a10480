using HoopConnect.Credentials.Passwords;
using HoopConnect.Databases;
using HoopConnect.Databases.IamUsers;
using HoopConnect.Databases.MySql.Server;
using HoopConnect.Databases.MySql.Users;
using HoopConnect.Databases.Roles;
using HoopConnect.Databases.Users;
using HoopConnect.Hosting;
using HoopConnect.IamAuthentication.Users;
using HoopConnect.Tests.IamAuthentication;
using HoopConnect.Tests.Provisioning;

namespace HoopConnect.Tests.Databases.MySql.IamUsers;

/// <summary>
/// Users that log in by IAM beside the other kinds on a real MariaDB: listed and removed by their mark, taken over by no other kind
/// unless asked.
/// </summary>
public sealed class IamKindTests(SandboxFixture sandboxes)
{
    private const string Reporter = "Report 'User' \"1\"";
    private const string SessionUser = "_hoop_session_user_bb0465c4";

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task They_are_listed_by_their_mark_and_removed_whatever_their_name()
    {
        await using var scenario = await IamScenario.MariaDbAsync(sandboxes);
        await scenario.ArrangeAsync("CREATE SCHEMA shop", "CREATE USER 'shop_app'@'%'");
        Assert.Equal(
            RoleState.Created, await ApplyAsync(scenario, new IamUserRequest(scenario.Master, Reporter) { Role = RoleKind.ReadOnly }));
        // A row of the ledger claims, and is no mark.
        await scenario.ArrangeAsync(Ledger.Write(new Account("shop_app", "%"), new ManagedMark(ManagedKind.Iam)));
        await using var open = await scenario.Engine.OpenAsync(scenario.Settings(Reporter, await scenario.TokenAsync(Reporter)), Stop);

        var listed = Assert.Single(await ListAsync(scenario, ManagedKind.Iam));
        Assert.Equal(
            (Reporter, ManagedKind.Iam, null, false, 1),
            (listed.UserName, listed.Mark!.Kind, listed.Expires, listed.Expired, listed.OpenSessions));
        Assert.InRange(listed.Mark.Created!.Value, DateTimeOffset.UtcNow.AddMinutes(-5), DateTimeOffset.UtcNow.AddMinutes(1));
        Assert.Equal(["shop"], listed.Databases);
        Assert.Empty(await ListAsync(scenario, ManagedKind.Session));
        Assert.Empty(await ListAsync(scenario, ManagedKind.Role));

        Assert.Equal("NotOurs", (await RefusedAsync(scenario, "shop_app", ManagedKind.Iam)).Reason);
        Assert.Equal("NotASessionUser", (await RefusedAsync(scenario, Reporter, ManagedKind.Session)).Reason);
        Assert.Equal("NotARole", (await RefusedAsync(scenario, Reporter, ManagedKind.Role)).Reason);
        Assert.Equal("Master", (await RefusedAsync(scenario, scenario.Master.Login.UserName, ManagedKind.Iam, adopt: true)).Reason);
        var removed = await RemoveAsync(scenario, Reporter, ManagedKind.Iam);
        Assert.Equal((UserRemovalState.Removed, 0), (removed.State, removed.Findings.Count));
        Assert.Equal(
            "Database.Unreachable", (await Assert.ThrowsAsync<HoopException>(() => open.QueryAsync("SELECT 1", [], Stop))).ErrorId);
        Assert.Equal(UserRemovalState.Missing, (await RemoveAsync(scenario, Reporter, ManagedKind.Iam)).State);
        Assert.Equal(["shop_app"], await ColumnAsync(scenario, "SELECT user FROM hoop_connect.session_users"));
        Assert.Equal(UserRemovalState.Removed, (await RemoveAsync(scenario, "shop_app", ManagedKind.Iam, adopt: true)).State);
    }

    [Fact]
    public async Task No_login_is_opened_to_a_user_with_a_power_that_cannot_be_taken_back()
    {
        await using var scenario = await IamScenario.MariaDbAsync(sandboxes);
        await scenario.ArrangeAsync("CREATE SCHEMA shop");
        var request = new IamUserRequest(scenario.Master, Reporter) { Role = RoleKind.ReadOnly };
        await ApplyAsync(scenario, request);
        var account = new Account(Reporter, "%").Sql;
        await scenario.ArrangeAsync($"GRANT PROCESS ON *.* TO {account}");
        Assert.Equal(RoleState.Updated, await ApplyAsync(scenario, request));

        await scenario.ArrangeAsync($"GRANT FILE ON *.* TO {account}");
        var refused = await Assert.ThrowsAsync<HoopException>(() => ApplyAsync(scenario, request));
        Assert.Equal("IamUser.HasPowers", refused.ErrorId);
        Assert.Contains($"REVOKE FILE ON *.* FROM {account}", refused.RecommendedAction, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_removal_that_was_cut_off_after_the_lock_is_ended_by_the_next_and_a_locked_user_is_mended()
    {
        await using var scenario = await IamScenario.MariaDbAsync(sandboxes);
        await ApplyAsync(scenario, new IamUserRequest(scenario.Master, Reporter));
        await scenario.ArrangeAsync($"ALTER USER {new Account(Reporter, "%").Sql} ACCOUNT LOCK");

        Assert.Equal(RoleState.Updated, await ApplyAsync(scenario, new IamUserRequest(scenario.Master, Reporter)));
        Assert.Equal(LoginOutcome.Accepted, await scenario.LogInAsync(Reporter, await scenario.TokenAsync(Reporter)));
        await scenario.ArrangeAsync($"ALTER USER {new Account(Reporter, "%").Sql} ACCOUNT LOCK");
        Assert.Equal(UserRemovalState.Removed, (await RemoveAsync(scenario, Reporter, ManagedKind.Iam)).State);
    }

    [Fact]
    public async Task None_is_made_with_a_name_that_is_still_a_definer()
    {
        await using var scenario = await IamScenario.MariaDbAsync(sandboxes);
        await scenario.ArrangeAsync("CREATE SCHEMA shop", $"CREATE DEFINER = {new Account(Reporter, "%").Sql} PROCEDURE shop.p() SELECT 1");

        var refused = await Assert.ThrowsAsync<HoopException>(() => ApplyAsync(scenario, new IamUserRequest(scenario.Master, Reporter)));
        Assert.Equal("Roles.NameIsDefiner", refused.ErrorId);
        await scenario.ArrangeAsync("DROP PROCEDURE shop.p");
        Assert.Equal(RoleState.Created, await ApplyAsync(scenario, new IamUserRequest(scenario.Master, Reporter)));
    }

    [Theory]
    [InlineData("hoop_ro")]
    [InlineData(SessionUser)]
    public async Task No_user_of_another_kind_is_taken_over_or_removed_unless_asked(string name)
    {
        await using var scenario = await IamScenario.MariaDbAsync(sandboxes);
        var kind = name == SessionUser ? ManagedKind.Session : ManagedKind.Role;
        await MakeAsync(scenario, name, kind);

        foreach (var request in (IamUserRequest[])[new(scenario.Master, name), new(scenario.Master, name) { IsExisting = true }])
        {
            var refused = await Assert.ThrowsAsync<HoopException>(() => ApplyAsync(scenario, request));
            Assert.Equal("IamUser.NotOurs", refused.ErrorId);
            Assert.Contains(MarkReading.Words(kind), refused.Message, StringComparison.Ordinal);
        }

        var mismatch = await RefusedAsync(scenario, name, ManagedKind.Iam);
        Assert.Equal("NotOurs", mismatch.Reason);
        Assert.Contains(MarkReading.Words(kind), mismatch.Message, StringComparison.Ordinal);

        Assert.Equal(RoleState.Updated, await ApplyAsync(scenario, new IamUserRequest(scenario.Master, name) { Adopt = true }));
        Assert.Equal(name, Assert.Single(await ListAsync(scenario, ManagedKind.Iam)).UserName);
        Assert.All(await ListAsync(scenario, kind), user => Assert.Null(user.Mark));
        var back = await RefusedAsync(scenario, name, kind);
        Assert.Contains(MarkReading.Words(ManagedKind.Iam), back.Message, StringComparison.Ordinal);
        Assert.Equal(UserRemovalState.Removed, (await RemoveAsync(scenario, name, ManagedKind.Iam)).State);
    }

    [Fact]
    public async Task The_roles_take_back_what_logs_in_by_IAM_only_when_asked()
    {
        await using var scenario = await IamScenario.MariaDbAsync(sandboxes);
        await MakeAsync(scenario, "hoop_ro", ManagedKind.Role);
        await ApplyAsync(scenario, new IamUserRequest(scenario.Master, "hoop_ro") { IsExisting = true, Adopt = true });
        var request = new RoleRequest(scenario.Master) { Kinds = [RoleKind.ReadOnly] };

        var refused = await Assert.ThrowsAsync<HoopException>(() => ProvisionAsync(scenario, request));
        Assert.Equal("Roles.NotOurs", refused.ErrorId);
        Assert.Contains(MarkReading.Words(ManagedKind.Iam), refused.Message, StringComparison.Ordinal);
        Assert.Equal(
            "Roles.NotOurs",
            (await Assert.ThrowsAsync<HoopException>(() =>
            scenario.Engine.Roles.PlanRemovalAsync(request, new RecordingHost(), Stop))).ErrorId);

        var outcome = Assert.Single(await ProvisionAsync(scenario, request with { Adopt = true }));
        Assert.Equal((RoleState.Updated, 0), (outcome.State, outcome.Findings.Count));
        Assert.Equal(LoginOutcome.Accepted, await scenario.Engine.TryLoginAsync(scenario.Master with { Login = outcome.Login! }, Stop));
        Assert.Empty(await ListAsync(scenario, ManagedKind.Iam));
        Assert.Equal(
            "IamUser.NotOurs",
            (await Assert.ThrowsAsync<HoopException>(() => ApplyAsync(scenario, new IamUserRequest(scenario.Master, "hoop_ro")))).ErrorId);
    }

    [Fact]
    public async Task A_run_that_dies_after_any_statement_is_finished_by_the_next()
    {
        await using var scenario = await IamScenario.MariaDbAsync(sandboxes);
        await scenario.ArrangeAsync("CREATE SCHEMA shop");
        var request = new IamUserRequest(scenario.Master, Reporter) { Role = RoleKind.ReadWrite };
        var count = 1;
        for (var died = 0; died < count; died++)
        {
            var plan = await scenario.Engine.IamUsers.PlanAsync(request, new RecordingHost(), Stop);
            count = plan.Plan.Steps.Count;
            await using (var master = await scenario.Engine.OpenAsync(scenario.Master, Stop))
                await master.ExecuteBatchAsync([.. plan.Plan.Steps.Take(died).Select(step => step.Statement)], Stop);

            Assert.Contains(await ApplyAsync(scenario, request), (RoleState[])[RoleState.Created, RoleState.Updated, RoleState.InSync]);

            Assert.True((await scenario.Engine.IamUsers.PlanAsync(request, new RecordingHost(), Stop)).Plan.IsEmpty);
            Assert.Equal(LoginOutcome.Accepted, await scenario.LogInAsync(Reporter, await scenario.TokenAsync(Reporter)));
            Assert.Equal(UserRemovalState.Removed, (await RemoveAsync(scenario, Reporter, ManagedKind.Iam)).State);
            await scenario.ArrangeAsync("DROP SCHEMA hoop_connect", "DROP ROLE hoop_connect_iam");
        }

        Assert.Equal(7, count);
    }

    [Fact]
    public async Task A_user_that_an_earlier_version_made_bears_no_mark_and_is_taken_over_when_asked()
    {
        await using var scenario = await IamScenario.MariaDbAsync(sandboxes);
        await scenario.ArrangeAsync(
            $"CREATE USER {new Account(Reporter, "%").Sql} IDENTIFIED VIA AWSAuthenticationPlugin USING 'RDS' REQUIRE SSL");

        Assert.Equal(
            "IamUser.NotOurs",
            (await Assert.ThrowsAsync<HoopException>(() => ApplyAsync(scenario, new IamUserRequest(scenario.Master, Reporter)))).ErrorId);
        Assert.Equal(RoleState.Updated, await ApplyAsync(scenario, new IamUserRequest(scenario.Master, Reporter) { Adopt = true }));
        Assert.Equal(RoleState.InSync, await ApplyAsync(scenario, new IamUserRequest(scenario.Master, Reporter)));
        Assert.Equal(Reporter, Assert.Single(await ListAsync(scenario, ManagedKind.Iam)).UserName);
    }

    [Fact]
    public async Task A_server_that_takes_no_changes_is_left_alone_and_one_that_commits_nothing_by_itself_is_changed()
    {
        await using var scenario = await IamScenario.MariaDbAsync(sandboxes);
        await scenario.ArrangeAsync("SET GLOBAL autocommit = 0");
        await ApplyAsync(scenario, new IamUserRequest(scenario.Master, Reporter));
        Assert.Equal(Reporter, Assert.Single(await ListAsync(scenario, ManagedKind.Iam)).UserName);
        await scenario.ArrangeAsync("SET GLOBAL read_only = ON");

        Assert.Equal(
            "Database.ReadOnly",
            (await Assert.ThrowsAsync<HoopException>(() => ApplyAsync(scenario, new IamUserRequest(scenario.Master, "another")))).ErrorId);
        Assert.Equal(
            "Database.ReadOnly", (await Assert.ThrowsAsync<HoopException>(() => RemoveAsync(scenario, Reporter, ManagedKind.Iam))).ErrorId);

        await scenario.ArrangeAsync("SET GLOBAL read_only = OFF");
        await RemoveAsync(scenario, Reporter, ManagedKind.Iam);
        Assert.Empty(await ColumnAsync(scenario, "SELECT user FROM hoop_connect.session_users"));
    }

    [Fact]
    public async Task What_nobody_says_that_we_gave_is_left_and_told()
    {
        await using var scenario = await IamScenario.MariaDbAsync(sandboxes);
        await scenario.ArrangeAsync(
            "CREATE SCHEMA shop", "CREATE USER 'clerk'@'%' IDENTIFIED BY 'a-password'", "GRANT INSERT, UPDATE ON shop.* TO 'clerk'@'%'");
        var users = new IamDbUsers(scenario.Described());
        var request = new IamUserRequest(scenario.Master, "clerk") { IsExisting = true, Role = RoleKind.ReadOnly };

        var left = await users.ApplyAsync(await users.PlanAsync(request, new RecordingHost(), Stop), new RecordingHost(), Stop);

        Assert.Equal(RoleState.Incomplete, left.State);
        Assert.Equal(["INSERT", "UPDATE"], left.Findings.Select(finding => finding.Message.Split(' ', ',')[1]));
        Assert.All(left.Findings, finding => Assert.Contains("-Adopt", finding.Message, StringComparison.Ordinal));
        Assert.Equal("IamUser.Incomplete", IamDbUsers.Incomplete(left)!.ErrorId);
    }

    private static async Task<RoleState> ApplyAsync(IamScenario scenario, IamUserRequest request)
    {
        var plan = await scenario.Engine.IamUsers.PlanAsync(request, new RecordingHost(), Stop);
        var outcome = await plan.ApplyAsync(new RecordingHost(), Stop);
        Assert.Empty(outcome.Findings);
        return outcome.State;
    }

    private static async Task<IReadOnlyList<ManagedUser>> ListAsync(IamScenario scenario, ManagedKind kind)
    {
        var users = new List<ManagedUser>();
        await foreach (
            var user in scenario.Engine.ManagedUsers.ListAsync(
                new ManagedUserQuery(scenario.Master) { Kind = kind }, new RecordingHost(), Stop))
            users.Add(user);
        return users;
    }

    private static async Task<UserRemoval> RemoveAsync(IamScenario scenario, string name, ManagedKind kind, bool adopt = false)
    {
        var request =
            new UserRemovalRequest(scenario.Master, [new UserToRemove(name, OnlyIfExpired: false)]) { Kind = kind, Adopt = adopt };
        var plan = await scenario.Engine.ManagedUsers.PlanRemovalAsync(request, new RecordingHost(), Stop);
        var outcomes = new List<UserRemoval>();
        await foreach (var outcome in plan.ApplyAsync(_ => { }, new RecordingHost(), Stop))
            outcomes.Add(outcome);
        return Assert.Single(outcomes);
    }

    private static async Task<Finding> RefusedAsync(IamScenario scenario, string name, ManagedKind kind, bool adopt = false)
    {
        var outcome = await RemoveAsync(scenario, name, kind, adopt);
        Assert.Equal(UserRemovalState.Refused, outcome.State);
        return Assert.Single(outcome.Findings);
    }

    private static async Task<IReadOnlyList<string>> ColumnAsync(IamScenario scenario, string query)
    {
        await using var master = await scenario.Engine.OpenAsync(scenario.Master, Stop);
        return [.. (await master.QueryAsync(query, [], Stop)).Select(row => ServerValue.Text(row[0]))];
    }

    private static async Task<IReadOnlyList<RoleOutcome>> ProvisionAsync(IamScenario scenario, RoleRequest request)
    {
        var passwords = new TransientRolePasswords(scenario.Engine, request.Master);
        var outcomes = new List<RoleOutcome>();
        await foreach (
            var outcome in (await scenario.Engine.Roles.PlanAsync(request, passwords, new RecordingHost(), Stop)).ApplyAsync(
            passwords, new RecordingHost(), Stop))
            outcomes.Add(outcome);
        return outcomes;
    }

    /// <summary>Makes a role as the product does, a session user by the same statements.</summary>
    private static async Task MakeAsync(IamScenario scenario, string name, ManagedKind kind)
    {
        if (kind == ManagedKind.Role)
        {
            Assert.Equal(
                RoleState.Created, Assert
                .Single(await ProvisionAsync(scenario, new RoleRequest(scenario.Master) { Kinds = [RoleKind.ReadOnly] })).State);
            return;
        }

        var account = new Account(name, "%");
        await using var master = await Session.OpenAsync(scenario.Master, Stop);
        var marked = new MarkedAccount(await new ServerReader(master, kind, [name]).ReadAsync([account], Stop), account, kind);
        var mark = new ManagedMark(kind) { Policy = "p", Expires = DateTimeOffset.UtcNow.AddHours(1) };
        await marked.RunAsync(master, marked.Create(mark, PasswordHash.Clause(master.Version, master.Version.DefaultPlugin, "''")), Stop);
    }
}
