using HoopConnect.Aws;
using HoopConnect.Aws.Iam;
using HoopConnect.Hosting;
using HoopConnect.IamAuthentication.Policies;
using HoopConnect.Sandbox;
using HoopConnect.Sandbox.Faults;
using HoopConnect.Tenants.Workloads;
using HoopConnect.Tests.Aws;
using HoopConnect.Tests.Provisioning;

namespace HoopConnect.Tests.Tenants.Workloads;

/// <summary>Roles of pods on the sandbox's IAM: made, repaired, removed, and left alone where they are somebody else's.</summary>
public sealed class PodRolesTests(SandboxFixture fixture) : IDisposable
{
    private const string Management = "111122223333";
    private static readonly Dictionary<string, string> Nothing = [];

    private readonly TestEnvironment _environment = new();
    private readonly RecordingHost _host = new();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public void Dispose() => _environment.Dispose();

    [Fact]
    public async Task A_role_is_made_with_its_boundary_in_the_same_call_and_a_second_run_has_nothing_to_do()
    {
        await using var sandbox = await fixture.StartAsync();
        using var session = await _environment.OpenAsync(sandbox);
        var role = Role(await BoundaryAsync(session.Iam, "first"));
        var change = await new PodRoles(session.Iam).PlanAsync(role, adopt: false, Stop);
        Assert.Equal(["create role", "put inline policy"], change.Steps.Select(step => step.Action));
        Assert.Contains($"PermissionsBoundary={role.PermissionsBoundary}", change.Steps[0].Statement, StringComparison.Ordinal);
        Assert.Null(await session.Iam.GetRoleAsync(role.Name, Stop));

        await change.ApplyAsync(_host, Stop);
        var made = (await session.Iam.GetRoleAsync(role.Name, Stop))!;
        Assert.Equal(
            (WorkloadOutcome.Created, role.Arn, role.PermissionsBoundary), (change.Outcome, made.Arn, made.PermissionsBoundary));
        Assert.Equal(("HoopConnect", "blue"), (made.Tags["hoop.dev/managed-by"], made.Tags["tenant"]));
        Assert.Equal(WorkloadOutcome.Unchanged, (await new PodRoles(session.Iam).PlanAsync(role, adopt: false, Stop)).Outcome);
    }

    [Fact]
    public async Task What_is_different_is_mended_and_what_narrows_comes_first()
    {
        await using var sandbox = await fixture.StartAsync();
        using var session = await _environment.OpenAsync(sandbox);
        var iam = session.Iam;
        var role = Role(await BoundaryAsync(iam, "first"));
        await ApplyAsync(iam, role);
        var wanted = role with
        {
            PermissionsBoundary = await BoundaryAsync(iam, "second"),
            Trust = Trust("apps"),
            Tags = new Dictionary<string, string> { ["tenant"] = "green" },
            InlinePolicies = new Dictionary<string, string> { ["connect"] = Connect("db-NEW"), ["more"] = Connect("db-MORE") },
        };

        var change = await ApplyAsync(iam, wanted);
        Assert.Equal(WorkloadOutcome.Updated, change.Outcome);
        Assert.Equal(
            ["tag role", "set permissions boundary", "change trust", "put inline policy", "put inline policy"],
            change.Steps.Select(step => step.Action));
        Assert.Contains("in place of", change.Steps[3].Note, StringComparison.Ordinal);
        Assert.Null(change.Steps[4].Note);
        Assert.Equal(WorkloadOutcome.Unchanged, (await ApplyAsync(iam, wanted)).Outcome);
    }

    [Fact]
    public async Task A_role_without_our_mark_is_not_touched_unless_it_is_named_for_that()
    {
        await using var sandbox = await fixture.StartAsync();
        using var session = await _environment.OpenAsync(sandbox);
        var iam = session.Iam;
        var role = Role(await BoundaryAsync(iam, "first"));
        await iam.CreateRoleAsync(role.Name, role.Trust, "", new Dictionary<string, string> { ["tenant"] = "blue" }, null, Stop);
        var before = sandbox.Requests.All.Count;

        var error = await Assert.ThrowsAsync<HoopException>(() => ApplyAsync(iam, role));
        Assert.Equal(("Workload.NotOurs", role.Arn), (error.ErrorId, error.Target));
        Assert.Equal(
            "Workload.NotOurs",
            (await Assert.ThrowsAsync<HoopException>(
                () => new PodRoles(iam).PlanRemovalAsync(role.Name, role.Mark, ["connect"], Stop))).ErrorId);
        Assert.All(sandbox.Requests.All.Skip(before), request => Assert.Equal("GetRole", request.Action));

        var change = await new PodRoles(iam).PlanAsync(role, adopt: true, Stop);
        await change.ApplyAsync(_host, Stop);
        Assert.Equal(
            ["take over role", "set permissions boundary", "put inline policy"], change.Steps.Select(step => step.Action));
    }

