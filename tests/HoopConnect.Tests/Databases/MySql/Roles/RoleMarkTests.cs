using HoopConnect.Credentials.Passwords;
using HoopConnect.Databases.MySql.Roles;
using HoopConnect.Databases.MySql.Server;
using HoopConnect.Databases.MySql.Users;
using HoopConnect.Databases.Roles;
using HoopConnect.Databases.Users;
using HoopConnect.Hosting;
using HoopConnect.Secrets;

namespace HoopConnect.Tests.Databases.MySql.Roles;

/// <summary>
/// How the roles are marked on real servers: those of earlier versions, runs that end between two statements, runs at the same time.
/// </summary>
public sealed class RoleMarkTests
{
    public static TheoryData<string> Programs => MySqlTests.Programs;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [MemberData(nameof(Programs))]
    public async Task A_role_of_before_there_was_a_place_for_marks_is_ours_by_its_password_and_is_marked_with_its_next_change(
        string program)
    {
        await using var scenario = await RoleScenario.StartAsync(program);
        var version = await scenario.VersionAsync();
        Assert.SkipWhen(version.HasUserAttributes, "There a role without a mark is marked at once.");
        await scenario.Server.ArrangeAsync("CREATE SCHEMA orders");
        await scenario.ProvisionWellAsync(RoleState.Created);
        await UnmarkAsync(scenario, version);

        var plan = await scenario.PlanAsync();
        Assert.True(plan.Plan.IsEmpty, plan.Plan.ToString());
        Assert.All(plan.States.Values, state => Assert.Equal(RoleState.InSync, state));
        Assert.Empty(await MarkedAsync(scenario));

        await scenario.Server.ArrangeAsync("CREATE SCHEMA made_later");
        await scenario.ProvisionWellAsync(RoleState.Updated);
        Assert.Equal(["hoop_ddl", "hoop_ro", "hoop_rw"], await MarkedAsync(scenario));
    }

    [Theory]
    [MemberData(nameof(Programs))]
    public async Task It_is_removed_by_its_password_too(string program)
    {
        await using var scenario = await RoleScenario.StartAsync(program);
        var version = await scenario.VersionAsync();
        Assert.SkipWhen(version.HasUserAttributes, "There a role without a mark is not ours.");
        await scenario.ProvisionWellAsync(RoleState.Created);
        await UnmarkAsync(scenario, version);

        Assert.All(await scenario.RemoveAsync(scenario.NoVault()),
            outcome => Assert.Equal((RoleState.Failed, "Roles.NotOurs"), (outcome.State, Assert.Single(outcome.Findings).Reason)));
        Assert.All(await scenario.RemoveAsync(), outcome => Assert.Equal(RoleState.Removed, outcome.State));
    }

    [Fact]
    public async Task A_run_that_dies_after_any_statement_is_finished_by_the_next()
    {
        await using var scenario = await RoleScenario.StartAsync();
        await scenario.Server.ArrangeAsync("CREATE SCHEMA orders");
        scenario.Request = scenario.Request with { Kinds = [RoleKind.ReadWrite] };
        // The mark role, the ledger in two statements, the row, the user.
        for (var died = 0; died <= 5; died++)
        {
            var plan = await scenario.PlanAsync();
            await Assert.ThrowsAsync<InvalidProgramException>(() => scenario.ApplyAsync(plan, new Dying(scenario, plan.Changes[0], died)));

            var outcome = Assert.Single(await scenario.ProvisionAsync());

            Assert.Empty(outcome.Findings);
            Assert.True((await scenario.PlanAsync()).Plan.IsEmpty);
            Assert.Equal(["hoop_rw"], await MarkedAsync(scenario));
            await using (var session = await scenario.OpenAsync(RoleKind.ReadWrite))
                Assert.Null(await RoleScenario.TryAsync(session, "USE orders"));
            Assert.Equal(RoleState.Removed, Assert.Single(await scenario.RemoveAsync()).State);
            await scenario.Server.ArrangeAsync("DROP SCHEMA hoop_connect", "DROP ROLE hoop_connect_role");
        }
    }

