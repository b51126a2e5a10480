using HoopConnect.Databases;
using HoopConnect.Databases.IamUsers;
using HoopConnect.Databases.Roles;
using HoopConnect.Databases.SessionUsers;
using HoopConnect.Databases.Users;
using HoopConnect.Discovery;
using HoopConnect.Hosting;
using HoopConnect.IamAuthentication.Users;
using HoopConnect.Secrets;
using HoopConnect.Tests.Provisioning;

namespace HoopConnect.Tests.IamAuthentication.Users;

/// <summary>Users that log in by token, made by the master at real servers and proved by logging in.</summary>
public class IamDbUsersTests(SandboxFixture sandboxes)
{
    private const string Report = "Report 'User' \"1\"";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public static TheoryData<string> Engines => ["postgres", "mariadb"];

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task A_user_is_made_logs_in_by_token_and_is_left_alone_the_second_time(string engine)
    {
        await using var scenario = await OpenAsync(engine);
        var user = await ApplyAsync(scenario, new IamUserRequest(scenario.Master, Report));
        Assert.Equal((RoleState.Created, 0), (user.State, user.Findings.Count));
        Assert.Equal($"arn:aws:rds-db:eu-west-1:{scenario.AccountId}:dbuser:{scenario.Database.ResourceId}/{Report}", user.ConnectArn);
        Assert.Equal(LoginOutcome.Accepted, await scenario.LogInAsync(Report, await scenario.TokenAsync(Report)));

        var again = await PlanAsync(scenario, new IamUserRequest(scenario.Master, Report));
        Assert.True(again.Plan.IsEmpty, again.Plan.ToString());
        Assert.Equal(RoleState.InSync, (await Users(scenario).ApplyAsync(again, new RecordingHost(), Cancel)).State);
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task Its_privileges_are_those_of_the_role_and_change_with_it(string engine)
    {
        await using var scenario = await OpenAsync(engine);
        await MakeTableAsync(scenario, engine);
        await ApplyAsync(scenario, new IamUserRequest(scenario.Master, Report) { Role = RoleKind.ReadWrite });
        await RunAsync(scenario, Report, "SELECT * FROM shop.t", "INSERT INTO shop.t VALUES (2)");
        await Assert.ThrowsAnyAsync<HoopException>(() => RunAsync(scenario, Report, "DROP TABLE shop.t"));

        var user = await ApplyAsync(scenario, new IamUserRequest(scenario.Master, Report) { Role = RoleKind.ReadOnly });
        Assert.Equal(RoleState.Updated, user.State);
        await RunAsync(scenario, Report, "SELECT * FROM shop.t");
        await Assert.ThrowsAnyAsync<HoopException>(() => RunAsync(scenario, Report, "INSERT INTO shop.t VALUES (3)"));
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task Its_privileges_are_those_of_a_policy_and_narrow_with_it(string engine)
    {
        await using var scenario = await OpenAsync(engine);
        // Made by the master, who can grant on it.
        await using (var master = await scenario.Engine.OpenAsync(scenario.Master, Cancel))
            await master.ExecuteBatchAsync(
                engine == "postgres"
                    ? ["CREATE SCHEMA shop", "CREATE TABLE shop.t (id int)"]
                    : ["CREATE DATABASE shop", "CREATE TABLE shop.t (id int)"],
                Cancel);
        GrantScope[] scopes = [engine == "postgres" ? new GrantScope("postgres", "shop") : new GrantScope("shop", "shop")];
        var wide = new IamUserRequest(scenario.Master, Report)
        {
            Grants = new GrantRequest("wide", scopes, [GrantPrivilege.Select, GrantPrivilege.Insert]),
        };
        Assert.Equal(RoleState.Created, (await ApplyAsync(scenario, wide)).State);
        await RunAsync(scenario, Report, "SELECT * FROM shop.t", "INSERT INTO shop.t VALUES (2)");
        Assert.True((await PlanAsync(scenario, wide)).Plan.IsEmpty);
        await Assert.ThrowsAnyAsync<HoopException>(() => RunAsync(scenario, Report, "DELETE FROM shop.t"));

        var narrow = wide with { Grants = new GrantRequest("narrow", scopes, [GrantPrivilege.Select]) };
        Assert.Equal(RoleState.Updated, (await ApplyAsync(scenario, narrow)).State);
        await RunAsync(scenario, Report, "SELECT * FROM shop.t");
        await Assert.ThrowsAnyAsync<HoopException>(() => RunAsync(scenario, Report, "INSERT INTO shop.t VALUES (3)"));

        var elsewhere = wide with
        {
            Grants = new GrantRequest("elsewhere", [new GrantScope("nowhere", "nowhere")], [GrantPrivilege.Select]),
        };
        Assert.Equal("IamUser.DatabaseNotFound", (await Assert.ThrowsAsync<HoopException>(() => PlanAsync(scenario, elsewhere))).ErrorId);
        Assert.Equal(
            "IamUser.RoleAndPolicy",
            (await Assert.ThrowsAsync<HoopException>(() => PlanAsync(scenario, wide with { Role = RoleKind.ReadOnly }))).ErrorId);
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task A_user_of_the_same_name_that_is_not_ours_stays_as_it_is_until_it_is_taken_over(string engine)
    {
        await using var scenario = await OpenAsync(engine);
        await scenario.ArrangeAsync(CreateUser(engine, Report));
        var refused = await Assert.ThrowsAsync<HoopException>(() => PlanAsync(scenario, new IamUserRequest(scenario.Master, Report)));
        Assert.Equal("IamUser.NotOurs", refused.ErrorId);
        Assert.Equal(LoginOutcome.Accepted, await scenario.LogInAsync(Report, "a-password"));

        var user = await ApplyAsync(scenario, new IamUserRequest(scenario.Master, Report) { Adopt = true });
        Assert.Equal(RoleState.Updated, user.State);
        Assert.Equal(LoginOutcome.Accepted, await scenario.LogInAsync(Report, await scenario.TokenAsync(Report)));
        Assert.True((await PlanAsync(scenario, new IamUserRequest(scenario.Master, Report))).Plan.IsEmpty);
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task An_existing_user_is_switched_over_with_its_privileges_and_its_password_stops_working(string engine)
    {
        await using var scenario = await OpenAsync(engine);
        await MakeTableAsync(scenario, engine);
        await scenario.ArrangeAsync([.. CreateUser(engine, Report), .. engine == "postgres"
            ? new[] { $"GRANT USAGE ON SCHEMA shop TO {Quoted(engine, Report)}", $"GRANT SELECT ON shop.t TO {Quoted(engine, Report)}" }
            : [$"GRANT SELECT ON shop.t TO {Quoted(engine, Report)}"]]);
        var plan = await PlanAsync(scenario, new IamUserRequest(scenario.Master, Report) { IsExisting = true });
        Assert.Contains("its password stops working", Assert.Single(plan.Plan.Steps).ToString(), StringComparison.Ordinal);
        Assert.Equal(LoginOutcome.Accepted, await scenario.LogInAsync(Report, "a-password"));

        Assert.Equal(RoleState.Updated, (await Users(scenario).ApplyAsync(plan, new RecordingHost(), Cancel)).State);
        await Assert.ThrowsAsync<HoopException>(async () =>
            await (await scenario.Engine.OpenAsync(scenario.Settings(Report, "a-password"), Cancel)).DisposeAsync());
        await RunAsync(scenario, Report, "SELECT * FROM shop.t");
        Assert.True((await PlanAsync(scenario, new IamUserRequest(scenario.Master, Report) { IsExisting = true })).Plan.IsEmpty);
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task A_user_that_is_not_there_cannot_be_switched_over(string engine)
    {
        await using var scenario = await OpenAsync(engine);
        await scenario.ArrangeAsync(CreateUser(engine, "report"));
        var refused = await Assert.ThrowsAsync<HoopException>(() =>
            PlanAsync(scenario, new IamUserRequest(scenario.Master, "Report") { IsExisting = true }));
        Assert.Equal("IamUser.NotFound", refused.ErrorId);
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task Before_IAM_authentication_is_enabled_nothing_is_made_and_the_mend_is_named(string engine)
    {
        await using var scenario =
            engine == "postgres"
                ? await IamScenario.PostgresAsync(sandboxes, isEnabled: false)
                : await IamScenario.MariaDbAsync(sandboxes, isEnabled: false);
        var request = new IamUserRequest(scenario.Master, Report);
        var byRds = await Assert.ThrowsAsync<HoopException>(() => PlanAsync(scenario, request));
        Assert.Equal("IamAuthentication.NotEnabled", byRds.ErrorId);
        Assert.Contains("Enable-HoopIamAuthentication", byRds.RecommendedAction, StringComparison.Ordinal);

        // A server named by its address tells it itself.
        var byServer =
            await Assert.ThrowsAsync<HoopException>(() => scenario.Engine.IamUsers.PlanAsync(request, new RecordingHost(), Cancel));
        Assert.Equal("IamAuthentication.NotEnabled", byServer.ErrorId);
        Assert.Contains(
            engine == "postgres" ? "role \"rds_iam\" does not exist" : "plugin 'AWSAuthenticationPlugin' is not loaded",
            byServer.Message,
            StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task The_administrator_is_switched_over_only_after_a_second_way_in_was_proved(string engine)
    {
        await using var scenario = await OpenAsync(engine);
        var request = new IamUserRequest(scenario.Master, scenario.Master.Login.UserName) { IsExisting = true };
        Assert.Equal("IamUser.NoSecondWayIn", (await RefusedAsync(request)).ErrorId);
        Assert.Equal("IamUser.IsMaster", (await RefusedAsync(request with { IsExisting = false })).ErrorId);

        await scenario.ArrangeAsync(CreateUser(engine, "clerk"));
        await scenario.ArrangeAsync(CreateAdmin(engine, "spare"));
        await SecondWayInIsRefusedAsync("spare", "wrong-password");
        await SecondWayInIsRefusedAsync("clerk", "a-password");
        await SecondWayInIsRefusedAsync(request.UserName, scenario.Master.Login.Password.Reveal());
        Assert.Equal(LoginOutcome.Accepted, await scenario.Engine.TryLoginAsync(scenario.Master, Cancel));

        Assert.Equal(
            RoleState.Updated, (await ApplyAsync(scenario, request with { BreakGlass = scenario.Settings("spare", "a-password") })).State);
        await Assert.ThrowsAsync<HoopException>(
            async () => await (await scenario.Engine.OpenAsync(scenario.Master, Cancel)).DisposeAsync());
        Assert.Equal(LoginOutcome.Accepted, await scenario.LogInAsync(request.UserName, await scenario.TokenAsync(request.UserName)));
        Assert.Equal(LoginOutcome.Accepted, await scenario.LogInAsync("spare", "a-password"));

        async Task SecondWayInIsRefusedAsync(string user, string password) => Assert.Equal(
                "IamUser.SecondWayInRefused", (
                await RefusedAsync(request with { BreakGlass = scenario.Settings(user, password) })).ErrorId);

        Task<HoopException> RefusedAsync(IamUserRequest wrong) => Assert.ThrowsAsync<HoopException>(() => PlanAsync(scenario, wrong));
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task An_administrator_that_logs_in_by_token_makes_users_too(string engine)
    {
        await using var scenario = await OpenAsync(engine);
        await scenario.ArrangeAsync(CreateAdmin(engine, "spare"));
        var admin = scenario.Master.Login.UserName;
        await ApplyAsync(
            scenario, new IamUserRequest(
                scenario.Master, admin) { IsExisting = true, BreakGlass = scenario.Settings("spare", "a-password") });
        var byToken = scenario.Settings(admin, await scenario.TokenAsync(admin));
        Assert.Equal(RoleState.Created, (await ApplyAsync(scenario, new IamUserRequest(byToken, Report))).State);
        Assert.Equal(LoginOutcome.Accepted, await scenario.LogInAsync(Report, await scenario.TokenAsync(Report)));
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task Runs_at_the_same_time_make_one_user(string engine)
    {
        await using var scenario = await OpenAsync(engine);
        var plans = await Task.WhenAll(
            Enumerable.Range(0, 4).Select(_ => PlanAsync(scenario, new IamUserRequest(scenario.Master, Report))));
        var outcomes =
            await Task.WhenAll(plans.Select(async plan => (await Users(scenario).ApplyAsync(plan, new RecordingHost(), Cancel)).State));
        Assert.Single(outcomes, RoleState.Created);
        Assert.All(outcomes, state => Assert.True(state is RoleState.Created or RoleState.InSync));
    }

    internal static Task<IamUserPlan> PlanAsync(IamScenario scenario, IamUserRequest request) =>
        Users(scenario).PlanAsync(request, new RecordingHost(), Cancel);

    private static IamDbUsers Users(IamScenario scenario) => new(scenario.Described());

    private static async Task<IamDbUser> ApplyAsync(IamScenario scenario, IamUserRequest request) =>
        await Users(scenario).ApplyAsync(await PlanAsync(scenario, request), new RecordingHost(), Cancel);

    private async Task<IamScenario> OpenAsync(string engine) =>
        engine == "postgres" ? await IamScenario.PostgresAsync(sandboxes) : await IamScenario.MariaDbAsync(sandboxes);

    private static async Task RunAsync(IamScenario scenario, string userName, params string[] statements)
    {
        await using var session = await scenario.Engine.OpenAsync(scenario.Settings(userName, await scenario.TokenAsync(userName)), Cancel);
        await session.ExecuteBatchAsync(statements, Cancel);
    }

    /// <summary>A table, and on PostgreSQL the roles with their privileges, which are not what is tested here.</summary>
    private static Task MakeTableAsync(IamScenario scenario, string engine) => engine == "postgres"
        ? scenario.ArrangeAsync("CREATE SCHEMA shop", "CREATE TABLE shop.t (id int)", "CREATE ROLE hoop_ro", "CREATE ROLE hoop_rw",
                "GRANT USAGE ON SCHEMA shop TO hoop_ro, hoop_rw",
                "GRANT SELECT ON shop.t TO hoop_ro, hoop_rw",
                "GRANT INSERT ON shop.t TO hoop_rw")
        : scenario.ArrangeAsync("CREATE DATABASE shop", "CREATE TABLE shop.t (id int)");

    private static string Quoted(string engine, string name) =>
        engine == "postgres"
            ? $"\"{name.Replace("\"", "\"\"", StringComparison.Ordinal)}\""
            : $"'{name.Replace("'", "''", StringComparison.Ordinal)}'@'%'";

    private static string[] CreateUser(string engine, string name) =>
        [
            engine == "postgres"
                ? $"CREATE ROLE {Quoted(engine, name)} LOGIN PASSWORD 'a-password'"
                : $"CREATE USER {Quoted(engine, name)} IDENTIFIED BY 'a-password'",
        ];

    private static string[] CreateAdmin(string engine, string name) => engine == "postgres"
        ? [$"CREATE ROLE {Quoted(engine, name)} LOGIN CREATEROLE PASSWORD 'a-password'"]
        : [.. CreateUser(engine, name), $"GRANT SELECT, CREATE USER ON *.* TO {Quoted(engine, name)} WITH GRANT OPTION"];
}
