using HoopConnect.Credentials.Master;
using HoopConnect.Credentials.Vaults;
using HoopConnect.Databases;
using HoopConnect.Hosting;
using HoopConnect.IamAuthentication.Markers;
using HoopConnect.Secrets;
using HoopConnect.Tests.Provisioning;

namespace HoopConnect.Tests.IamAuthentication;

/// <summary>A master who logs in by IAM is found by a token, last of all, at a real server that checks it.</summary>
public class MasterByTokenTests(SandboxFixture sandboxes)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Where_no_password_works_any_more_a_token_of_the_master_is_found()
    {
        await using var scenario = await IamScenario.PostgresAsync(sandboxes);
        await scenario.ArrangeAsync($"GRANT rds_iam TO \"{scenario.Database.MasterUserName}\"");
        var found = await FindAsync(scenario, scenario.Request());
        Assert.NotNull(found);
        Assert.Equal(MasterCredentialSource.IamToken, found.Source);
        Assert.Equal(scenario.Database.MasterUserName, found.Login.UserName);
        Assert.Null(found.SecretName);
    }

    [Fact]
    public async Task A_master_with_a_password_is_not_let_in_by_a_token()
    {
        await using var scenario = await IamScenario.PostgresAsync(sandboxes);
        Assert.Null(await FindAsync(scenario, scenario.Request()));
    }

    [Fact]
    public async Task A_database_without_IAM_authentication_is_asked_for_no_token()
    {
        await using var scenario = await IamScenario.PostgresAsync(sandboxes, isEnabled: false);
        var request = scenario.Request() with { TokenLogin = _ => throw new InvalidOperationException("A token was asked for.") };
        Assert.Null(await FindAsync(scenario, request));
    }

    [Fact]
    public async Task A_token_that_cannot_be_made_is_no_failure_of_its_own()
    {
        await using var scenario = await IamScenario.PostgresAsync(sandboxes);
        var request = scenario.Request() with
        {
            TokenLogin = _ => throw new HoopException("Aws.AccessDenied", HoopErrorKind.PermissionDenied, "may not assume the role"),
        };
        var host = new RecordingHost();
        Assert.Null(
            await new MasterCredentials(
                scenario.Session,
                directory: null,
                new CheckedVault(new InMemoryVault(), locks: null),
                state: null
            ).GetAsync(request, host, Cancellation));
        Assert.Contains(host.Everything, line => line.Contains("may not assume the role", StringComparison.Ordinal));
    }

    private static Task<MasterCredential?> FindAsync(IamScenario scenario, MasterCredentialRequest request) =>
        new MasterCredentials(scenario.Session, directory: null, new CheckedVault(new InMemoryVault(), locks: null), state: null).GetAsync(
            request, new RecordingHost(), Cancellation);
}

/// <summary>What the cmdlets ask with.</summary>
file static class MasterRequests
{
    public static MasterCredentialRequest Request(this IamScenario scenario) => new(scenario.Described())
    {
        HostName = scenario.Master.Host,
        Port = scenario.Master.Port,
        Transport = scenario.Master.Transport,
        TokenLogin = async cancellationToken =>
        {
            var pair = CredentialMarker.TokenPair(scenario.Database.MasterUserName);
                var resolved = await new CredentialResolver(
                    (_, _) => Task.FromResult<HoopConnect.Aws.IAwsServices>(scenario.Session)
                ).ResolveAsync(pair, LoginTarget.Of(scenario.Described()), cancellationToken);
            return new DatabaseLogin(resolved.UserName, resolved.Password);
        },
    };
}
