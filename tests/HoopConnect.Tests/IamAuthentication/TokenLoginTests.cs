using HoopConnect.Aws;
using HoopConnect.Databases;
using HoopConnect.Hosting;
using HoopConnect.IamAuthentication;
using HoopConnect.Secrets;

namespace HoopConnect.Tests.IamAuthentication;

/// <summary>
/// Logins by token at real servers: PostgreSQL and MariaDB ask PAM as RDS's do, and the sandbox, which knows the secret keys, says what a
/// token is worth. On MariaDB the plugin is Debian's auth_pam under the name of RDS's.
/// </summary>
public class TokenLoginTests(SandboxFixture sandboxes)
{
    private const string Report = "Report User@example.com";

    public static TheoryData<string> Engines => ["postgres", "mariadb"];

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task A_token_logs_its_user_in(string engine)
    {
        await using var scenario = await OpenAsync(engine);
        Assert.Equal(LoginOutcome.Accepted, await scenario.LogInAsync(Report, await scenario.TokenAsync(Report)));
        Assert.Null(scenario.LastRefusal);
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task A_token_is_not_cut_however_long_its_session_token_is(string engine)
    {
        await using var scenario = await OpenAsync(engine);
        foreach (var length in (int[])[600, 1_500, 4_000, 12_000])
        {
            var keys = scenario.Sandbox.Organisation.Keys;
            var role = scenario.Sandbox.Organisation.Find(scenario.AccountId)!.Roles[0];
            var key = keys.Add(
                keys.CreateSession(scenario.AccountId, role, "aws", "long", TimeSpan.FromHours(1)) with
                {
                    SessionToken = new string('T', length) + "/+==",
                });
            var signing = new SigningCredentials(key.AccessKeyId, Secret.From(key.SecretAccessKey), Secret.From(key.SessionToken!));
            var request = AuthTokenRequest.Create(scenario.Database.HostName!, scenario.Database.Port, Report, IamScenario.Region);
            var token = new AuthTokenGenerator().Generate(signing, request).Token.Reveal();
            Assert.True(token.Length > length);
            Assert.Equal(LoginOutcome.Accepted, await scenario.LogInAsync(Report, token));
        }
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task A_token_is_refused_from_its_fifteenth_minute_on(string engine)
    {
        await using var scenario = await OpenAsync(engine);
        var almost = await scenario.TokenAsync(Report, Ago(TimeSpan.FromMinutes(14)));
        Assert.Equal(LoginOutcome.Accepted, await scenario.LogInAsync(Report, almost));
        var expired = await scenario.TokenAsync(Report, Ago(TimeSpan.FromMinutes(15) + TimeSpan.FromSeconds(1)));
        Assert.Equal(LoginOutcome.Refused, await scenario.LogInAsync(Report, expired));
        Assert.Equal("expired", scenario.LastRefusal);
        // A clock that is ahead makes tokens that are not valid yet.
        Assert.Equal(
            LoginOutcome.Refused, await scenario.LogInAsync(Report, await scenario.TokenAsync(Report, Ago(TimeSpan.FromMinutes(-20)))));
        Assert.Equal("not valid yet", scenario.LastRefusal);
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task A_token_that_was_tampered_with_is_refused(string engine)
    {
        await using var scenario = await OpenAsync(engine);
        await scenario.ArrangeAsync(CreateIamUser(engine, "other"));
        var token = await scenario.TokenAsync(Report);
        var last = token[^1] == '0' ? '1' : '0';
        string[] tampered =
        [
            token[..^1] + last,
            token.Replace("X-Amz-Expires=900", "X-Amz-Expires=899", StringComparison.Ordinal),
            token.Replace("X-Amz-Security-Token=s", "X-Amz-Security-Token=S", StringComparison.Ordinal),
            token + "&Extra=1",
            token[..^20],
        ];
        foreach (var wrong in tampered)
        {
            Assert.NotEqual(token, wrong);
            Assert.Equal(LoginOutcome.Refused, await scenario.LogInAsync(Report, wrong));
        }

        // Another's token, as it is and with the name put in.
        Assert.Equal(LoginOutcome.Refused, await scenario.LogInAsync("other", token));
        Assert.Equal("another user", scenario.LastRefusal);
        Assert.Equal(
            LoginOutcome.Refused,
            await scenario.LogInAsync("other", token.Replace(Uri.EscapeDataString(Report), "other", StringComparison.Ordinal)));
        Assert.Equal("bad signature", scenario.LastRefusal);
        Assert.Equal(LoginOutcome.Accepted, await scenario.LogInAsync(Report, token));
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task A_token_for_another_host_port_region_or_account_is_refused(string engine)
    {
        await using var scenario = await OpenAsync(engine);
        await RefusedAsync(await scenario.TokenAsync(Report, host: "localhost"), "another host or port");
        await RefusedAsync(await scenario.TokenAsync(Report, host: "orders.c0sandbox.eu-west-1.rds.amazonaws.com"), "another host or port");
        await RefusedAsync(await scenario.TokenAsync(Report, port: scenario.Database.Port ^ 1), "another host or port");
        await RefusedAsync(await scenario.TokenAsync(Report, region: "us-east-1"), "another service, region or day");
        await RefusedAsync(
            await scenario.TokenAsync(Report, accountId: scenario.Sandbox.Organisation.Management.Id), "rds-db:connect is not allowed");

        async Task RefusedAsync(string token, string because)
        {
            Assert.Equal(LoginOutcome.Refused, await scenario.LogInAsync(Report, token));
            Assert.Equal(because, scenario.LastRefusal);
        }
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task A_token_needs_the_policy_and_IAM_authentication_and_keys_that_live(string engine)
    {
        await using var scenario = await OpenAsync(engine);
        var user = $"arn:aws:rds-db:{IamScenario.Region}:{scenario.AccountId}:dbuser:{scenario.Database.ResourceId}/{Report}";
        var token = await scenario.TokenAsync(Report);
        scenario.Sandbox.Organisation.Denials.Deny(scenario.AccountId, "rds-db:connect", user);
        Assert.Equal(LoginOutcome.Refused, await scenario.LogInAsync(Report, token));
        Assert.Equal("rds-db:connect is not allowed", scenario.LastRefusal);

        // A restore gives the database another resource id: what was said of the old one says nothing any more.
        scenario.Database.ResourceId = "db-RESTORED";
        Assert.Equal(LoginOutcome.Accepted, await scenario.LogInAsync(Report, token));

        scenario.Database.IamDatabaseAuthentication = false;
        Assert.Equal(LoginOutcome.Refused, await scenario.LogInAsync(Report, token));
        scenario.Database.IamDatabaseAuthentication = true;
        scenario.Sandbox.Organisation.Keys.ExpireSessions();
        Assert.Equal(LoginOutcome.Refused, await scenario.LogInAsync(Report, token));
        Assert.Equal("session expired", scenario.LastRefusal);
    }

    [Fact]
    public async Task A_member_of_rds_iam_has_no_password_any_more_and_no_way_in_without_TLS()
    {
        var cancel = TestContext.Current.CancellationToken;
        await using var scenario = await OpenAsync("postgres");
        await scenario.ArrangeAsync(
            "CREATE ROLE plain LOGIN PASSWORD 'a-password'",
            "CREATE ROLE readers",
            "CREATE ROLE through LOGIN PASSWORD 'a-password'",
            "GRANT readers TO through");
        Assert.Equal(LoginOutcome.Accepted, await scenario.LogInAsync("plain", "a-password"));
        await scenario.ArrangeAsync("GRANT rds_iam TO plain", "GRANT rds_iam TO readers");
        foreach (var member in (string[])["plain", "through"])
        {
            var refused = await Assert.ThrowsAsync<HoopException>(() =>
                scenario.Engine.OpenAsync(scenario.Settings(member, "a-password"), cancel));
            Assert.Equal("Database.LoginRefused", refused.ErrorId);
            // It asks for it in clear, and is told a token only.
            Assert.Contains("takes no password", refused.Message, StringComparison.Ordinal);
            Assert.DoesNotContain(scenario.Sandbox.LoginsByToken, attempt => attempt.Refusal is not null);
            Assert.Equal(LoginOutcome.Accepted, await scenario.LogInAsync(member, await scenario.TokenAsync(member)));
        }

        var withoutTls = scenario.Settings("plain", await scenario.TokenAsync("plain")) with { SslMode = SslMode.Disable, CaFile = null };
        Assert.Equal(
            "Database.AuthenticationNotServed",
            (await Assert.ThrowsAsync<HoopException>(() => scenario.Engine.OpenAsync(withoutTls, cancel))).ErrorId);
    }

    [Fact]
    public async Task MariaDBs_user_of_the_plugin_has_no_password_and_no_way_in_without_TLS()
    {
        var cancel = TestContext.Current.CancellationToken;
        await using var scenario = await OpenAsync("mariadb");
        // The server asks for it in the clear, and the client answers that with a token only.
        Assert.Equal(
            "Database.AuthenticationNotServed",
            (await Assert.ThrowsAsync<HoopException>(() =>
                scenario.Engine.OpenAsync(scenario.Settings(Report, "a-password"), cancel))).ErrorId);
        Assert.Empty(scenario.Sandbox.LoginsByToken);
        var token = await scenario.TokenAsync(Report);
        var refused =
            await Assert.ThrowsAsync<HoopException>(() => scenario.Engine.OpenAsync(scenario.Settings(Report, token[..^1]), cancel));
        Assert.Equal("Database.LoginRefused", refused.ErrorId);
        Assert.Contains("Access denied for user", refused.Message, StringComparison.Ordinal);
        var withoutTls = scenario.Settings(Report, token) with { SslMode = SslMode.Disable, CaFile = null };
        Assert.Equal(
            "Database.AuthenticationNotServed",
            (await Assert.ThrowsAsync<HoopException>(() => scenario.Engine.OpenAsync(withoutTls, cancel))).ErrorId);
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task No_token_is_in_a_log_of_the_server(string engine)
    {
        await using var scenario = await OpenAsync(engine);
        var token = await scenario.TokenAsync(Report);
        await scenario.LogInAsync(Report, token);
        await scenario.LogInAsync(Report, token[..^1]);
        var log = engine == "postgres"
            ? await (await scenario.Sandbox.ServerAsync("orders-test")).ReadLogAsync(TestContext.Current.CancellationToken)
            : await (await scenario.Sandbox.MySqlServerAsync("legacy")).ReadLogsAsync();
        Assert.Contains("Report User", log, StringComparison.Ordinal);
        Assert.DoesNotContain("X-Amz-", log, StringComparison.Ordinal);
    }

    private async Task<IamScenario> OpenAsync(string engine)
    {
        var scenario = engine == "postgres" ? await IamScenario.PostgresAsync(sandboxes) : await IamScenario.MariaDbAsync(sandboxes);
        await scenario.ArrangeAsync(CreateIamUser(engine, Report));
        return scenario;
    }

    private static string[] CreateIamUser(string engine, string name) => engine == "postgres"
        ? [$"CREATE ROLE \"{name}\" LOGIN", $"GRANT rds_iam TO \"{name}\""]
        : [$"CREATE USER '{name}'@'%' IDENTIFIED WITH AWSAuthenticationPlugin AS 'RDS' REQUIRE SSL"];

    private static FakeClock Ago(TimeSpan time) => new(-time);
}