    [Fact]
    public async Task A_role_of_another_mark_of_ours_is_not_touched_either()
    {
        await using var sandbox = await fixture.StartAsync();
        using var session = await _environment.OpenAsync(sandbox);
        var role = Role(null) with { Mark = new Dictionary<string, string>(Role(null).Mark) { ["of"] = "blue" } };
        await ApplyAsync(session.Iam, role);
        var other = role with { Mark = new Dictionary<string, string>(role.Mark) { ["of"] = "green" } };
        Assert.Equal(
            "Workload.NotOurs", (await Assert.ThrowsAsync<HoopException>(() => ApplyAsync(session.Iam, other))).ErrorId);
    }

    [Fact]
    public async Task Removal_takes_the_inline_policies_first_and_leaves_a_role_that_has_others()
    {
        await using var sandbox = await fixture.StartAsync();
        using var session = await _environment.OpenAsync(sandbox);
        var (iam, role) = (session.Iam, Role(null));
        await ApplyAsync(iam, role);
        await iam.PutRolePolicyAsync(role.Name, "theirs", Connect("db-THEIRS"), Stop);
        var error = await Assert.ThrowsAsync<HoopException>(() => RemoveAsync(iam, role));
        Assert.Equal("Workload.RoleNotEmpty", error.ErrorId);
        Assert.Contains("theirs", error.Message, StringComparison.Ordinal);
        Assert.NotNull(await iam.GetRolePolicyAsync(role.Name, "connect", Stop));

        await iam.DeleteRolePolicyAsync(role.Name, "theirs", Stop);
        await iam.AttachRolePolicyAsync(role.Name, await BoundaryAsync(iam, "attached"), Stop);
        Assert.Equal("Workload.RoleNotEmpty", (await Assert.ThrowsAsync<HoopException>(() => RemoveAsync(iam, role))).ErrorId);

        var other = role with { Name = "other" };
        await ApplyAsync(iam, other);
        Assert.Equal(WorkloadOutcome.Removed, (await RemoveAsync(iam, other)).Outcome);
        Assert.Null(await iam.GetRoleAsync("other", Stop));
        Assert.Equal(WorkloadOutcome.Unchanged, (await RemoveAsync(iam, other)).Outcome);
    }

    [Theory]
    [InlineData("CreateRole")]
    [InlineData("PutRolePolicy")]
    public async Task A_lost_answer_is_no_failure_and_after_a_crash_another_run_does_what_is_left(string action)
    {
        await using var sandbox = await fixture.StartAsync();
        using var session = await _environment.OpenAsync(sandbox, options => options with { MaxAttempts = 2 });
        var (iam, role) = (session.Iam, Role(null));
        sandbox.Faults.Add(new Fault(FaultKind.DropAfter) { Service = "iam", Action = action, Times = 1 });
        Assert.Equal(WorkloadOutcome.Created, (await ApplyAsync(iam, role)).Outcome);

        var crashed = role with { Name = "crashed" };
        sandbox.Faults.Add(new Fault(FaultKind.InternalError) { Service = "iam", Action = action, Times = 2 });
        await Assert.ThrowsAsync<AwsErrorException>(() => ApplyAsync(iam, crashed));
        await ApplyAsync(iam, crashed);
        Assert.NotNull(await iam.GetRolePolicyAsync("crashed", "connect", Stop));
    }

    [Fact]
    public async Task Who_was_faster_is_no_failure_and_what_is_left_is_done()
    {
        await using var sandbox = await fixture.StartAsync();
        using var session = await _environment.OpenAsync(sandbox);
        var (iam, role) = (session.Iam, Role(null));
        var change = await new PodRoles(iam).PlanAsync(role, adopt: false, Stop);
        await iam.CreateRoleAsync(role.Name, role.Trust, "", role.Mark, null, Stop);
        await change.ApplyAsync(_host, Stop);
        Assert.Equal(WorkloadOutcome.Unchanged, (await ApplyAsync(iam, role)).Outcome);

        change = await new PodRoles(iam).PlanAsync(role with { Trust = Trust("other") }, adopt: false, Stop);
        await RemoveAsync(iam, role);
        await change.ApplyAsync(_host, Stop);
        Assert.NotNull(await iam.GetRolePolicyAsync(role.Name, "connect", Stop));
    }

