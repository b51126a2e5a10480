using HoopConnect.Aws;
using HoopConnect.Aws.Eks;
using HoopConnect.Hosting;
using HoopConnect.Sandbox;
using HoopConnect.Sandbox.Faults;
using HoopConnect.Sandbox.Model;
using HoopConnect.Tenants.Workloads;
using HoopConnect.Tests.Aws;
using HoopConnect.Tests.Provisioning;

namespace HoopConnect.Tests.Tenants.Workloads;

/// <summary>Pod identity associations on the sandbox's EKS.</summary>
public sealed class PodIdentitiesTests(SandboxFixture fixture) : IDisposable
{
    private const string Orders = "222233334444";
    private const string Region = "eu-west-1";
    private const string Trust =
        """{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"Service":"pods.eks.amazonaws.com"}, """ +
            """ "Action":["sts:AssumeRole","sts:TagSession"]}]}""";

    private readonly TestEnvironment _environment = new();
    private readonly RecordingHost _host = new();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public void Dispose() => _environment.Dispose();

    [Fact]
    public async Task It_is_made_changed_where_it_is_ours_and_removed()
    {
        await using var sandbox = await fixture.StartAsync();
        using var session = await OpenAsync(sandbox, "blue", "green");
        var eks = session.Eks(Orders, Region);
        var made = await ApplyAsync(eks, Identity("blue"));
        var there = (await new PodIdentities(eks).FindAsync("apps", "vc", "blue", Stop))!;
        Assert.Equal((WorkloadOutcome.Created, there.AssociationId, there.AssociationArn), (made.Outcome, made.AssociationId, made.Arn));
        Assert.Equal((Identity("blue").RoleArn, "HoopConnect"), (there.RoleArn, there.Tags["hoop.dev/managed-by"]));
        Assert.Equal(WorkloadOutcome.Unchanged, (await ApplyAsync(eks, Identity("blue"))).Outcome);

        var changed = await ApplyAsync(eks, Identity("green"));
        Assert.Equal((WorkloadOutcome.Updated, there.AssociationId), (changed.Outcome, changed.AssociationId));
        // What gives another role by now is not what was to be removed.
        Assert.Equal(WorkloadOutcome.Unchanged, (await RemoveAsync(eks, Identity("blue"))).Outcome);
        Assert.Equal(WorkloadOutcome.Removed, (await RemoveAsync(eks, Identity("green"))).Outcome);
        Assert.Null(await new PodIdentities(eks).FindAsync("apps", "vc", "blue", Stop));
        Assert.Equal(WorkloadOutcome.Unchanged, (await RemoveAsync(eks, Identity("green"))).Outcome);
    }

    [Fact]
    public async Task One_that_somebody_else_made_is_refused_and_named()
    {
        await using var sandbox = await fixture.StartAsync();
        using var session = await OpenAsync(sandbox, "blue", "theirs");
        var eks = session.Eks(Orders, Region);
        var theirs = await eks.CreatePodIdentityAssociationAsync(
            "apps", "vc", "blue", Identity("theirs").RoleArn, new Dictionary<string, string>(), Stop);

        var error = await Assert.ThrowsAsync<HoopException>(() => ApplyAsync(eks, Identity("blue")));
        Assert.Equal(("Workload.AssociationInUse", theirs.AssociationArn), (error.ErrorId, error.Target));
        Assert.Contains(Identity("theirs").RoleArn, error.Message, StringComparison.Ordinal);
        // One with the right role serves as it is, and is still not ours to remove.
        Assert.Equal(WorkloadOutcome.Unchanged, (await ApplyAsync(eks, Identity("theirs"))).Outcome);
        Assert.Equal("Workload.NotOurs", (await Assert.ThrowsAsync<HoopException>(() => RemoveAsync(eks, Identity("theirs")))).ErrorId);

        var change = await new PodIdentities(eks).PlanAsync(Identity("blue"), adopt: true, Stop);
        await change.ApplyAsync(_host, Stop);
        Assert.Equal(Identity("blue").RoleArn, (await new PodIdentities(eks).FindAsync("apps", "vc", "blue", Stop))!.RoleArn);
    }

