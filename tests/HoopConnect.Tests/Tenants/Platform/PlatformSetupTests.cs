using System.Text.Json;
using HoopConnect.Aws;
using HoopConnect.Hosting;
using HoopConnect.IamAuthentication.Policies;
using HoopConnect.Sandbox;
using HoopConnect.Sandbox.Faults;
using HoopConnect.Tenants.Platform;
using HoopConnect.Tenants.Workloads;
using HoopConnect.Tests.Aws;
using HoopConnect.Tests.Provisioning;

namespace HoopConnect.Tests.Tenants.Platform;

/// <summary>The platform's own side on the sandbox: boundary, role and association, made once, found the second time, mended.</summary>
public sealed class PlatformSetupTests(SandboxFixture fixture) : IDisposable
{
    private const string Orders = "222233334444";
    private const string Region = "eu-west-1";
    private const string Boundary = $"arn:aws:iam::{Orders}:policy/HoopConnectorBoundary";

    private readonly TestEnvironment _environment = new();
    private readonly RecordingHost _host = new();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private static PlatformRequest Usual => For("db-A");

    public void Dispose() => _environment.Dispose();

    [Fact]
    public async Task It_is_made_whole_and_a_second_run_finds_nothing_to_do()
    {
        await using var sandbox = await fixture.StartAsync();
        using var session = await OpenAsync(sandbox);
        var plan = await new PlatformSetup(session).PlanAsync(Usual, Stop);
        Assert.Equal(
            [
                "create managed policy", "create role", "put inline policy", "put inline policy", "create pod identity association",
            ],
            plan.Plan.Steps.Select(step => step.Action));
        Assert.Equal(0, ChangesOf(sandbox));

        var made = await new PlatformSetup(session).ApplyAsync(plan, _host, Stop);
        Assert.Equal(
            [
                (PlatformPart.Boundary, WorkloadOutcome.Created), (PlatformPart.Role, WorkloadOutcome.Created),
                (PlatformPart.Association, WorkloadOutcome.Created),
            ],
            made.Steps.Select(step => (step.Part, step.Outcome)));
        Assert.Equal(
            ($"arn:aws:iam::{Orders}:role/vcluster-platform-iam-database-role", Boundary), (made.RoleArn, made.PermissionsBoundary));
        Assert.Equal(["HoopConnectorAdmin", "HoopDbConnect-db-A"], made.Policies);
        Assert.Empty(made.OtherPolicies);

        var association = (await session.Eks(Orders, Region).DescribePodIdentityAssociationAsync("apps", made.AssociationId, Stop))!;
        Assert.Equal(
            ("vcluster-platform", "loft", made.RoleArn), (association.Namespace, association.ServiceAccount, association.RoleArn));
        var iam = session.IamIn(Orders);
        var admin = (await iam.GetRolePolicyAsync("vcluster-platform-iam-database-role", "HoopConnectorAdmin", Stop))!;
        Assert.Contains($"\"iam:PermissionsBoundary\":\"{Boundary}\"", admin, StringComparison.Ordinal);
        var connect = (await iam.GetRolePolicyAsync("vcluster-platform-iam-database-role", "HoopDbConnect-db-A", Stop))!;
        Assert.Contains($"dbuser:db-A/postgres\"", connect, StringComparison.Ordinal);

        var changes = ChangesOf(sandbox);
        Assert.Equal(5, changes);
        var again = await ApplyAsync(session, Usual);
        Assert.False(again.Changed);
        Assert.Equal((changes, made.AssociationId), (ChangesOf(sandbox), again.AssociationId));
    }

    [Fact]
    public async Task Another_run_for_another_server_takes_nothing_away_from_the_first_one_s_tenants()
    {
        await using var sandbox = await fixture.StartAsync();
        using var session = await OpenAsync(sandbox);
        await ApplyAsync(session, Usual);
        var second = await ApplyAsync(session, For("cluster-B"));
        Assert.Equal(
            [WorkloadOutcome.Updated, WorkloadOutcome.Updated, WorkloadOutcome.Unchanged], second.Steps.Select(step => step.Outcome));
        Assert.Equal(["HoopDbConnect-db-A"], second.OtherPolicies);

        var iam = session.IamIn(Orders);
        var policy = (await iam.GetPolicyAsync(Boundary, Stop))!;
        using var document = JsonDocument.Parse(await iam.GetPolicyVersionAsync(Boundary, policy.DefaultVersionId, Stop));
        Assert.Equal(
            ["db-A", "cluster-B"],
            document.RootElement.GetProperty("Statement")[0].GetProperty("Resource").EnumerateArray()
                .Select(arn => arn.GetString()!.Split(':')[6].Split('/')[0]));
        Assert.False((await ApplyAsync(session, Usual)).Changed);
        // Without a database the boundary stays as it is.
        Assert.False((await ApplyAsync(session, Usual with { Connectors = [], AccountId = Orders })).Changed);
    }