    [Fact]
    public async Task Limits_and_a_boundary_that_is_not_there_are_named()
    {
        await using var sandbox = await fixture.StartAsync();
        using var session = await _environment.OpenAsync(sandbox);
        var (iam, role) = (session.Iam, Role(null));
        var none = role with { PermissionsBoundary = $"arn:aws:iam::{Management}:policy/none" };
        var error = await Assert.ThrowsAsync<HoopException>(() => ApplyAsync(iam, none));
        Assert.Equal("Workload.BoundaryNotFound", error.ErrorId);
        Assert.Equal(
            "Workload.BoundaryNotFound",
            (await Assert.ThrowsAsync<HoopException>(
                () => new PodRoles(iam).RequireBoundaryAsync(none.PermissionsBoundary, Stop))).ErrorId);
        await ApplyAsync(iam, role);
        Assert.Equal("Workload.BoundaryNotFound", (await Assert.ThrowsAsync<HoopException>(() => ApplyAsync(iam, none))).ErrorId);

        sandbox.Organisation.Management.MostRoles = sandbox.Organisation.Management.Roles.Count;
        error = await Assert.ThrowsAsync<HoopException>(() => ApplyAsync(iam, role with { Name = "one-too-many" }));
        Assert.Equal(("Workload.LimitExceeded", "role one-too-many"), (error.ErrorId, error.Target));
        Assert.Contains("RolesPerAccount", error.Message, StringComparison.Ordinal);
        Assert.Contains("quota", error.RecommendedAction, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("name", "Policy.InvalidName")]
    [InlineData("long", "Policy.InvalidName")]
    [InlineData("account", "Policy.InvalidAccountId")]
    [InlineData("trust", "Policy.TooLarge")]
    [InlineData("inline", "Policy.TooLarge")]
    [InlineData("together", "Policy.TooLarge")]
    [InlineData("boundary", "Workload.InvalidBoundary")]
    [InlineData("others", "Workload.InvalidBoundary")]
    [InlineData("tag", "Workload.InvalidTag")]
    [InlineData("tags", "Workload.InvalidTag")]
    [InlineData("aws", "Workload.InvalidTag")]
    public void What_IAM_would_refuse_is_refused_before_it_is_asked(string what, string errorId)
    {
        var role = Role(null);
        Dictionary<string, string> Inline(int count, int size) => Enumerable.Range(0, count)
            .ToDictionary(number => $"p{number}", _ => Connect([.. Enumerable.Range(0, size).Select(id => $"db-{id:D6}")]));
        role = what switch
        {
            "name" => role with { Name = "no blanks" },
            "long" => role with { Name = new string('u', 65) },
            "account" => role with { AccountId = "1" },
            "trust" => role with { Trust = role.Trust.Replace("\"blue\"", $"\"{new string('b', 2048)}\"", StringComparison.Ordinal) },
            "inline" => role with { InlinePolicies = Inline(1, 200) },
            "together" => role with { InlinePolicies = Inline(3, 60) },
            "boundary" => role with { PermissionsBoundary = $"arn:aws:iam::{Management}:role/none" },
            "others" => role with { PermissionsBoundary = "arn:aws:iam::222233334444:policy/none" },
            "tag" => role with { Tags = new Dictionary<string, string> { ["of"] = "a\nb" } },
            "tags" => role with { Tags = Enumerable.Range(0, 50).ToDictionary(id => $"k{id}", _ => "") },
            _ => role with { Tags = new Dictionary<string, string> { ["aws:of"] = "ours" } },
        };
        Assert.Equal(errorId, Assert.Throws<HoopException>(role.Check).ErrorId);
    }

    private static PodRole Role(string? boundary) => new("u0123456789abcdef0123456789abcde", Management)
    {
        Trust = Trust("vc"),
        PermissionsBoundary = boundary,
        Tags = new Dictionary<string, string> { ["tenant"] = "blue" },
        InlinePolicies = new Dictionary<string, string> { ["connect"] = Connect("db-A") },
    };

    private static string Trust(string account)
    {
        var request = new PolicyRequest(PolicyKind.PodIdentityTrust)
        {
            AccountId = Management,
            Namespace = "blue",
            ServiceAccounts = [account],
        };
        return IamPolicies.Make(request).Document;
    }

    private static string Connect(params string[] databases) => PolicyText.Write(new PolicyStatement("Connect", ["rds-db:connect"])
    {
        Resources = [.. databases.Select(id => $"arn:aws:rds-db:eu-west-1:{Management}:dbuser:{id}/u0123456789abcdef0123456789abcde")],
    });

    private static async Task<string> BoundaryAsync(IIamClient iam, string name) =>
        (await iam.CreatePolicyAsync(name, Connect("db-A"), "of a test", Nothing, Stop)).Arn;

    private async Task<WorkloadChange> ApplyAsync(IIamClient iam, PodRole role)
    {
        var change = await new PodRoles(iam).PlanAsync(role, adopt: false, Stop);
        await change.ApplyAsync(_host, Stop);
        return change;
    }

    private async Task<WorkloadChange> RemoveAsync(IIamClient iam, PodRole role)
    {
        var change = await new PodRoles(iam).PlanRemovalAsync(role.Name, role.Mark, [.. role.InlinePolicies.Keys], Stop);
        await change.ApplyAsync(_host, Stop);
        return change;
    }
}
