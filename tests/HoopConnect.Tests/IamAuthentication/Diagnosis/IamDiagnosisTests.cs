using HoopConnect.Databases;
using HoopConnect.Discovery;
using HoopConnect.IamAuthentication;
using HoopConnect.IamAuthentication.Diagnosis;
using HoopConnect.Secrets;

namespace HoopConnect.Tests.IamAuthentication.Diagnosis;

/// <summary>One link broken at a time, on real servers: it is found, the others are not blamed, and the mend is named.</summary>
public class IamDiagnosisTests(SandboxFixture sandboxes)
{
    private const string Report = "Report User";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public static TheoryData<string> Engines => ["postgres", "mariadb"];

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task Where_nothing_is_broken_every_link_passes(string engine)
    {
        await using var scenario = await OpenAsync(engine);
        var checks = await RunAsync(scenario);
        // The links of IAM Identity Center come after these, from its own diagnosis.
        Assert.Equal(Enum.GetValues<IamLink>().Where(link => link <= IamLink.Token), checks.Select(check => check.Link));
        Assert.All(checks, check => Assert.Equal((IamOutcome.Passed, ""), (check.Outcome, check.Mend)));
        Assert.True(IamDiagnosis.Works(checks));
        Assert.DoesNotContain("X-Amz-", string.Join('\n', checks), StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task Without_an_administrators_login_an_accepted_token_shows_the_rest(string engine)
    {
        await using var scenario = await OpenAsync(engine);
        var checks = await RunAsync(scenario, request => request with { Administrator = null });
        Assert.All(checks, check => Assert.Equal(IamOutcome.Passed, check.Outcome));

        scenario.Sandbox.Organisation.Denials.Deny(scenario.AccountId, "rds-db:connect");
        checks = await RunAsync(scenario, request => request with { Administrator = null });
        Assert.Equal(
            [IamLink.User, IamLink.LoginMethod], checks.Where(check => check.Outcome == IamOutcome.Unknown).Select(check => check.Link));
        Assert.All(
            checks.Where(check => check.Outcome == IamOutcome.Unknown),
            check => Assert.Contains("-DbCredential", check.Mend, StringComparison.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task A_policy_that_denies_is_found_with_the_resource_it_is_about(string engine)
    {
        await using var scenario = await OpenAsync(engine);
        var resource = $"arn:aws:rds-db:eu-west-1:{scenario.AccountId}:dbuser:{scenario.Database.ResourceId}/{Report}";
        scenario.Sandbox.Organisation.Denials.Deny(scenario.AccountId, "rds-db:connect", resource);
        var checks = await BrokenAsync(scenario, [IamLink.Policy, IamLink.Token]);
        Assert.Contains(resource, checks[IamLink.Policy].Message, StringComparison.Ordinal);
        Assert.Contains(
            engine == "postgres" ? "PAM authentication failed for user \"Report User\"" : "Access denied for user 'Report User'",
            checks[IamLink.Token].Message,
            StringComparison.Ordinal);
        Assert.Contains("first broken link", checks[IamLink.Token].Mend, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task A_resource_id_from_before_a_restore_is_found(string engine)
    {
        await using var scenario = await OpenAsync(engine);
        var before = scenario.Described();
        scenario.Database.ResourceId = "db-RESTORED";
        var checks = await BrokenAsync(scenario, [IamLink.ResourceId], request => request with { Database = before });
        Assert.Contains($"it was {before.ResourceId} and is db-RESTORED now", checks[IamLink.ResourceId].Message, StringComparison.Ordinal);
        Assert.Contains("Get-HoopIamPolicy -Kind DbConnect", checks[IamLink.ResourceId].Mend, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task IAM_authentication_that_is_off_or_waits_is_found(string engine)
    {
        await using var scenario = await OpenAsync(engine);
        lock (scenario.Sandbox.Organisation.Gate)
            scenario.Database.IamDatabaseAuthentication = false;
        await scenario.Database.SetIamAuthentication!(false);
        // On PostgreSQL the role stays, on MariaDB the plugin goes.
        IamLink[] broken =
            engine == "postgres" ? [IamLink.IamEnabled, IamLink.Token] : [IamLink.IamEnabled, IamLink.LoginMethod, IamLink.Token];
        var checks = await BrokenAsync(scenario, broken);
        Assert.Contains("Enable-HoopIamAuthentication", checks[IamLink.IamEnabled].Mend, StringComparison.Ordinal);
        if (engine == "mariadb")
            Assert.Contains("Enable-HoopIamAuthentication", checks[IamLink.Token].Mend, StringComparison.Ordinal);
        lock (scenario.Sandbox.Organisation.Gate)
            scenario.Database.Pending["IAMDatabaseAuthenticationEnabled"] = "true";
        Assert.Contains(
            "waits for the maintenance window", (
            await BrokenAsync(scenario, broken))[IamLink.IamEnabled].Message, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task A_user_of_another_case_is_not_there(string engine)
    {
        await using var scenario = await OpenAsync(engine);
        var checks = await RunAsync(scenario, request => request with { UserName = "report user" });
        var byLink = checks.ToDictionary(check => check.Link);
        Assert.Equal([IamLink.User, IamLink.Token], checks.Where(check => check.Outcome == IamOutcome.Failed).Select(check => check.Link));
        Assert.Contains("case counts", byLink[IamLink.User].Message, StringComparison.Ordinal);
        Assert.Contains("New-HoopIamDbUser", byLink[IamLink.User].Mend, StringComparison.Ordinal);
        Assert.False(IamDiagnosis.Works(checks));
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task A_user_with_a_password_is_told_from_one_that_logs_in_by_token(string engine)
    {
        await using var scenario = await OpenAsync(engine, withIam: false);
        var checks = await BrokenAsync(scenario, [IamLink.LoginMethod, IamLink.Token]);
        Assert.Contains("Grant-HoopIamAuthentication", checks[IamLink.LoginMethod].Mend, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("postgres", "ALTER ROLE \"Report User\" NOLOGIN", "NOLOGIN")]
    [InlineData("mariadb", "ALTER USER 'Report User'@'%' ACCOUNT LOCK", "locked")]
    public async Task A_user_that_may_not_log_in_is_found(string engine, string statement, string word)
    {
        await using var scenario = await OpenAsync(engine);
        await scenario.ArrangeAsync(statement);
        Assert.Contains(word, (await BrokenAsync(scenario, [IamLink.User, IamLink.Token]))[IamLink.User].Message, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task A_clock_that_is_off_is_found(string engine)
    {
        // AWS is ten minutes ahead: its own calls still take our signatures, and tokens come ten minutes old.
        await using var scenario = await OpenAsync(engine, time: Ahead(10));
        var checks = await BrokenAsync(scenario, [IamLink.Clock]);
        Assert.Matches(@"clock is (599|600|601) seconds behind AWS's", checks[IamLink.Clock].Message);
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task A_certificate_that_is_not_trusted_is_found_and_no_token_is_sent(string engine)
    {
        await using var scenario = await OpenAsync(engine);
        var before = scenario.Sandbox.LoginsByToken.Count;
        var checks = await RunAsync(scenario, request => request with { Way = request.Way with { CaFile = null }, Administrator = null });
        Assert.Equal([IamLink.Tls, IamLink.Token], checks.Where(check => check.Outcome == IamOutcome.Failed).Select(check => check.Link));
        Assert.Equal(before, scenario.Sandbox.LoginsByToken.Count);
    }

    [Fact]
    public async Task What_fails_after_the_login_is_not_blamed_on_the_token()
    {
        await using var scenario = await OpenAsync("postgres");
        await scenario.ArrangeAsync("CREATE DATABASE closed", "REVOKE CONNECT ON DATABASE closed FROM PUBLIC");
        var checks = await BrokenAsync(scenario, [], request => request with { Way = request.Way with { Database = "closed" } });
        Assert.Contains("permission denied for database", checks[IamLink.Token].Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_address_or_a_CNAME_is_found_and_the_endpoint_behind_it_named()
    {
        await using var scenario = await OpenAsync("postgres");
        var server = new RdsDatabase
        {
            AccountId = "",
            Region = "",
            Identifier = "127.0.0.1",
            Arn = "",
            ResourceId = "",
            Engine = "postgres",
            Status = "",
            HostName = "127.0.0.1",
            Port = scenario.Database.Port,
        };
        var byAddress = (await RunAsync(scenario, request => request with { Database = server })).ToDictionary(check => check.Link);
        Assert.Equal((IamOutcome.Failed, IamOutcome.Unknown), (byAddress[IamLink.Endpoint].Outcome, byAddress[IamLink.Policy].Outcome));
        Assert.Contains("Find-HoopRdsInstance", byAddress[IamLink.Endpoint].Mend, StringComparison.Ordinal);
        Assert.Contains("region cannot be read from '127.0.0.1'", byAddress[IamLink.Token].Message, StringComparison.Ordinal);
        Assert.Equal(IamOutcome.Unknown, byAddress[IamLink.Token].Outcome);

        const string endpoint = "orders.abc123.eu-west-1.rds.amazonaws.com";
        var byName = (
            await RunAsync(
                scenario,
                request =>
                    request with
                    {
                        Database = server with { HostName = "localhost" },
                        Way = request.Way with { Host = "localhost" },
                        Region = "eu-west-1",
                    },
                endpoint)
        ).ToDictionary(check => check.Link);
        Assert.Equal(IamOutcome.Failed, byName[IamLink.Endpoint].Outcome);
        Assert.EndsWith($"-HostName {endpoint}.", byName[IamLink.Endpoint].Mend, StringComparison.Ordinal);
        // The server itself says what RDS was not asked.
        Assert.Equal((IamOutcome.Passed, IamOutcome.Failed), (byName[IamLink.IamEnabled].Outcome, byName[IamLink.Token].Outcome));
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task What_AWS_may_not_be_asked_is_unknown_and_not_broken(string engine)
    {
        await using var scenario = await OpenAsync(engine);
        scenario.Sandbox.Organisation.Denials.Deny(scenario.AccountId, "iam:SimulatePrincipalPolicy");
        scenario.Sandbox.Organisation.Denials.Deny(scenario.AccountId, "rds:DescribeDBInstances");
        var checks = await RunAsync(scenario);
        Assert.DoesNotContain(checks, check => check.Outcome == IamOutcome.Failed);
        Assert.Equal(
            [IamLink.Endpoint, IamLink.IamEnabled, IamLink.ResourceId, IamLink.Policy],
            checks.Where(check => check.Outcome == IamOutcome.Unknown).Select(check => check.Link));
        Assert.True(IamDiagnosis.Works(checks));
    }

    private async Task<IamScenario> OpenAsync(string engine, bool withIam = true, TimeProvider? time = null)
    {
        var scenario =
            engine == "postgres" ? await IamScenario.PostgresAsync(sandboxes, time: time)
                : await IamScenario.MariaDbAsync(sandboxes, time: time);
        await scenario.ArrangeAsync((engine, withIam) switch
        {
            ("postgres", true) => [$"CREATE ROLE \"{Report}\" LOGIN", $"GRANT rds_iam TO \"{Report}\""],
            ("postgres", false) => [$"CREATE ROLE \"{Report}\" LOGIN PASSWORD 'a-password'"],
            (_, true) => [$"CREATE USER '{Report}'@'%' IDENTIFIED WITH AWSAuthenticationPlugin AS 'RDS' REQUIRE SSL"],
            _ => [$"CREATE USER '{Report}'@'%' IDENTIFIED BY 'a-password'"],
        });
        return scenario;
    }

    /// <summary>The rows by their links; exactly these are broken, and nothing is unknown.</summary>
    private static async Task<Dictionary<IamLink, IamCheck>> BrokenAsync(
        IamScenario scenario, IamLink[] broken, Func<IamDiagnosisRequest, IamDiagnosisRequest>? with = null)
    {
        var checks = await RunAsync(scenario, with);
        Assert.True(
            checks.All(check => check.Outcome == (broken.Contains(check.Link) ? IamOutcome.Failed : IamOutcome.Passed)),
            string.Join('\n', checks));
        Assert.All(checks.Where(check => check.Outcome == IamOutcome.Failed), check => Assert.NotEqual("", check.Mend));
        Assert.Equal(broken.Length == 0, IamDiagnosis.Works(checks));
        return checks.ToDictionary(check => check.Link);
    }

    private static Task<IReadOnlyList<IamCheck>> RunAsync(
        IamScenario scenario, Func<IamDiagnosisRequest, IamDiagnosisRequest>? with = null, string? canonicalName = null)
    {
        var request = new IamDiagnosisRequest(
            scenario.Described(),
            scenario.Master with
            {
                Login = new DatabaseLogin(Report, Secret.From("")),
            },
            Report)
        {
            Administrator = scenario.Master.Login,
        };
        var diagnosis = new IamDiagnosis(
            scenario.Session, new DatabaseFinder(scenario.Session), new RdsAuthTokens(scenario.Session), (_, _) =>
                Task.FromResult(canonicalName));
        return diagnosis.RunAsync(with?.Invoke(request) ?? request, Cancel);
    }

    private static FakeClock Ahead(int minutes)
    {
        var time = new FakeClock();
        time.Advance(TimeSpan.FromMinutes(minutes));
        return time;
    }
}
