using HoopConnect.Databases;
using HoopConnect.Databases.PostgreSql.Server;
using HoopConnect.Databases.Roles;
using HoopConnect.Databases.Users;
using HoopConnect.Secrets;
using HoopConnect.Tests.Databases.PostgreSql.Server;
using Npgsql;

namespace HoopConnect.Tests.Databases.PostgreSql.Roles;

/// <summary>
/// Every way in which a run crosses another transaction, each forced: the other one holds what ours needs until ours waits for it. Without
/// the retry each fails, but the one of the transaction that is taken back.
/// </summary>
public class RoleCrossingTests
{
    private const string Unique = "(SQLSTATE 23505)";
    private const string Duplicate = "(SQLSTATE 42710)";
    private const string Concurrently = "tuple concurrently updated";

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [EveryMajor]
    public async Task A_role_that_another_run_is_just_making_is_taken_as_that_one_made_it(int major, bool asOnRds)
    {
        await using var roles = await RoleServer.StartAsync(major, asOnRds);
        await roles.AsMasterAsync("postgres", "CREATE TABLE t (i int)");
        var plan = await roles.PlanAsync();
        var theirs = Theirs(RoleKind.ReadOnly);

        var outcomes =
            await CrossAsync(roles, plan, Making(theirs, marked: true), beforeCommit: () =>
                roles.Passwords.Store(RoleKind.ReadOnly, theirs));

        Crossed(roles, Unique);
        Assert.All(outcomes.Values, outcome => Assert.Empty(outcome.Findings));
        Assert.Equal((RoleState.Updated, false, theirs),
            (outcomes[RoleKind.ReadOnly].State, outcomes[RoleKind.ReadOnly].PasswordChanged, outcomes[RoleKind.ReadOnly].Login));
        Assert.Equal((RoleState.Created, RoleState.Created), (outcomes[RoleKind.ReadWrite].State, outcomes[RoleKind.Ddl].State));
        await roles.AsRoleAsync(RoleKind.ReadOnly, "postgres", "SELECT * FROM t");
        RoleAssert.InSync(await roles.PlanAsync());
    }

    [Theory]
    [EveryMajor]
    public async Task A_role_that_came_after_the_last_look_is_taken_as_it_is(int major, bool asOnRds)
    {
        await using var roles = await RoleServer.StartAsync(major, asOnRds);
        await roles.AsMasterAsync("postgres", "CREATE TABLE t (i int)");
        var plan = await roles.PlanAsync();
        var theirs = Theirs(RoleKind.ReadWrite);
        var came = false;
        roles.Engine.BeforeBatch = async statements =>
        {
            // Once our own statement is on its way, nothing is looked at any more.
            if (came || !statements[0].StartsWith("CREATE ROLE \"hoop_rw\"", StringComparison.Ordinal))
                return;
            came = true;
            await roles.AsMasterAsync("postgres", Making(theirs, marked: true));
            roles.Passwords.Store(RoleKind.ReadWrite, theirs);
        };

        var outcomes = await roles.ApplyAsync(plan);

        Crossed(roles, Duplicate);
        Assert.All(outcomes.Values, outcome => Assert.Empty(outcome.Findings));
        Assert.Equal((RoleState.Updated, theirs), (outcomes[RoleKind.ReadWrite].State, outcomes[RoleKind.ReadWrite].Login));
        await roles.AsRoleAsync(RoleKind.ReadWrite, "postgres", "INSERT INTO t VALUES (1)");
        RoleAssert.InSync(await roles.PlanAsync());
    }

    [Fact]
    public async Task A_role_that_somebody_else_is_just_making_for_something_else_is_left_alone_and_the_others_are_made()
    {
        await using var roles = await RoleServer.StartAsync();
        var plan = await roles.PlanAsync();
        var theirs = Theirs(RoleKind.ReadOnly);

        var outcomes = await CrossAsync(roles, plan, Making(theirs, marked: false));

        Crossed(roles, Unique);
        Assert.Equal(RoleState.Failed, outcomes[RoleKind.ReadOnly].State);
        Assert.Contains(outcomes[RoleKind.ReadOnly].Findings, finding =>
            finding.Message.Contains("was not made by HoopConnect", StringComparison.Ordinal));
        Assert.Equal((RoleState.Created, RoleState.Created), (outcomes[RoleKind.ReadWrite].State, outcomes[RoleKind.Ddl].State));
        Assert.Equal(LoginOutcome.Accepted, await roles.Engine.TryLoginAsync(roles.Request.AsRole(theirs), Stop));
    }

    [Fact]
    public async Task A_role_that_another_run_made_and_told_nobody_the_password_of_is_not_given_another_one()
    {
        await using var roles = await RoleServer.StartAsync();
        var plan = await roles.PlanAsync();
        var theirs = Theirs(RoleKind.ReadOnly);

        var outcomes = await CrossAsync(roles, plan, Making(theirs, marked: true));

        Assert.Equal(RoleState.Failed, outcomes[RoleKind.ReadOnly].State);
        Assert.Contains(outcomes[RoleKind.ReadOnly].Findings, finding =>
            finding.Message.Contains("no password of it that logs in", StringComparison.Ordinal));
        Assert.Equal(LoginOutcome.Accepted, await roles.Engine.TryLoginAsync(roles.Request.AsRole(theirs), Stop));
    }

