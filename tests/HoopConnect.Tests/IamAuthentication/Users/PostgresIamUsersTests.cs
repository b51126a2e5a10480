using HoopConnect.Databases;
using HoopConnect.Databases.IamUsers;
using HoopConnect.Databases.PostgreSql;
using HoopConnect.Databases.PostgreSql.IamUsers;
using HoopConnect.Databases.Roles;
using HoopConnect.Databases.Users;
using HoopConnect.Hosting;
using HoopConnect.Sandbox.Servers;
using HoopConnect.Tests.Databases;
using HoopConnect.Tests.Provisioning;

namespace HoopConnect.Tests.IamAuthentication.Users;

/// <summary>What membership in <c>rds_iam</c> takes away from others: members of a member are members.</summary>
public class PostgresIamUsersTests(SandboxFixture sandboxes)
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_user_of_which_the_master_is_a_member_is_not_switched_over()
    {
        await using var scenario = await IamScenario.PostgresAsync(sandboxes);
        var master = scenario.Master.Login.UserName;
        await scenario.ArrangeAsync("CREATE ROLE owner LOGIN PASSWORD 'a-password'", "CREATE ROLE between", "GRANT owner TO between",
            $"GRANT between TO {master}");
        var request = new IamUserRequest(scenario.Master, "owner") { IsExisting = true };
        var refused = await Assert.ThrowsAsync<HoopException>(() => IamDbUsersTests.PlanAsync(scenario, request));
        Assert.Equal("IamUser.LocksOutMaster", refused.ErrorId);

        // It is as the refusal says: the server takes no password of the master once it is done.
        await scenario.ArrangeAsync("GRANT rds_iam TO owner");
        Assert.Equal(LoginOutcome.Refused, await scenario.Engine.TryLoginAsync(scenario.Master, Cancel));
        await scenario.ArrangeAsync("REVOKE rds_iam FROM owner", $"REVOKE between FROM {master}");
        Assert.Single((await IamDbUsersTests.PlanAsync(scenario, request)).Plan.Steps);
    }

    [Fact]
    public async Task Members_that_lose_their_passwords_along_with_it_are_named_in_the_plan()
    {
        await using var scenario = await IamScenario.PostgresAsync(sandboxes);
        await scenario.ArrangeAsync("CREATE ROLE app LOGIN", "CREATE ROLE worker LOGIN", "CREATE ROLE crew", "CREATE ROLE deputy LOGIN",
            "GRANT app TO worker, crew", "GRANT crew TO deputy");
        var plan = await IamDbUsersTests.PlanAsync(scenario, new IamUserRequest(scenario.Master, "app") { IsExisting = true });
        Assert.Equal("passwords stop working: its own, and those of its members 'deputy', 'worker'", Assert.Single(plan.Plan.Steps).Note);
        var group =
            await Assert.ThrowsAsync<HoopException>(() =>
                IamDbUsersTests.PlanAsync(scenario, new IamUserRequest(scenario.Master, "crew") { IsExisting = true }));
        Assert.Equal("IamUser.NotALogin", group.ErrorId);
    }

    [Fact]
    public async Task A_second_administrator_that_would_be_switched_over_along_is_none()
    {
        await using var scenario = await IamScenario.PostgresAsync(sandboxes);
        var master = scenario.Master.Login.UserName;
        await scenario.ArrangeAsync("CREATE ROLE spare LOGIN CREATEROLE PASSWORD 'a-password'", $"GRANT {master} TO spare");
        var request =
            new IamUserRequest(scenario.Master, master) { IsExisting = true, BreakGlass = scenario.Settings("spare", "a-password") };
        var refused = await Assert.ThrowsAsync<HoopException>(() => IamDbUsersTests.PlanAsync(scenario, request));
        Assert.Equal("IamUser.SecondWayInRefused", refused.ErrorId);
        Assert.Contains($"member of '{master}'", refused.Message, StringComparison.Ordinal);
    }

    // The refusal is scripted: a server that does this on its own is PostgreSQL 16 and later with PAM, which cannot be had here.
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Where_the_server_then_refuses_the_master_the_change_is_taken_back(bool isExisting)
    {
        await using var scenario = await IamScenario.PostgresAsync(sandboxes);
        if (isExisting)
            await scenario.ArrangeAsync("CREATE ROLE app LOGIN PASSWORD 'a-password'");
        var engine = new PostgreSqlEngine();
        var users = new IamUserProvisioner(engine, TimeProvider.System, (_, _) => Task.FromResult(LoginOutcome.Refused));
        var plan = await users.PlanAsync(
            new IamUserRequest(scenario.Master, "app") { IsExisting = isExisting }, new RecordingHost(), Cancel);
        var refused = await Assert.ThrowsAsync<HoopException>(() => plan.ApplyAsync(new RecordingHost(), Cancel));
        Assert.Equal("IamUser.LocksOutMaster", refused.ErrorId);
        var left = await engine.IamUsers.ReadAsync(scenario.Master, "app", "%", Cancel);
        Assert.Equal((isExisting, false), (left.Exists, left.LogsInByIam));
        if (isExisting)
            Assert.Equal(LoginOutcome.Accepted, await scenario.LogInAsync("app", "a-password"));
    }

    // Without PAM a membership is all that can be seen; the statements are the same on every major.
    [Theory]
    [InlineData(14)]
    [InlineData(15)]
    [InlineData(16)]
    [InlineData(17)]
    [InlineData(18)]
    public async Task A_user_is_made_on_every_major(int major)
    {
        Assert.SkipUnless(PostgresServer.Has(major), $"There is no PostgreSQL {major} for this platform.");
        await using var server = await PostgresServer.StartAsync(new PostgresServerOptions { Major = major, LogStatements = true }, Cancel);
        var engine = new PostgreSqlEngine();
        var request = new IamUserRequest(server.MasterSettings(), "Report") { Role = RoleKind.ReadOnly };
        Assert.Equal("IamAuthentication.NotEnabled",
            (await Assert.ThrowsAsync<HoopException>(() => engine.IamUsers.PlanAsync(request, new RecordingHost(), Cancel))).ErrorId);
        await server.SetIamAuthenticationAsync(true);
        Assert.Equal("IamUser.RoleNotFound",
            (await Assert.ThrowsAsync<HoopException>(() => engine.IamUsers.PlanAsync(request, new RecordingHost(), Cancel))).ErrorId);
        await using (var master = await engine.OpenAsync(request.Master, Cancel))
            await master.ExecuteBatchAsync(["CREATE ROLE hoop_ro", "CREATE ROLE hoop_rw"], Cancel);

        var plan = await engine.IamUsers.PlanAsync(request, new RecordingHost(), Cancel);
        Assert.Equal(
            [
                "CREATE ROLE \"Report\" WITH LOGIN INHERIT NOSUPERUSER NOCREATEDB NOCREATEROLE",
                $"COMMENT ON ROLE \"Report\" IS '{Mark(plan).ToText()}'",
                "GRANT \"hoop_ro\" TO \"Report\"",
                "GRANT rds_iam TO \"Report\"",
            ],
            plan.Plan.Steps.Select(step => step.Statement));
        Assert.Equal(RoleState.Created, (await plan.ApplyAsync(new RecordingHost(), Cancel)).State);
        var writer = await engine.IamUsers.PlanAsync(request with { Role = RoleKind.ReadWrite }, new RecordingHost(), Cancel);
        Assert.Equal(["GRANT \"hoop_rw\" TO \"Report\"", "REVOKE \"hoop_ro\" FROM \"Report\""],
            writer.Plan.Steps.Select(step => step.Statement));
        Assert.Equal(RoleState.Updated, (await writer.ApplyAsync(new RecordingHost(), Cancel)).State);
        Assert.True((await engine.IamUsers.PlanAsync(request with { Role = RoleKind.ReadWrite }, new RecordingHost(),
            Cancel)).Plan.IsEmpty);
    }

    /// <summary>The mark that a plan gives; when it was made is the server's to say.</summary>
    private static ManagedMark Mark(IamUserPlan plan)
    {
        var text = Assert.Single(plan.Plan.Steps, step => step.Action == "mark").Statement.Split(" IS ")[1].Trim('\'');
        var mark = ManagedMark.Parse(text)!;
        Assert.Equal((ManagedKind.Iam, false), (mark.Kind, mark.IsOutdated));
        Assert.NotNull(mark.Created);
        return mark;
    }
}
