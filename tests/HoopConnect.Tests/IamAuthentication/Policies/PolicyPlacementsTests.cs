using HoopConnect.Aws;
using HoopConnect.Hosting;
using HoopConnect.IamAuthentication.Policies;
using HoopConnect.Planning;
using HoopConnect.Sandbox;
using HoopConnect.Sandbox.Faults;
using HoopConnect.Tests.Aws;
using HoopConnect.Tests.Provisioning;

namespace HoopConnect.Tests.IamAuthentication.Policies;

public sealed class PolicyPlacementsTests(SandboxFixture fixture) : IDisposable
{
    private const string Management = "111122223333";
    private const string Orders = "222233334444";
    private const string Locked = "333344445555";
    private readonly TestEnvironment _environment = new();
    private readonly RecordingHost _host = new();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public void Dispose() => _environment.Dispose();

    [Fact]
    public async Task The_role_of_a_member_account_lets_the_main_account_in_as_soon_as_it_is_made()
    {
        await using var sandbox = await fixture.StartAsync();
        var trust = IamPolicies.Make(
            new PolicyRequest(PolicyKind.CrossAccountTrust)
            {
                TrustedAccountId = Management,
                ExternalId = "of-a-test",
                OrganizationId = sandbox.Organisation.Id,
            });
        // Somebody of the account itself makes it: nobody else is let in yet.
        var own = sandbox.Organisation.Keys.CreateUserKey(sandbox.Organisation, Locked, "admin");
        using (
            var inside = await _environment.OpenAsync(
                sandbox, options => options with { AccessKey = own.AccessKeyId, SecretKey = Secrets(own.SecretAccessKey) }))
        {
            var role = await ApplyAsync(inside, trust, new PolicyPlacement());
            Assert.Equal(($"arn:aws:iam::{Locked}:role/HoopOrganizationAccountAccessRole", true), (role.Arn, role.Changed));
            var connect = await ApplyAsync(
                inside,
                IamPolicies.Make(new PolicyRequest(PolicyKind.AwsConnect) { AccountId = Locked, IsMember = true }),
                new PolicyPlacement { RoleName = role.RoleName });
            Assert.Equal($"arn:aws:iam::{Locked}:policy/HoopAWSConnect", connect.Arn);
            Assert.Equal([connect.Arn!], await inside.Iam.ListAttachedRolePoliciesAsync(role.RoleName!, Stop));
        }

        using var main = await _environment.OpenAsync(sandbox, options => options with { ExternalId = "of-a-test" });
        Assert.Empty(await main.Rds(Locked, "eu-west-1").DescribeDBInstancesAsync(null, Stop).ToListAsync(Stop));
        using var without = await _environment.OpenAsync(sandbox);
        await Assert.ThrowsAsync<AwsErrorException>(async () =>
            await without.Rds(Locked, "eu-west-1").DescribeDBInstancesAsync(null, Stop).ToListAsync(Stop));
    }

    [Theory]
    [InlineData("trust")]
    [InlineData("managed")]
    [InlineData("attached")]
    [InlineData("inline")]
    public async Task A_second_run_has_nothing_to_do(string what)
    {
        await using var sandbox = await fixture.StartAsync();
        using var session = await _environment.OpenAsync(sandbox);
        var (policy, placement) = what switch
        {
            "trust" => (IamPolicies.Make(new PolicyRequest(PolicyKind.PodIdentityTrust) { AccountId = Management }), new PolicyPlacement()),
            "managed" => (Connect("one"), new PolicyPlacement()),
            "attached" => (Connect("one"), new PolicyPlacement { RoleName = "HoopWebIdentity", IsManaged = true }),
            _ => (Connect("one"), new PolicyPlacement { RoleName = "HoopWebIdentity" }),
        };
        var first = await ApplyAsync(session, policy, placement);
        var changes = ChangesOf(sandbox);
        var again = await ApplyAsync(session, policy, placement);

        Assert.Equal((true, false), (first.Changed, again.Changed));
        Assert.Equal(changes, ChangesOf(sandbox));
        Assert.Equal(what == "attached" ? 2 : 1, changes);
        Assert.Equal(what == "inline", first.Arn is null);
    }

    [Fact]
    public async Task An_inline_policy_of_that_name_that_says_something_else_is_written_over_only_with_Adopt()
    {
        await using var sandbox = await fixture.StartAsync();
        using var session = await _environment.OpenAsync(sandbox);
        const string Others = """{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"s3:GetObject","Resource":"*"}]}""";
        var policy = Connect("one");
        await session.Iam.PutRolePolicyAsync("HoopWebIdentity", policy.Name, Others, Stop);

        var placement = new PolicyPlacement { RoleName = "HoopWebIdentity" };
        var error = await Assert.ThrowsAsync<HoopException>(() => new PolicyPlacements(session).PlanAsync(policy, placement, Stop));
        Assert.Equal("Policy.NotOurs", error.ErrorId);
        Assert.Contains($"'{policy.Name}'", error.Message, StringComparison.Ordinal);
        Assert.Equal(Others, await session.Iam.GetRolePolicyAsync("HoopWebIdentity", policy.Name, Stop));

        Assert.True((await ApplyAsync(session, policy, placement with { Adopt = true })).Changed);
        Assert.False((await ApplyAsync(session, policy, placement)).Changed);
    }

