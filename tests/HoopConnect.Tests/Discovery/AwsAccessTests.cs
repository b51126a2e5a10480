using HoopConnect.Aws;
using HoopConnect.Discovery;
using HoopConnect.Sandbox.Model;
using HoopConnect.Secrets;
using HoopConnect.Tests.Aws;

namespace HoopConnect.Tests.Discovery;

public sealed class AwsAccessTests(SandboxFixture sandboxes) : IDisposable
{
    private const string Own = "111122223333";
    private readonly TestEnvironment _environment = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => _environment.Dispose();

    [Fact]
    public async Task It_says_who_we_are_and_that_all_needed_actions_are_allowed()
    {
        await using var sandbox = await sandboxes.StartAsync();
        using var session = await _environment.OpenAsync(sandbox);

        var access = await AwsAccess.TestAsync(session, Cancel);

        Assert.Equal((Own, $"arn:aws:iam::{Own}:user/dba", "eu-west-1"), (access.AccountId, access.Arn, access.Region));
        Assert.StartsWith("AIDA", access.UserId, StringComparison.Ordinal);
        Assert.True(access.AllAllowed);
        Assert.Equal($"{access.Actions.Count}/{access.Actions.Count}", access.Allowed);
        var unknown = access with { Actions = [.. access.Actions.Select(action => action with { Decision = AccessDecision.Unknown })] };
        Assert.Equal("not known", unknown.Allowed);
        var partly = access with { Actions = [unknown.Actions[0], .. access.Actions] };
        Assert.EndsWith(", 1 not known", partly.Allowed, StringComparison.Ordinal);
        Assert.Contains(access.Actions, action => action.Action == "sts:AssumeRole");
    }

    [Fact]
    public async Task A_denied_action_is_told_from_the_allowed_ones()
    {
        await using var sandbox = await sandboxes.StartAsync();
        sandbox.Organisation.Denials.Deny(Own, "rds:ModifyDBInstance");
        using var session = await _environment.OpenAsync(sandbox);

        var access = await AwsAccess.TestAsync(session, Cancel);

        Assert.False(access.AllAllowed);
        var denied = Assert.Single(access.Actions, action => action.Decision == AccessDecision.Denied);
        Assert.Equal(("rds:ModifyDBInstance", "a policy denies it"), (denied.Action, denied.Reason));
    }

    [Fact]
    public async Task What_may_not_be_simulated_is_unknown_and_no_failure()
    {
        await using var sandbox = await sandboxes.StartAsync();
        sandbox.Organisation.Denials.Deny(Own, "iam:SimulatePrincipalPolicy");
        using var session = await _environment.OpenAsync(sandbox);

        var access = await AwsAccess.TestAsync(session, Cancel);

        Assert.False(access.AllAllowed);
        Assert.All(access.Actions, action => Assert.Equal(AccessDecision.Unknown, action.Decision));
        Assert.All(access.Actions, action => Assert.Contains("iam:SimulatePrincipalPolicy", action.Reason, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("/aws-reserved/sso.amazonaws.com/eu-west-1/", true, AccessDecision.Allowed)]
    [InlineData("/", true, AccessDecision.Allowed)]
    [InlineData("/", false, AccessDecision.Allowed)]
    [InlineData("/team/", false, AccessDecision.Unknown)]
    public async Task The_session_of_a_role_is_judged_by_its_role(string path, bool mayGetRole, AccessDecision decision)
    {
        await using var sandbox = await sandboxes.StartAsync();
        var role = new Role("Dba") { Path = path };
        sandbox.Organisation.Management.Roles.Add(role);
        if (!mayGetRole)
            sandbox.Organisation.Denials.Deny(Own, "iam:GetRole");
        var key = sandbox.Organisation.Keys.CreateSession(Own, role, "aws", "jane", TimeSpan.FromHours(1));
        using var session = await _environment.OpenAsync(sandbox, options => options with
        {
            AccessKey = key.AccessKeyId, SecretKey = Secret.From(key.SecretAccessKey), SessionToken = Secret.From(key.SessionToken!),
        });

        var access = await AwsAccess.TestAsync(session, Cancel);

        Assert.Equal($"arn:aws:sts::{Own}:assumed-role/Dba/jane", access.Arn);
        Assert.All(access.Actions, action => Assert.Equal(decision, action.Decision));
    }

    [Fact]
    public async Task Credentials_that_are_refused_are_an_error()
    {
        await using var sandbox = await sandboxes.StartAsync();
        using var session = await _environment.OpenAsync(sandbox, options => options with { SecretKey = Secret.From("not-the-secret") });

        Assert.Equal(
            "Aws.InvalidCredentials", (await Assert.ThrowsAsync<AwsErrorException>(() => AwsAccess.TestAsync(session, Cancel))).ErrorId);
    }
}
