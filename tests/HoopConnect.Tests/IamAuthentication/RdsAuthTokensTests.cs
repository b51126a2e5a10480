using HoopConnect.Aws;
using HoopConnect.IamAuthentication;
using HoopConnect.Sandbox;
using HoopConnect.Secrets;
using HoopConnect.Tests.Provisioning;

namespace HoopConnect.Tests.IamAuthentication;

public class RdsAuthTokensTests(SandboxFixture sandboxes)
{
    private static readonly AuthTokenRequest Request = AuthTokenRequest.Create("db.abc.eu-west-1.rds.amazonaws.com", 5432, "report");

    [Fact]
    public async Task Our_own_account_is_signed_for_without_asking_AWS()
    {
        await using var sandbox = await sandboxes.StartAsync();
        using var session = await OpenAsync(sandbox);
        sandbox.Requests.Clear();
        var token = await new RdsAuthTokens(session).GetAsync(Request, null, TestContext.Current.CancellationToken);
        Assert.Contains(sandbox.AccessKey.AccessKeyId, token.Token.Reveal(), StringComparison.Ordinal);
        Assert.DoesNotContain("X-Amz-Security-Token", token.Token.Reveal(), StringComparison.Ordinal);
        Assert.Equal(0, sandbox.Requests.Count);
    }

    [Fact]
    public async Task Another_account_is_signed_for_with_its_role_and_the_token_ends_no_later_than_the_role()
    {
        await using var sandbox = await sandboxes.StartAsync(new SandboxOptions { SessionLifetime = TimeSpan.FromMinutes(10) });
        using var session = await OpenAsync(sandbox);
        var tokens = new RdsAuthTokens(session);
        var token = await tokens.GetAsync(Request, "222233334444", TestContext.Current.CancellationToken);
        await tokens.GetAsync(Request, "222233334444", TestContext.Current.CancellationToken);
        Assert.Contains("X-Amz-Security-Token=", token.Token.Reveal(), StringComparison.Ordinal);
        Assert.InRange(token.Expires, DateTime.UtcNow.AddMinutes(8), DateTime.UtcNow.AddMinutes(10));
        Assert.Single(sandbox.Requests.Of("sts:AssumeRole"));
    }

    [Fact]
    public async Task The_keys_that_sign_are_one_object_until_they_change()
    {
        var cancel = TestContext.Current.CancellationToken;
        await using var sandbox = await sandboxes.StartAsync();
        using var session = await OpenAsync(sandbox);
        var own = await session.GetSigningCredentialsAsync(null, "eu-west-1", cancel);
        var role = await session.GetSigningCredentialsAsync("222233334444", "eu-west-1", cancel);
        Assert.NotSame(own, role);
        Assert.Same(own, await session.GetSigningCredentialsAsync(null, "us-east-1", cancel));
        Assert.Same(role, await session.GetSigningCredentialsAsync("222233334444", "us-east-1", cancel));

        // A token made of them leaves them as they are.
        await new RdsAuthTokens(session).GetAsync(Request, "222233334444", cancel);
        Assert.NotNull(role.SessionToken!.Reveal());
    }

    [Fact]
    public async Task A_role_that_was_assumed_anew_signs_with_its_new_keys()
    {
        var cancel = TestContext.Current.CancellationToken;
        // So short that they are renewed at every use.
        await using var sandbox = await sandboxes.StartAsync(new SandboxOptions { SessionLifetime = TimeSpan.FromMinutes(4) });
        using var session = await OpenAsync(sandbox);
        var before = await session.GetSigningCredentialsAsync("222233334444", "eu-west-1", cancel);
        var after = await session.GetSigningCredentialsAsync("222233334444", "eu-west-1", cancel);
        Assert.NotEqual(before.AccessKey, after.AccessKey);
        Assert.True(after.Expires >= before.Expires);
    }

    private static Task<AwsSession> OpenAsync(AwsSandbox sandbox) =>
        AwsSession.OpenAsync(Options(sandbox), new RecordingHost(), TestContext.Current.CancellationToken);

    private static AwsSessionOptions Options(AwsSandbox sandbox) => new()
    {
        AccessKey = sandbox.AccessKey.AccessKeyId,
        SecretKey = Secret.From(sandbox.AccessKey.SecretAccessKey),
        Region = "eu-west-1",
        EndpointUrl = sandbox.EndpointUrl,
    };
}