    [Fact]
    public async Task A_plan_that_is_not_applied_changes_nothing_and_shows_the_documents()
    {
        await using var sandbox = await fixture.StartAsync();
        using var session = await _environment.OpenAsync(sandbox);
        var plan = (
            await new PolicyPlacements(session).PlanAsync(
                Connect("one"), new PolicyPlacement { RoleName = "HoopWebIdentity", IsManaged = true }, Stop)
        ).Plan;
        Assert.Equal(["create managed policy", "attach managed policy"], plan.Steps.Select(step => step.Action));
        Assert.Contains("dbuser:db-A/one", plan.ToString(), StringComparison.Ordinal);
        Assert.Equal(0, ChangesOf(sandbox));
    }

    [Fact]
    public async Task A_changed_document_is_a_new_version_and_the_oldest_one_goes_when_there_are_five()
    {
        await using var sandbox = await fixture.StartAsync();
        using var session = await _environment.OpenAsync(sandbox);
        foreach (var user in new[] { "v1", "v2", "v3", "v4", "v5" })
            await ApplyAsync(session, Connect(user), new PolicyPlacement());
        var plan = (await new PolicyPlacements(session).PlanAsync(Connect("v6"), new PolicyPlacement(), Stop)).Plan;
        Assert.Equal(["delete oldest version", "create version"], plan.Steps.Select(step => step.Action));
        Assert.Contains("VersionId=v1", plan.Steps[0].Statement, StringComparison.Ordinal);

        var policy = await ApplyAsync(session, Connect("v6"), new PolicyPlacement());
        var versions = await session.Iam.ListPolicyVersionsAsync(policy.Arn!, Stop);
        Assert.Equal(["v6", "v5", "v4", "v3", "v2"], versions.Select(version => version.VersionId));
        Assert.Equal("v6", versions.Single(version => version.IsDefaultVersion).VersionId);
    }

    [Theory]
    [InlineData("DeletePolicyVersion", FaultKind.InternalError)]
    [InlineData("CreatePolicyVersion", FaultKind.InternalError)]
    [InlineData("AttachRolePolicy", FaultKind.InternalError)]
    public async Task After_a_crash_in_the_middle_another_run_does_what_is_left(string operation, FaultKind kind)
    {
        await using var sandbox = await fixture.StartAsync();
        using var session = await _environment.OpenAsync(sandbox, options => options with { MaxAttempts = 1 });
        foreach (var user in new[] { "v1", "v2", "v3", "v4", "v5" })
            await ApplyAsync(session, Connect(user), new PolicyPlacement());
        var placement = new PolicyPlacement { RoleName = "HoopWebIdentity", IsManaged = true };
        sandbox.Faults.Add(new Fault(kind) { Service = "iam", Action = operation, Times = 1 });
        await Assert.ThrowsAsync<AwsErrorException>(() => ApplyAsync(session, Connect("v6"), placement));

        var policy = await ApplyAsync(session, Connect("v6"), placement);
        Assert.True(policy.Changed);
        var versions = await session.Iam.ListPolicyVersionsAsync(policy.Arn!, Stop);
        Assert.Equal((5, "v6"), (versions.Count, versions.Single(version => version.IsDefaultVersion).VersionId));
        Assert.Equal([policy.Arn!], await session.Iam.ListAttachedRolePoliciesAsync("HoopWebIdentity", Stop));
    }

    [Fact]
    public async Task A_call_that_was_repeated_after_it_got_through_is_no_failure_and_what_follows_it_is_done_too()
    {
        await using var sandbox = await fixture.StartAsync();
        using var session = await _environment.OpenAsync(sandbox);
        sandbox.Faults.Add(new Fault(FaultKind.DropAfter) { Service = "iam", Action = "CreateRole", Times = 1 });
        var role = await ApplyAsync(
            session, IamPolicies.Make(new PolicyRequest(PolicyKind.PodIdentityTrust) { AccountId = Management }), new PolicyPlacement());
        Assert.True(role.Changed);
        Assert.NotNull(role.Arn);

        foreach (var user in new[] { "v1", "v2", "v3", "v4", "v5" })
            await ApplyAsync(session, Connect(user), new PolicyPlacement());
        sandbox.Faults.Add(new Fault(FaultKind.DropAfter) { Service = "iam", Action = "DeletePolicyVersion", Times = 1 });
        var policy = await ApplyAsync(session, Connect("v6"), new PolicyPlacement());
        Assert.Equal("v6", (await session.Iam.GetPolicyAsync(policy.Arn!, Stop))!.DefaultVersionId);
    }

