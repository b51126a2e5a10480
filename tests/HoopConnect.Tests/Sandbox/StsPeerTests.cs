using Amazon.Runtime;
using Amazon.SecurityToken;
using Amazon.SecurityToken.Model;
using HoopConnect.Sandbox;
using HoopConnect.Sandbox.Faults;
using HoopConnect.Sandbox.Model;

namespace HoopConnect.Tests.Sandbox;

/// <summary>The sandbox with AWS's own STS client as the peer.</summary>
public class StsPeerTests(SandboxFixture fixture)
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task AWS_s_client_is_told_who_it_is()
    {
        await using var sandbox = await fixture.StartAsync();
        using var sts = Client(sandbox, sandbox.AccessKey);
        var identity = await sts.GetCallerIdentityAsync(new GetCallerIdentityRequest(), Cancelled);
        Assert.Equal("111122223333", identity.Account);
        Assert.Equal("arn:aws:iam::111122223333:user/dba", identity.Arn);
        var request = Assert.Single(sandbox.Requests.Of("sts:GetCallerIdentity"));
        Assert.Equal("eu-west-1", request.Region);
    }

    [Fact]
    public async Task An_assumed_role_s_session_works_in_its_account()
    {
        await using var sandbox = await fixture.StartAsync();
        var session = await AssumeAsync(sandbox, "222233334444", DefaultOrganisation.RoleName);
        using var sts = new AmazonSecurityTokenServiceClient(session, Config(sandbox));
        var identity = await sts.GetCallerIdentityAsync(new GetCallerIdentityRequest(), Cancelled);
        Assert.Equal("222233334444", identity.Account);
        Assert.Equal($"arn:aws:sts::222233334444:assumed-role/{DefaultOrganisation.RoleName}/peer", identity.Arn);
    }

    [Fact]
    public async Task A_wrong_secret_an_unknown_key_and_a_foreign_token_are_refused_each_in_AWS_s_words()
    {
        await using var sandbox = await fixture.StartAsync();
        Assert.Equal("SignatureDoesNotMatch", await RefusalAsync(sandbox, new BasicAWSCredentials(sandbox.AccessKey.AccessKeyId, "wrong")));
        Assert.Equal("InvalidClientTokenId", await RefusalAsync(sandbox, new BasicAWSCredentials("AKIANOBODY", "wrong")));
        Assert.Equal(
            "InvalidClientTokenId",
            await RefusalAsync(
                sandbox, new SessionAWSCredentials(sandbox.AccessKey.AccessKeyId, sandbox.AccessKey.SecretAccessKey, "foreign")));
    }

    [Fact]
    public async Task A_session_that_has_ended_is_refused()
    {
        await using var sandbox = await fixture.StartAsync();
        var session = await AssumeAsync(sandbox, "222233334444", DefaultOrganisation.RoleName);
        sandbox.Organisation.Keys.ExpireSessions();
        Assert.Equal("ExpiredToken", await RefusalAsync(sandbox, session));
    }

    [Theory]
    [InlineData("333344445555", DefaultOrganisation.RoleName, null)]
    [InlineData("222233334444", "NoSuchRole", null)]
    [InlineData("444455556666", DefaultOrganisation.ExternalRoleName, null)]
    [InlineData("444455556666", DefaultOrganisation.ExternalRoleName, "wrong")]
    public async Task A_role_that_does_not_trust_the_caller_is_not_assumed(string account, string role, string? externalId)
    {
        await using var sandbox = await fixture.StartAsync();
        var error = await Assert.ThrowsAnyAsync<AmazonSecurityTokenServiceException>(() => AssumeAsync(sandbox, account, role, externalId));
        Assert.Equal("AccessDenied", error.ErrorCode);
        Assert.Contains(role, error.Message, StringComparison.Ordinal);
        Assert.NotEmpty(error.RequestId);
    }

    [Fact]
    public async Task A_role_that_demands_an_external_id_is_assumed_with_it()
    {
        await using var sandbox = await fixture.StartAsync();
        Assert.NotNull(await AssumeAsync(sandbox, "444455556666", DefaultOrganisation.ExternalRoleName, DefaultOrganisation.ExternalId));
    }

    [Fact]
    public async Task A_web_identity_token_gives_a_session_without_a_signature()
    {
        await using var sandbox = await fixture.StartAsync();
        using var sts = new AmazonSecurityTokenServiceClient(new AnonymousAWSCredentials(), Config(sandbox, retries: 0));
        var request = new AssumeRoleWithWebIdentityRequest
        {
            RoleArn = $"arn:aws:iam::111122223333:role/{DefaultOrganisation.WebIdentityRoleName}",
            RoleSessionName = "peer",
            WebIdentityToken = sandbox.WebIdentityToken,
        };
        var answer = await sts.AssumeRoleWithWebIdentityAsync(request, Cancelled);
        Assert.StartsWith("ASIA", answer.Credentials.AccessKeyId, StringComparison.Ordinal);
        request.WebIdentityToken = "forged";
        await Assert.ThrowsAsync<InvalidIdentityTokenException>(() => sts.AssumeRoleWithWebIdentityAsync(request, Cancelled));
        Assert.All(
            sandbox.Requests.All, record => Assert.DoesNotContain(sandbox.WebIdentityToken, record.ToString(), StringComparison.Ordinal));
    }

    [Fact]
    public async Task Throttling_server_errors_and_dropped_connections_are_retried_by_AWS_s_client()
    {
        await using var sandbox = await fixture.StartAsync();
        sandbox.Faults.Throttle("sts", "GetCallerIdentity");
        sandbox.Faults.Add(new Fault(FaultKind.InternalError) { Service = "sts" });
        sandbox.Faults.Add(new Fault(FaultKind.DropBefore) { Service = "sts" });
        using var sts = Client(sandbox, sandbox.AccessKey);
        var identity = await sts.GetCallerIdentityAsync(new GetCallerIdentityRequest(), Cancelled);
        Assert.Equal("111122223333", identity.Account);
        Assert.Equal([400, 500, 0, 200], sandbox.Requests.All.Select(request => request.Status));
    }

    private static AmazonSecurityTokenServiceConfig Config(AwsSandbox sandbox, int retries = 4) =>
        new() { ServiceURL = sandbox.EndpointUrl, AuthenticationRegion = "eu-west-1", MaxErrorRetry = retries };

    private static AmazonSecurityTokenServiceClient Client(AwsSandbox sandbox, AccessKey key) =>
        new(new BasicAWSCredentials(key.AccessKeyId, key.SecretAccessKey), Config(sandbox));

    private static async Task<string> RefusalAsync(AwsSandbox sandbox, AWSCredentials credentials)
    {
        using var sts = new AmazonSecurityTokenServiceClient(credentials, Config(sandbox));
        return (
            await Assert.ThrowsAnyAsync<AmazonSecurityTokenServiceException>(() =>
                sts.GetCallerIdentityAsync(new GetCallerIdentityRequest(), Cancelled))
        ).ErrorCode;
    }

    private static async Task<SessionAWSCredentials> AssumeAsync(AwsSandbox sandbox, string account, string role, string? externalId = null)
    {
        using var sts = Client(sandbox, sandbox.AccessKey);
        var request = new AssumeRoleRequest
        {
            RoleArn = $"arn:aws:iam::{account}:role/{role}",
            RoleSessionName = "peer",
            ExternalId = externalId,
        };
        var answer = await sts.AssumeRoleAsync(request, Cancelled);
        return new SessionAWSCredentials(
            answer.Credentials.AccessKeyId, answer.Credentials.SecretAccessKey, answer.Credentials.SessionToken);
    }
}
