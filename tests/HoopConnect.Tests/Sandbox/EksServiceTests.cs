using HoopConnect.Aws;
using HoopConnect.Sandbox;
using HoopConnect.Sandbox.Faults;
using HoopConnect.Tests.Aws;

namespace HoopConnect.Tests.Sandbox;

/// <summary>Pod identity associations and the roles they give, with what AWS refuses.</summary>
public sealed class EksServiceTests(SandboxFixture fixture) : IDisposable
{
    private const string Orders = "222233334444";
    private const string Role = $"arn:aws:iam::{Orders}:role/tenant";
    private const string Trust = """
        {"Version":"2012-10-17","Statement":[
        {"Effect":"Allow","Principal":{"Service":"pods.eks.amazonaws.com"},"Action":["sts:AssumeRole","sts:TagSession"]}]}
        """;

    private static readonly Dictionary<string, string> Tags = new() { ["hoop.dev/managed-by"] = "HoopConnect" };

    private readonly TestEnvironment _environment = new();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public void Dispose() => _environment.Dispose();

    [Fact]
    public async Task A_service_account_has_one_association_and_the_second_is_refused()
    {
        await using var sandbox = await fixture.StartAsync();
        using var session = await OpenAsync(sandbox);
        var eks = session.Eks(Orders, "eu-west-1");
        await session.IamIn(Orders).CreateRoleAsync("tenant", Trust, "", Tags, null, Stop);
        await eks.CreatePodIdentityAssociationAsync("apps", "blue", "vc", Role, Tags, Stop);

        var failure = await Assert.ThrowsAsync<AwsErrorException>(
            () => eks.CreatePodIdentityAssociationAsync("apps", "blue", "vc", Role, Tags, Stop));
        Assert.Equal("ResourceInUseException", failure.AwsErrorCode);
        Assert.Equal("eks:CreatePodIdentityAssociation", failure.Operation);
        await eks.CreatePodIdentityAssociationAsync("apps", "green", "vc", Role, Tags, Stop);
        Assert.Single(await eks.ListPodIdentityAssociationsAsync("apps", "green", "vc", Stop));
    }

    [Fact]
    public async Task A_call_that_is_tried_again_after_a_lost_answer_makes_one_association()
    {
        await using var sandbox = await fixture.StartAsync();
        using var session = await OpenAsync(sandbox);
        var eks = session.Eks(Orders, "eu-west-1");
        await session.IamIn(Orders).CreateRoleAsync("tenant", Trust, "", Tags, null, Stop);
        sandbox.Faults.Add(new Fault(FaultKind.DropAfter) { Service = "eks", Action = "CreatePodIdentityAssociation" });
        sandbox.Faults.Throttle("eks", "ListPodIdentityAssociations");

        var made = await eks.CreatePodIdentityAssociationAsync("apps", "blue", "vc", Role, Tags, Stop);
        Assert.Equal(
            made.AssociationId, Assert.Single(await eks.ListPodIdentityAssociationsAsync("apps", "blue", "vc", Stop)).AssociationId);
    }

    [Fact]
    public async Task An_unknown_cluster_is_not_found_and_an_association_that_is_gone_is_none()
    {
        await using var sandbox = await fixture.StartAsync();
        using var session = await OpenAsync(sandbox);
        var failure = await Assert.ThrowsAsync<AwsErrorException>(
            () => session.Eks(Orders, "eu-west-1").ListPodIdentityAssociationsAsync("nowhere", "blue", "vc", Stop));
        Assert.Equal(("Aws.NotFound", "nowhere"), (failure.ErrorId, failure.Target));

        Assert.Null(await session.Eks(Orders, "eu-west-1").DescribePodIdentityAssociationAsync("apps", "a-none", Stop));
        await session.Eks(Orders, "eu-west-1").DeletePodIdentityAssociationAsync("apps", "a-none", Stop);
    }

    [Fact]
    public async Task Who_may_not_call_EKS_is_told_which_action_it_was()
    {
        await using var sandbox = await fixture.StartAsync();
        using var session = await OpenAsync(sandbox);
        sandbox.Organisation.Denials.Deny(Orders, "eks:*");
        var failure = await Assert.ThrowsAsync<AwsErrorException>(
            () => session.Eks(Orders, "eu-west-1").ListPodIdentityAssociationsAsync("apps", "blue", "vc", Stop));
        Assert.Equal("Aws.AccessDenied", failure.ErrorId);
        Assert.Contains("eks:ListPodIdentityAssociations", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Roles_have_limits_and_one_with_policies_is_not_deleted()
    {
        await using var sandbox = await fixture.StartAsync();
        using var session = await OpenAsync(sandbox);
        var iam = session.IamIn(Orders);
        await iam.CreateRoleAsync("tenant", Trust, "", Tags, null, Stop);
        await iam.PutRolePolicyAsync("tenant", "first", Inline(9_000), Stop);
        Assert.Equal("LimitExceeded", await CodeOf(() => iam.PutRolePolicyAsync("tenant", "second", Inline(2_000), Stop)));
        Assert.Equal("DeleteConflict", await CodeOf(() => iam.DeleteRoleAsync("tenant", Stop)));
        Assert.Equal(
            "NoSuchEntity",
            await CodeOf(() => iam.CreateRoleAsync("other", Trust, "", Tags, $"arn:aws:iam::{Orders}:policy/none", Stop)));

        await iam.DeleteRolePolicyAsync("tenant", "first", Stop);
        await iam.DeleteRolePolicyAsync("tenant", "first", Stop);
        await iam.DeleteRoleAsync("tenant", Stop);
        await iam.DeleteRoleAsync("tenant", Stop);
        Assert.Null(await iam.GetRoleAsync("tenant", Stop));

        var account = sandbox.Organisation.Find(Orders)!;
        account.MostRoles = account.Roles.Count;
        Assert.Equal("LimitExceeded", await CodeOf(() => iam.CreateRoleAsync("tenant", Trust, "", Tags, null, Stop)));
    }

    private static string Inline(int size) =>
        $$"""{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"rds-db:connect","Resource":"{{new string('x', size)}}"}]}""";

    private static async Task<string> CodeOf(Func<Task> call) => (await Assert.ThrowsAsync<AwsErrorException>(call)).AwsErrorCode;

    private Task<AwsSession> OpenAsync(AwsSandbox sandbox) =>
        _environment.OpenAsync(sandbox, options => options with { Region = "eu-west-1" });
}