    [Fact]
    public async Task Who_was_faster_with_the_same_is_no_failure_and_with_another_role_is_named()
    {
        await using var sandbox = await fixture.StartAsync();
        using var session = await OpenAsync(sandbox, "blue", "green");
        var (eks, identities) = (session.Eks(Orders, Region), new PodIdentities(session.Eks(Orders, Region)));
        var change = await identities.PlanAsync(Identity("blue"), adopt: false, Stop);
        var faster = await eks.CreatePodIdentityAssociationAsync(
            "apps", "vc", "blue", Identity("blue").RoleArn, new Dictionary<string, string>(), Stop);
        await change.ApplyAsync(_host, Stop);
        Assert.Equal(faster.AssociationId, change.AssociationId);

        var late = Identity("green") with { ServiceAccount = "late" };
        change = await identities.PlanAsync(Identity("green"), adopt: true, Stop);
        await eks.DeletePodIdentityAssociationAsync("apps", faster.AssociationId, Stop);
        await change.ApplyAsync(_host, Stop);
        Assert.Equal(Identity("green").RoleArn, (await identities.FindAsync("apps", "vc", "blue", Stop))!.RoleArn);

        change = await identities.PlanAsync(late, adopt: false, Stop);
        await eks.CreatePodIdentityAssociationAsync(
            "apps", "vc", "late", Identity("blue").RoleArn, new Dictionary<string, string>(), Stop);
        Assert.Equal(
            "Workload.AssociationInUse",
            (await Assert.ThrowsAsync<HoopException>(() => change.ApplyAsync(_host, Stop))).ErrorId);
    }

    [Fact]
    public async Task A_role_that_EKS_does_not_know_yet_is_waited_for_and_one_it_never_knows_is_named()
    {
        await using var sandbox = await fixture.StartAsync();
        using var session = await OpenAsync(sandbox);
        var eks = session.Eks(Orders, Region);
        var change = await new PodIdentities(eks, new FastTime(100)).PlanAsync(Identity("blue"), adopt: false, Stop);
        var error = await Assert.ThrowsAsync<HoopException>(() => change.ApplyAsync(_host, Stop));
        Assert.Equal("Workload.RoleNotAccepted", error.ErrorId);
        Assert.Contains("role/blue", error.Message, StringComparison.Ordinal);

        var applying = change.ApplyAsync(_host, Stop);
        await session.IamIn(Orders).CreateRoleAsync("blue", Trust, "", new Dictionary<string, string>(), null, Stop);
        await applying;
        Assert.NotNull(change.AssociationId);
    }

    [Fact]
    public async Task An_unknown_cluster_is_named_with_its_place()
    {
        await using var sandbox = await fixture.StartAsync();
        using var session = await OpenAsync(sandbox);
        var error = await Assert.ThrowsAsync<HoopException>(
            () => ApplyAsync(session.Eks(Orders, Region), Identity("blue") with { ClusterName = "nowhere" }));
        Assert.Equal(("Workload.ClusterNotFound", "nowhere"), (error.ErrorId, error.Target));
        Assert.Contains($"account {Orders}, {Region}", error.Message, StringComparison.Ordinal);
    }

    private static PodIdentity Identity(string role) => new("apps", "vc", "blue", $"arn:aws:iam::{Orders}:role/{role}");

    private async Task<AwsSession> OpenAsync(AwsSandbox sandbox, params string[] roles)
    {
        var session = await _environment.OpenAsync(sandbox, options => options with { Region = Region });
        foreach (var role in roles)
            await session.IamIn(Orders).CreateRoleAsync(role, Trust, "", new Dictionary<string, string>(), null, Stop);
        return session;
    }

    private async Task<WorkloadChange> ApplyAsync(IEksClient eks, PodIdentity identity)
    {
        var change = await new PodIdentities(eks).PlanAsync(identity, adopt: false, Stop);
        await change.ApplyAsync(_host, Stop);
        return change;
    }

    private async Task<WorkloadChange> RemoveAsync(IEksClient eks, PodIdentity identity)
    {
        var change = await new PodIdentities(eks).PlanRemovalAsync(identity, Stop);
        await change.ApplyAsync(_host, Stop);
        return change;
    }
}
