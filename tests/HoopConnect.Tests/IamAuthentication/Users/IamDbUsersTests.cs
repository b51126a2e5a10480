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
        await using var stand = await OpenAsync(engine);
        var user = await ApplyAsync(stand, new IamUserRequest(stand.Master, Report));
        Assert.Equal((RoleState.Created, 0), (user.State, user.Findings.Count));
        Assert.Equal($"arn:aws:rds-db:eu-west-1:{stand.AccountId}:dbuser:{stand.Database.ResourceId}/{Report}", user.ConnectArn);
        Assert.Equal(LoginOutcome.Accepted, await stand.LogInAsync(Report, await stand.TokenAsync(Report)));

        var again = await PlanAsync(stand, new IamUserRequest(stand.Master, Report));
        Assert.True(again.Plan.IsEmpty, again.Plan.ToString());
        Assert.Equal(RoleState.InSync, (await Users(stand).ApplyAsync(again, new RecordingHost(), Cancel)).State);
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task Its_privileges_are_those_of_the_role_and_change_with_it(string engine)
    {
        await using var stand = await OpenAsync(engine);
        await MakeTableAsync(stand, engine);
        await ApplyAsync(stand, new IamUserRequest(stand.Master, Report) { Role = RoleKind.ReadWrite });
        await RunAsync(stand, Report, "SELECT * FROM shop.t", "INSERT INTO shop.t VALUES (2)");
        await Assert.ThrowsAnyAsync<HoopException>(() => RunAsync(stand, Report, "DROP TABLE shop.t"));

        var user = await ApplyAsync(stand, new IamUserRequest(stand.Master, Report) { Role = RoleKind.ReadOnly });
        Assert.Equal(RoleState.Updated, user.State);
        await RunAsync(stand, Report, "SELECT * FROM shop.t");
        await Assert.ThrowsAnyAsync<HoopException>(() => RunAsync(stand, Report, "INSERT INTO shop.t VALUES (3)"));
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task Its_privileges_are_those_of_a_policy_and_narrow_with_it(string engine)
    {
        await using var stand = await OpenAsync(engine);
        // Made by the master, who can grant on it.
        await using (var master = await stand.Engine.OpenAsync(stand.Master, Cancel))
            await master.ExecuteBatchAsync(
                engine == "postgres"
                    ? ["CREATE SCHEMA shop", "CREATE TABLE shop.t (id int)"]
                    : ["CREATE DATABASE shop", "CREATE TABLE shop.t (id int)"],
                Cancel);
        GrantScope[] scopes = [engine == "postgres" ? new GrantScope("postgres", "shop") : new GrantScope("shop", "shop")];
        var wide = new IamUserRequest(stand.Master, Report)
        {
            Grants = new GrantRequest("wide", scopes, [GrantPrivilege.Select, GrantPrivilege.Insert]),
        };
        Assert.Equal(RoleState.Created, (await ApplyAsync(stand, wide)).State);
        await RunAsync(stand, Report, "SELECT * FROM shop.t", "INSERT INTO shop.t VALUES (2)");
        Assert.True((await PlanAsync(stand, wide)).Plan.IsEmpty);
        await Assert.ThrowsAnyAsync<HoopException>(() => RunAsync(stand, Report, "DELETE FROM shop.t"));

        var narrow = wide with { Grants = new GrantRequest("narrow", scopes, [GrantPrivilege.Select]) };
        Assert.Equal(RoleState.Updated, (await ApplyAsync(stand, narrow)).State);
        await RunAsync(stand, Report, "SELECT * FROM shop.t");
        await Assert.ThrowsAnyAsync<HoopException>(() => RunAsync(stand, Report, "INSERT INTO shop.t VALUES (3)"));

        var elsewhere = wide with
        {
            Grants = new GrantRequest("elsewhere", [new GrantScope("nowhere", "nowhere")], [GrantPrivilege.Select]),
        };
        Assert.Equal("IamUser.DatabaseNotFound", (await Assert.ThrowsAsync<HoopException>(() => PlanAsync(stand, elsewhere))).ErrorId);
        Assert.Equal(
            "IamUser.RoleAndPolicy",
            (await Assert.ThrowsAsync<HoopException>(() => PlanAsync(stand, wide with { Role = RoleKind.ReadOnly }))).ErrorId);
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task A_user_of_the_same_name_that_is_not_ours_stays_as_it_is_until_it_is_taken_over(string engine)
    {
        await using var stand = await OpenAsync(engine);
        await stand.ArrangeAsync(CreateUser(engine, Report));
        var refused = await Assert.ThrowsAsync<HoopException>(() => PlanAsync(stand, new IamUserRequest(stand.Master, Report)));
        Assert.Equal("IamUser.NotOurs", refused.ErrorId);
        Assert.Equal(LoginOutcome.Accepted, await stand.LogInAsync(Report, "a-password"));

        var user = await ApplyAsync(stand, new IamUserRequest(stand.Master, Report) { Adopt = true });
        Assert.Equal(RoleState.Updated, user.State);
        Assert.Equal(LoginOutcome.Accepted, await stand.LogInAsync(Report, await stand.TokenAsync(Report)));
        Assert.True((await PlanAsync(stand, new IamUserRequest(stand.Master, Report))).Plan.IsEmpty);
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task An_existing_user_is_switched_over_with_its_privileges_and_its_password_stops_working(string engine)
    {
        await using var stand = await OpenAsync(engine);
        await MakeTableAsync(stand, engine);
        await stand.ArrangeAsync([.. CreateUser(engine, Report), .. engine == "postgres"
            ? new[] { $"GRANT USAGE ON SCHEMA shop TO {Quoted(engine, Report)}", $"GRANT SELECT ON shop.t TO {Quoted(engine, Report)}" }
            : [$"GRANT SELECT ON shop.t TO {Quoted(engine, Report)}"]]);
        var plan = await PlanAsync(stand, new IamUserRequest(stand.Master, Report) { IsExisting = true });
        Assert.Contains("its password stops working", Assert.Single(plan.Plan.Steps).ToString(), StringComparison.Ordinal);
        Assert.Equal(LoginOutcome.Accepted, await stand.LogInAsync(Report, "a-password"));

        Assert.Equal(RoleState.Updated, (await Users(stand).ApplyAsync(plan, new RecordingHost(), Cancel)).State);
        await Assert.ThrowsAsync<HoopException>(async () =>
            await (await stand.Engine.OpenAsync(stand.Settings(Report, "a-password"), Cancel)).DisposeAsync());
        await RunAsync(stand, Report, "SELECT * FROM shop.t");
        Assert.True((await PlanAsync(stand, new IamUserRequest(stand.Master, Report) { IsExisting = true })).Plan.IsEmpty);
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task A_user_that_is_not_there_cannot_be_switched_over(string engine)
    {
        await using var stand = await OpenAsync(engine);
        await stand.ArrangeAsync(CreateUser(engine, "report"));
        var refused = await Assert.ThrowsAsync<HoopException>(() =>
            PlanAsync(stand, new IamUserRequest(stand.Master, "Report") { IsExisting = true }));
        Assert.Equal("IamUser.NotFound", refused.ErrorId);
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task Before_IAM_authentication_is_enabled_nothing_is_made_and_the_mend_is_named(string engine)
    {
        await using var stand =
            engine == "postgres"
                ? await IamStand.PostgresAsync(sandboxes, isEnabled: false)
                : await IamStand.MariaDbAsync(sandboxes, isEnabled: false);
        var request = new IamUserRequest(stand.Master, Report);
        var byRds = await Assert.ThrowsAsync<HoopException>(() => PlanAsync(stand, request));
        Assert.Equal("IamAuthentication.NotEnabled", byRds.ErrorId);
        Assert.Contains("Enable-HoopIamAuthentication", byRds.RecommendedAction, StringComparison.Ordinal);

        // A server named by its address tells it itself.
        var byServer = await Assert.ThrowsAsync<HoopException>(() => stand.Engine.IamUsers.PlanAsync(request, new RecordingHost(), Cancel));
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
        await using var stand = await OpenAsync(engine);
        var request = new IamUserRequest(stand.Master, stand.Master.Login.UserName) { IsExisting = true };
        Assert.Equal("IamUser.NoSecondWayIn", (await RefusedAsync(request)).ErrorId);
        Assert.Equal("IamUser.IsMaster", (await RefusedAsync(request with { IsExisting = false })).ErrorId);

        await stand.ArrangeAsync(CreateUser(engine, "clerk"));
        await stand.ArrangeAsync(CreateAdmin(engine, "spare"));
        await SecondWayInIsRefusedAsync("spare", "wrong-password");
        await SecondWayInIsRefusedAsync("clerk", "a-password");
        await SecondWayInIsRefusedAsync(request.UserName, stand.Master.Login.Password.Reveal());
        Assert.Equal(LoginOutcome.Accepted, await stand.Engine.TryLoginAsync(stand.Master, Cancel));

        Assert.Equal(
            RoleState.Updated, (await ApplyAsync(stand, request with { BreakGlass = stand.Settings("spare", "a-password") })).State);
        await Assert.ThrowsAsync<HoopException>(async () => await (await stand.Engine.OpenAsync(stand.Master, Cancel)).DisposeAsync());
        Assert.Equal(LoginOutcome.Accepted, await stand.LogInAsync(request.UserName, await stand.TokenAsync(request.UserName)));
        Assert.Equal(LoginOutcome.Accepted, await stand.LogInAsync("spare", "a-password"));

        async Task SecondWayInIsRefusedAsync(string user, string password) => Assert.Equal(
                "IamUser.SecondWayInRefused", (await RefusedAsync(request with { BreakGlass = stand.Settings(user, password) })).ErrorId);

        Task<HoopException> RefusedAsync(IamUserRequest wrong) => Assert.ThrowsAsync<HoopException>(() => PlanAsync(stand, wrong));
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task An_administrator_that_logs_in_by_token_makes_users_too(string engine)
    {
        await using var stand = await OpenAsync(engine);
        await stand.ArrangeAsync(CreateAdmin(engine, "spare"));
        var admin = stand.Master.Login.UserName;
        await ApplyAsync(
            stand, new IamUserRequest(stand.Master, admin) { IsExisting = true, BreakGlass = stand.Settings("spare", "a-password") });
        var byToken = stand.Settings(admin, await stand.TokenAsync(admin));
        Assert.Equal(RoleState.Created, (await ApplyAsync(stand, new IamUserRequest(byToken, Report))).State);
        Assert.Equal(LoginOutcome.Accepted, await stand.LogInAsync(Report, await stand.TokenAsync(Report)));
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task Runs_at_the_same_time_make_one_user(string engine)
    {
        await using var stand = await OpenAsync(engine);
        var plans = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => PlanAsync(stand, new IamUserRequest(stand.Master, Report))));
        var outcomes =
            await Task.WhenAll(plans.Select(async plan => (await Users(stand).ApplyAsync(plan, new RecordingHost(), Cancel)).State));
        Assert.Single(outcomes, RoleState.Created);
        Assert.All(outcomes, state => Assert.True(state is RoleState.Created or RoleState.InSync));
    }

    internal static Task<IamUserPlan> PlanAsync(IamStand stand, IamUserRequest request) =>
        Users(stand).PlanAsync(request, new RecordingHost(), Cancel);

    private static IamDbUsers Users(IamStand stand) => new(stand.Described());

    private static async Task<IamDbUser> ApplyAsync(IamStand stand, IamUserRequest request) =>
        await Users(stand).ApplyAsync(await PlanAsync(stand, request), new RecordingHost(), Cancel);

    private async Task<IamStand> OpenAsync(string engine) =>
        engine == "postgres" ? await IamStand.PostgresAsync(sandboxes) : await IamStand.MariaDbAsync(sandboxes);

    private static async Task RunAsync(IamStand stand, string userName, params string[] statements)
    {
        await using var session = await stand.Engine.OpenAsync(stand.Settings(userName, await stand.TokenAsync(userName)), Cancel);
        await session.ExecuteBatchAsync(statements, Cancel);
    }

    /// <summary>A table, and on PostgreSQL the roles with their privileges, which are not what is tested here.</summary>
    private static Task MakeTableAsync(IamStand stand, string engine) => engine == "postgres"
        ? stand.ArrangeAsync("CREATE SCHEMA shop", "CREATE TABLE shop.t (id int)", "CREATE ROLE hoop_ro", "CREATE ROLE hoop_rw",
                "GRANT USAGE ON SCHEMA shop TO hoop_ro, hoop_rw",
                "GRANT SELECT ON shop.t TO hoop_ro, hoop_rw",
                "GRANT INSERT ON shop.t TO hoop_rw")
        : stand.ArrangeAsync("CREATE DATABASE shop", "CREATE TABLE shop.t (id int)");

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