    [Fact]
    public async Task What_we_did_not_make_is_taken_over_only_where_that_is_asked_for()
    {
        await using var sandbox = await fixture.StartAsync();
        using var session = await _environment.OpenAsync(sandbox);
        // The sandbox's own role of that name trusts somebody else.
        var trust = IamPolicies.Make(new PolicyRequest(PolicyKind.PodIdentityTrust) { AccountId = Management, Name = "HoopWebIdentity" });
        var refused = await Assert.ThrowsAsync<HoopException>(() => ApplyAsync(session, trust, new PolicyPlacement()));
        Assert.Equal("Policy.NotOurs", refused.ErrorId);
        Assert.Contains("-Adopt", refused.RecommendedAction, StringComparison.Ordinal);

        Assert.True((await ApplyAsync(session, trust, new PolicyPlacement { Adopt = true })).Changed);
        Assert.Equal("HoopConnect", (await session.Iam.GetRoleAsync("HoopWebIdentity", Stop))!.Tags["hoop.dev/managed-by"]);

        await session.Iam.CreatePolicyAsync("HoopDbConnect", Connect("theirs").Document, "theirs", new Dictionary<string, string>(), Stop);
        Assert.Equal(
            "Policy.NotOurs",
            (await Assert.ThrowsAsync<HoopException>(() => ApplyAsync(session, Connect("one"), new PolicyPlacement()))).ErrorId);
        // One that says the same already is left as it is.
        Assert.False((await ApplyAsync(session, Connect("theirs"), new PolicyPlacement())).Changed);
        Assert.True((await ApplyAsync(session, Connect("one"), new PolicyPlacement { Adopt = true })).Changed);
    }

    [Fact]
    public async Task A_policy_is_put_in_place_in_another_account_by_the_role_that_is_assumed_there()
    {
        await using var sandbox = await fixture.StartAsync();
        using var session = await _environment.OpenAsync(sandbox);
        var policy = await ApplyAsync(session, Connect("one"), new PolicyPlacement { AccountId = Orders });
        Assert.Equal($"arn:aws:iam::{Orders}:policy/HoopDbConnect", policy.Arn);
        Assert.Single(sandbox.Organisation.Find(Orders)!.Policies);
        Assert.Empty(sandbox.Organisation.Management.Policies);
    }

    [Fact]
    public async Task What_cannot_be_put_in_place_is_refused_before_anything_is_changed()
    {
        await using var sandbox = await fixture.StartAsync();
        using var session = await _environment.OpenAsync(sandbox);
        async Task<string> ErrorOf(IamPolicy policy, PolicyPlacement placement) =>
            (await Assert.ThrowsAnyAsync<HoopException>(() => ApplyAsync(session, policy, placement))).ErrorId;

        Assert.Equal(
            "Policy.NotApplicable",
            await ErrorOf(IamPolicies.Make(new PolicyRequest(PolicyKind.IdentityCenterAbac)), new PolicyPlacement()));
        Assert.Equal(
            "Policy.OtherPartition",
            await ErrorOf(IamPolicies.Make(new PolicyRequest(PolicyKind.AwsConnect) { Partition = "aws-cn" }), new PolicyPlacement()));
        Assert.Equal("Policy.RoleNotFound", await ErrorOf(Connect("one"), new PolicyPlacement { RoleName = "Nobody" }));
        Assert.Equal("Policy.RoleNotFound", await ErrorOf(Connect("one"), new PolicyPlacement { RoleName = "Nobody", IsManaged = true }));
        // Small enough for a role, too large for a managed policy.
        var large = IamPolicies.Make(Request([.. Enumerable.Range(0, 130).Select(number => $"user_{number}")]));
        Assert.Equal("Policy.TooLarge", await ErrorOf(large, new PolicyPlacement()));
        sandbox.Organisation.Denials.Deny(Management, "iam:CreatePolicy");
        Assert.Equal("Aws.AccessDenied", await ErrorOf(Connect("one"), new PolicyPlacement()));
        sandbox.Organisation.Denials.Allow(Management, "iam:CreatePolicy");
        Assert.Equal(1, ChangesOf(sandbox));
        Assert.Empty(sandbox.Organisation.Management.Policies);
        Assert.True((await ApplyAsync(session, large, new PolicyPlacement { RoleName = "HoopWebIdentity" })).Changed);
    }

    private async Task<IamPolicy> ApplyAsync(AwsSession session, IamPolicy policy, PolicyPlacement placement)
    {
        var placements = new PolicyPlacements(session);
        return await placements.ApplyAsync(await placements.PlanAsync(policy, placement, Stop), placement, _host, Stop);
    }

    private static PolicyRequest Request(params string[] users) =>
        new(PolicyKind.DbConnect) { Databases = [DatabaseResource.Create("eu-west-1", Management, "db-A")], UserNames = users };

    private static IamPolicy Connect(params string[] users) => IamPolicies.Make(Request(users));

    private static HoopConnect.Secrets.Secret Secrets(string text) => HoopConnect.Secrets.Secret.From(text);

    private static int ChangesOf(AwsSandbox sandbox) => sandbox.Requests.All.Count(request =>
            request.Service == "iam"
            && !request.Action.StartsWith("Get", StringComparison.Ordinal)
            && !request.Action.StartsWith("List", StringComparison.Ordinal));
}