    [Theory]
    [MemberData(nameof(Programs))]
    public async Task Runs_at_the_same_time_make_each_role_once_and_share_its_password(string program)
    {
        await using var scenario = await RoleScenario.StartAsync(program);
        await scenario.Server.ArrangeAsync("CREATE SCHEMA orders");
        var plans = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => scenario.PlanAsync()));

        var outcomes = await Task.WhenAll(plans.Select(plan => Task.Run(() => scenario.ApplyAsync(plan), Stop)));

        Assert.All(outcomes.SelectMany(run => run), outcome => Assert.Empty(outcome.Findings));
        Assert.Equal(3, outcomes.SelectMany(run => run).Count(outcome => outcome.State == RoleState.Created));
        Assert.Equal(3, outcomes.SelectMany(run => run).Select(outcome => outcome.Login!.Password.Reveal()).Distinct().Count());
        Assert.True((await scenario.PlanAsync()).Plan.IsEmpty);

        // Removals cross as well: who comes second finds them gone.
        var removals = await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => Task.Run(() => scenario.RemoveAsync(), Stop)));
        Assert.All(removals
            .SelectMany(run => run), outcome => Assert.Equal((RoleState.Removed, 0), (outcome.State, outcome.Findings.Count)));
    }

    [Theory]
    [MemberData(nameof(Programs))]
    public async Task A_master_that_cannot_make_or_write_the_ledger_is_refused_before_the_first_change(string program)
    {
        await using var scenario = await RoleScenario.StartAsync(program);
        var version = await scenario.VersionAsync();
        Assert.SkipWhen(version.HasUserAttributes, "There is no need of a ledger.");
        await scenario.Server.ArrangeAsync(
            "CREATE SCHEMA orders", "CREATE USER 'second'@'%' IDENTIFIED BY 'Second_0123456789*'",
            "GRANT SELECT ON *.* TO 'second'@'%'", "GRANT CREATE USER ON *.* TO 'second'@'%'", "GRANT INSERT, UPDATE, DELETE ON " +
            "orders.* TO 'second'@'%' WITH GRANT OPTION");
        var first = scenario.Request;
        scenario.Request = new RoleRequest(scenario.Server.Settings("second", "Second_0123456789*")) { Kinds = [RoleKind.ReadWrite] };

        var refused = await Assert.ThrowsAsync<HoopException>(() => scenario.PlanAsync());

        Assert.Equal("Ledger.CannotCreate", refused.ErrorId);
        Assert.Contains("it lacks CREATE, INSERT, UPDATE, DELETE on the schema `hoop_connect`", refused.Message, StringComparison.Ordinal);
        // The administrator runs what it says, or part of it.
        var statements = refused.RecommendedAction!.Split(": ", 2)[1].Split("; ");
        Assert.Equal(version.HasMarkRoles ? 5 : 3, statements.Length);
        await scenario.Server.ArrangeAsync(statements[..3]);
        await scenario.Server.ArrangeAsync("GRANT SELECT ON orders.* TO 'second'@'%' WITH GRANT OPTION");
        if (version.HasMarkRoles)
        {
            // Another made the role, and only who administers it makes members.
            scenario.Request = first with { Kinds = [RoleKind.ReadOnly] };
            Assert.Equal(RoleState.Created, Assert.Single(await scenario.ProvisionAsync()).State);
            scenario.Request = new RoleRequest(scenario.Server.Settings("second", "Second_0123456789*")) { Kinds = [RoleKind.ReadWrite] };
            var again = await Assert.ThrowsAsync<HoopException>(() => scenario.PlanAsync());
            Assert.Equal("Ledger.CannotCreate", again.ErrorId);
            Assert.Contains("it may not make members of the role `hoop_connect_role`", again.Message, StringComparison.Ordinal);
            Assert.EndsWith(
                "GRANT `hoop_connect_role` TO 'second'@'%' WITH ADMIN OPTION", again.RecommendedAction, StringComparison.Ordinal);
            await using var master = await Session.OpenAsync(first.Master, Stop);
            await master.ExecuteBatchAsync(["GRANT `hoop_connect_role` TO 'second'@'%' WITH ADMIN OPTION"], Stop);
        }

        var outcome = Assert.Single(await scenario.ProvisionAsync());
        Assert.True(outcome.State == RoleState.Created, string.Join("; ", outcome.Findings));
    }

    private static async Task UnmarkAsync(RoleScenario scenario, ServerRelease version)
    {
        await using (var master = await Session.OpenAsync(scenario.Request.Master, Stop))
        {
            if (version.HasMarkRoles)
                await master.ExecuteBatchAsync(
                    [.. RoleNames.All.Select(kind => $"REVOKE {MarkRole.SqlOf(ManagedKind.Role, version)} FROM '{kind.RoleName()}'@'%'")],
                    Stop);
        }

        await scenario.Server.ArrangeAsync("DROP SCHEMA hoop_connect");
    }

    private static async Task<IReadOnlyList<string>> MarkedAsync(RoleScenario scenario)
    {
        await using var master = await Session.OpenAsync(scenario.Request.Master, Stop);
        var server = await new ServerReader(master, ManagedKind.Role, RolePlanner.UserNames).ReadAsync(null, Stop);
        return [.. server.Accounts.Where(account => MarkReading.Of(account, server.Version).Is(ManagedKind.Role))
            .Select(account => account.Account.User).Order(StringComparer.Ordinal)];
    }

    /// <summary>
    /// A process that is gone after some statements of those that make the user; its password is in the vault, as always before it is
    /// set.
    /// </summary>
    private sealed class Dying(RoleScenario scenario, RoleChange change, int statements) : IRolePasswords
    {
        private readonly VaultRolePasswords _passwords = scenario.Passwords();

        public Task<RolePasswordState> InspectAsync(RoleKind role, bool existsOnServer, CancellationToken cancellationToken) =>
            _passwords.InspectAsync(role, existsOnServer, cancellationToken);

        public Task<DatabaseLogin> ChangeAsync(
            RoleKind role, Func<Secret, CancellationToken, Task> setOnServer, CancellationToken cancellationToken) =>
            _passwords.ChangeAsync(role, async (password, token) =>
            {
                var hash = $"'{PasswordHash.Create(change.Plugin, password)}'";
                await using (var master = await Session.OpenAsync(scenario.Request.Master, token))
                    await master.ExecuteBatchAsync(
                        [.. change.Marked.WithFoundation(change.AccountStatements(hash)).Take(statements)
                        .Select(statement => statement.Sql)], token);
                throw new InvalidProgramException("the process is gone");
            }, cancellationToken);

        public Task ForgetAsync(RoleKind role, CancellationToken cancellationToken) => _passwords.ForgetAsync(role, cancellationToken);
    }
}