    [Fact]
    public async Task What_was_changed_by_hand_is_mended_and_the_role_s_further_rights_are_named()
    {
        await using var sandbox = await fixture.StartAsync();
        using var session = await OpenAsync(sandbox);
        var made = await ApplyAsync(session, Usual);
        var iam = session.IamIn(Orders);
        const string Anybody =
            """{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"AWS":"*"},"Action":"sts:AssumeRole"}]}""";
        await iam.UpdateAssumeRolePolicyAsync(Usual.RoleName, Anybody, Stop);
        await iam.DeleteRolePolicyAsync(Usual.RoleName, "HoopConnectorAdmin", Stop);
        await iam.AttachRolePolicyAsync(Usual.RoleName, Boundary, Stop);
        await session.Eks(Orders, Region).DeletePodIdentityAssociationAsync("apps", made.AssociationId, Stop);

        var mended = await ApplyAsync(session, Usual);
        Assert.Equal(
            [WorkloadOutcome.Unchanged, WorkloadOutcome.Updated, WorkloadOutcome.Created], mended.Steps.Select(step => step.Outcome));
        Assert.Equal([Boundary], mended.OtherPolicies);
        Assert.False((await ApplyAsync(session, Usual)).Changed);
    }

    [Theory]
    [InlineData("role", "Workload.NotOurs")]
    [InlineData("association", "Workload.AssociationInUse")]
    [InlineData("boundary", "Policy.NotOurs")]
    public async Task What_is_there_and_not_ours_stops_it_before_anything_is_changed_and_is_taken_over_where_that_is_asked_for(
        string what, string errorId)
    {
        await using var sandbox = await fixture.StartAsync();
        using var session = await OpenAsync(sandbox);
        var (iam, eks) = (session.IamIn(Orders), session.Eks(Orders, Region));
        var nothing = new Dictionary<string, string>();
        var trust = IamPolicies.Make(new PolicyRequest(PolicyKind.PodIdentityTrust) { AccountId = Orders }).Document;
        const string Theirs = """{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"s3:GetObject","Resource":"*"}]}""";
        var role = (await iam.CreateRoleAsync(what == "role" ? Usual.RoleName : "theirs", trust, "", nothing, null, Stop)).Arn;
        if (what == "boundary")
            await iam.CreatePolicyAsync("HoopConnectorBoundary", Theirs, "", nothing, Stop);
        if (what == "association")
            await eks.CreatePodIdentityAssociationAsync("apps", "vcluster-platform", "loft", role, nothing, Stop);
        var before = ChangesOf(sandbox);

        var error = await Assert.ThrowsAsync<HoopException>(() => ApplyAsync(session, Usual));
        Assert.Equal(errorId, error.ErrorId);
        Assert.NotEqual("", error.RecommendedAction);
        Assert.Equal(before, ChangesOf(sandbox));
        Assert.True((await ApplyAsync(session, Usual with { Adopt = true })).Changed);
        Assert.False((await ApplyAsync(session, Usual)).Changed);
    }

    [Fact]
    public async Task A_boundary_that_was_given_is_used_and_must_be_there()
    {
        await using var sandbox = await fixture.StartAsync();
        using var session = await OpenAsync(sandbox);
        var request = Usual with { PermissionsBoundary = $"arn:aws:iam::{Orders}:policy/of-the-security-team" };
        Assert.Equal("Workload.BoundaryNotFound", (await Assert.ThrowsAsync<HoopException>(() => ApplyAsync(session, request))).ErrorId);

        const string Document =
            """{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"rds-db:connect","Resource":"*"}]}""";
        await session.IamIn(Orders).CreatePolicyAsync("of-the-security-team", Document, "", new Dictionary<string, string>(), Stop);
        var made = await ApplyAsync(session, request);
        Assert.Equal(
            (request.PermissionsBoundary, WorkloadOutcome.Unchanged), (made.PermissionsBoundary, made.Steps[0].Outcome));
        Assert.Null(await session.IamIn(Orders).GetPolicyAsync(Boundary, Stop));
    }