    [Theory]
    [EveryMajor]
    public async Task An_alteration_that_crosses_anothers_is_made_again_and_what_the_other_did_is_told(int major, bool asOnRds)
    {
        await using var roles = await RoleServer.StartAsync(major, asOnRds);
        await roles.ProvisionAsync();
        await roles.AsMasterAsync("postgres", "ALTER ROLE hoop_ro CREATEDB");

        var outcomes = await CrossAsync(roles, await roles.PlanAsync(), ["ALTER ROLE hoop_ro CONNECTION LIMIT 3"]);

        Crossed(roles, Concurrently);
        // Status is what is read afterwards: the plan could not know of the limit.
        Assert.Equal(RoleState.Incomplete, outcomes[RoleKind.ReadOnly].State);
        Assert.Equal("attribute CONNECTION LIMIT", Assert.Single(outcomes[RoleKind.ReadOnly].Findings).Subject);
        Assert.Equal(false, await roles.ValueAsync("postgres", "SELECT rolcreatedb FROM pg_roles WHERE rolname = 'hoop_ro'"));
        Assert.Equal(RoleState.Updated, (await roles.ProvisionAsync())[RoleKind.ReadOnly].State);
        RoleAssert.InSync(await roles.PlanAsync());
    }

    [Theory]
    [EveryMajor]
    public async Task Grants_that_cross_anothers_grants_on_the_same_objects_are_made_again(int major, bool asOnRds)
    {
        await using var roles = await RoleServer.StartAsync(major, asOnRds);
        await roles.AsMasterAsync("postgres", "CREATE DATABASE app", "CREATE ROLE somebody");
        await roles.AsMasterAsync("app", "CREATE TABLE t (i int)");

        var outcomes = await CrossAsync(roles, await roles.PlanAsync(), ["GRANT SELECT ON t TO somebody"], "app");

        Crossed(roles, Concurrently);
        RoleAssert.All(RoleState.Created, outcomes);
        Assert.Equal(true, await roles.ValueAsync("app", "SELECT has_table_privilege('somebody', 't', 'SELECT')"));
        RoleAssert.InSync(await roles.PlanAsync());
    }

    [Theory]
    [EveryMajor]
    public async Task Default_privileges_that_another_is_the_first_to_give_are_given_again(int major, bool asOnRds)
    {
        await using var roles = await RoleServer.StartAsync(major, asOnRds);
        await roles.AsMasterAsync("postgres", "CREATE DATABASE app", "CREATE ROLE somebody");

        var outcomes =
            await CrossAsync(roles, await roles.PlanAsync(), ["ALTER DEFAULT PRIVILEGES GRANT SELECT ON TABLES TO somebody"], "app");

        Crossed(roles, Unique);
        RoleAssert.All(RoleState.Created, outcomes);
        Assert.Equal(true,
            await roles.ValueAsync("app",
                "SELECT defaclacl::text ~ 'somebody=r' AND defaclacl::text ~ 'hoop_ro=r' FROM pg_default_acl WHERE defaclobjtype = 'r'"));
        RoleAssert.InSync(await roles.PlanAsync());
    }

    [Fact]
    public async Task A_role_whose_making_is_taken_back_is_made()
    {
        await using var roles = await RoleServer.StartAsync();
        var plan = await roles.PlanAsync();

        var outcomes = await CrossAsync(roles, plan, Making(Theirs(RoleKind.ReadOnly), marked: false), commit: false);

        RoleAssert.All(RoleState.Created, outcomes);
        RoleAssert.InSync(await roles.PlanAsync());
    }

    /// <summary>Applies the plan while the statements are done and not committed, and commits them when the plan waits for them.</summary>
    private static async Task<IReadOnlyDictionary<RoleKind, RoleOutcome>> CrossAsync(
        RoleServer roles, RolePlan plan, string[] statements, string database = "postgres", Action? beforeCommit = null, bool commit = true)
    {
        await using var other = await roles.Server.OpenMasterAsync(database, Stop);
        await using var transaction = await other.BeginTransactionAsync(Stop);
        foreach (var statement in statements)
        {
            await using var command = new NpgsqlCommand(statement, other);
            await command.ExecuteNonQueryAsync(Stop);
        }

        var applying = Task.Run(() => roles.ApplyAsync(plan), Stop);
        while (await roles.ValueAsync("postgres", "SELECT count(*) FROM pg_locks WHERE NOT granted") is 0L)
        {
            Assert.False(applying.IsCompleted, "It did not wait for the other transaction.");
            await Task.Delay(20, Stop);
        }

        beforeCommit?.Invoke();
        if (commit)
            await transaction.CommitAsync(Stop);
        else
            await transaction.RollbackAsync(Stop);
        return await applying;
    }

    private static void Crossed(RoleServer roles, string how) =>
        Assert.Contains(roles.Host.Everything, line => line.StartsWith("Attempt 1", StringComparison.Ordinal)
            && line.Contains(how, StringComparison.Ordinal));

    private static DatabaseLogin Theirs(RoleKind kind) => new(kind.RoleName(), Secret.From("Made*by_another_run1"));

    private static string[] Making(DatabaseLogin login, bool marked)
    {
        var create = $"CREATE ROLE {login.UserName} LOGIN PASSWORD "
            + Literal.Quote(ScramVerifier.Create(login.Password, ScramVerifier.DefaultIterations));
        return marked
            ? [create, $"COMMENT ON ROLE {login.UserName} IS {Literal.Quote(new ManagedMark(ManagedKind.Role).ToText())}"] : [create];
    }
}