    [Theory]
    [InlineData("cluster", "Workload.ClusterNotFound")]
    [InlineData("databases", "Platform.DatabaseNeeded")]
    [InlineData("account", "Platform.OtherAccount")]
    [InlineData("name", "Policy.InvalidName")]
    [InlineData("tenant", "Platform.TenantName")]
    [InlineData("namespace", "Policy.InvalidKubernetesName")]
    [InlineData("tag", "Policy.InvalidTag")]
    [InlineData("boundary", "Workload.InvalidBoundary")]
    [InlineData("many", "Policy.TooLarge")]
    public async Task What_cannot_be_is_refused_before_anything_is_changed(string what, string errorId)
    {
        await using var sandbox = await fixture.StartAsync();
        using var session = await OpenAsync(sandbox);
        var request = what switch
        {
            "cluster" => Usual with { ClusterName = "nowhere" },
            "databases" => Usual with { Connectors = [] },
            "account" => Usual with { AccountId = "111122223333" },
            "name" => Usual with { RoleName = new string('r', 65) },
            "tenant" => Usual with { RoleName = "u0123456789abcdef0123456789abcde" },
            "namespace" => Usual with { Namespace = "a.b" },
            "tag" => Usual with { ManagedByTag = "nothing" },
            "boundary" => Usual with { PermissionsBoundary = "arn:aws:iam::111122223333:policy/of-others" },
            _ => For([.. Enumerable.Range(0, 60).Select(number => $"db-{number:D20}")]),
        };
        Assert.Equal(errorId, (await Assert.ThrowsAsync<HoopException>(() => ApplyAsync(session, request))).ErrorId);
        Assert.Equal(0, ChangesOf(sandbox));
    }

    [Theory]
    [InlineData("iam", "CreatePolicy")]
    [InlineData("iam", "CreateRole")]
    [InlineData("iam", "PutRolePolicy")]
    [InlineData("eks", "CreatePodIdentityAssociation")]
    public async Task After_a_failure_at_any_call_another_run_does_what_is_left(string service, string action)
    {
        await using var sandbox = await fixture.StartAsync();
        using var session = await _environment.OpenAsync(sandbox, options => options with { Region = Region, MaxAttempts = 1 });
        sandbox.Faults.Add(new Fault(FaultKind.InternalError) { Service = service, Action = action, Times = 1 });
        await Assert.ThrowsAsync<AwsErrorException>(() => ApplyAsync(session, Usual));

        Assert.True((await ApplyAsync(session, Usual)).Changed);
        Assert.Equal(5, sandbox.Requests.All.Count(IsChange) - 1);
        Assert.False((await ApplyAsync(session, Usual)).Changed);
    }

    [Fact]
    public async Task The_limit_of_roles_is_named_with_its_way_out()
    {
        await using var sandbox = await fixture.StartAsync();
        using var session = await OpenAsync(sandbox);
        var account = sandbox.Organisation.Find(Orders)!;
        account.MostRoles = account.Roles.Count;
        var error = await Assert.ThrowsAsync<HoopException>(() => ApplyAsync(session, Usual));
        Assert.Equal("Workload.LimitExceeded", error.ErrorId);
        Assert.Contains("quota", error.RecommendedAction, StringComparison.Ordinal);
    }

    private static PlatformRequest For(params string[] databases) => new("apps", Region)
    {
        Connectors = [.. databases.Select(id => (DatabaseResource.Create(Region, Orders, id), "postgres"))],
    };

    private Task<AwsSession> OpenAsync(AwsSandbox sandbox) =>
        _environment.OpenAsync(sandbox, options => options with { Region = Region });

    private async Task<ConnectorPlatform> ApplyAsync(AwsSession session, PlatformRequest request)
    {
        var setup = new PlatformSetup(session);
        return await setup.ApplyAsync(await setup.PlanAsync(request, Stop), _host, Stop);
    }

    private static int ChangesOf(AwsSandbox sandbox) => sandbox.Requests.All.Count(IsChange);

    private static bool IsChange(HoopConnect.Sandbox.Traffic.RequestRecord request) =>
        request.Service is "iam" or "eks" && !request.Action.StartsWith("Get", StringComparison.Ordinal)
        && !request.Action.StartsWith("List", StringComparison.Ordinal) && !request.Action.StartsWith("Describe", StringComparison.Ordinal);
}
