using HoopConnect.Aws;
using HoopConnect.Hosting;
using HoopConnect.Sandbox;
using HoopConnect.Sandbox.Faults;
using HoopConnect.Sandbox.Model;
using HoopConnect.Secrets;

namespace HoopConnect.Tests.Aws;

public sealed class AwsSessionTests(SandboxFixture sandboxes) : IDisposable
{
    private const string Orders = "222233334444";
    private readonly TestEnvironment _environment = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => _environment.Dispose();

    [Fact]
    public async Task Signed_calls_of_every_protocol_are_accepted()
    {
        await using var sandbox = await sandboxes.StartAsync();
        using var session = await _environment.OpenAsync(sandbox);

        var caller = await session.GetCallerIdentityAsync(Cancel);
        var accounts = await session.Organizations.ListAccountsAsync(Cancel).ToListAsync(Cancel);
        var databases = await session.Rds(caller.AccountId, "eu-west-1").DescribeDBInstancesAsync(null, Cancel).ToListAsync(Cancel);
        var groups = await session.Ec2(caller.AccountId, "eu-west-1").DescribeSecurityGroupsAsync(databases[0].VpcId!, "default", Cancel);
        var decisions = await session.Iam.SimulatePrincipalPolicyAsync(caller.Arn, ["rds:DescribeDBInstances"], null, Cancel);

        Assert.Equal("111122223333", caller.AccountId);
        Assert.EndsWith("user/dba", caller.Arn, StringComparison.Ordinal);
        Assert.Contains(accounts, account => account is { Id: Orders, Name: "orders", Status: "ACTIVE", JoinedMethod: "CREATED" });
        Assert.Equal("shop", Assert.Single(databases).DBInstanceIdentifier);
        Assert.Equal("default", Assert.Single(groups).GroupName);
        Assert.Equal("allowed", decisions["rds:DescribeDBInstances"]);
        Assert.StartsWith("o-", await session.Organizations.GetOrganizationIdAsync(Cancel), StringComparison.Ordinal);
        Assert.All(sandbox.Requests.All, request => Assert.Equal(200, request.Status));
    }

    [Fact]
    public async Task Answers_are_read_page_by_page_to_the_end()
    {
        await using var sandbox = await sandboxes.StartAsync(new SandboxOptions { DatabasesPageSize = 2, AccountsPageSize = 1 });
        using var session = await _environment.OpenAsync(sandbox);

        var accounts = await session.Organizations.ListAccountsAsync(Cancel).ToListAsync(Cancel);
        var databases = await session.Rds(Orders, "eu-west-1").DescribeDBInstancesAsync(null, Cancel).ToListAsync(Cancel);

        Assert.Equal(5, accounts.Count);
        Assert.Equal(5, sandbox.Requests.Of("organizations:ListAccounts").Count);
        Assert.Equal(10, databases.Select(database => database.DBInstanceIdentifier).Distinct().Count());
        Assert.Equal(5, sandbox.Requests.Of("rds:DescribeDBInstances").Count);
    }

    [Fact]
    public async Task A_role_is_assumed_once_for_an_account_however_many_ask_at_the_same_time()
    {
        await using var sandbox = await sandboxes.StartAsync();
        using var session = await _environment.OpenAsync(sandbox);

        await Task.WhenAll(Enumerable.Range(0, 20).Select(number =>
                    session
                        .Rds(Orders, number % 2 == 0 ? "eu-west-1" : "us-east-1")
                        .DescribeDBInstancesAsync(null, Cancel)
                        .ToListAsync(Cancel)
                        .AsTask()));

        var assumed = Assert.Single(sandbox.Requests.Of("sts:AssumeRole"));
        Assert.Equal("HoopConnect-dba", assumed.Parameters["RoleSessionName"]);
        Assert.Equal($"arn:aws:iam::{Orders}:role/HoopOrganizationAccountAccessRole", assumed.Parameters["RoleArn"]);
        Assert.Single(sandbox.Requests.Of("sts:GetCallerIdentity"));
    }

    [Fact]
    public async Task The_caller_s_own_account_needs_no_role()
    {
        await using var sandbox = await sandboxes.StartAsync();
        using var session = await _environment.OpenAsync(sandbox);

        await session.Rds("111122223333", "eu-west-1").DescribeDBInstancesAsync(null, Cancel).ToListAsync(Cancel);

        Assert.Empty(sandbox.Requests.Of("sts:AssumeRole"));
    }

    [Fact]
    public async Task A_role_s_session_that_AWS_ended_early_is_taken_once_more()
    {
        await using var sandbox = await sandboxes.StartAsync();
        sandbox.Faults.Add(new Fault(FaultKind.ExpiredToken) { Service = "rds" });
        using var session = await _environment.OpenAsync(sandbox);

        await session.Rds(Orders, "eu-west-1").DescribeDBInstancesAsync("orders", Cancel).ToListAsync(Cancel);

        Assert.Equal(2, sandbox.Requests.Of("sts:AssumeRole").Count);
    }

    [Fact]
    public async Task The_external_id_opens_a_role_that_asks_for_one()
    {
        await using var sandbox = await sandboxes.StartAsync();
        using var without = await _environment.OpenAsync(
            sandbox, options => options with { RoleName = DefaultOrganisation.ExternalRoleName });
        using var with = await _environment.OpenAsync(
            sandbox,
            options => options with { RoleName = DefaultOrganisation.ExternalRoleName, ExternalId = DefaultOrganisation.ExternalId });

        var refused = await Assert.ThrowsAsync<AwsErrorException>(() =>
            without.Rds("444455556666", "eu-west-1").DescribeDBInstancesAsync(null, Cancel).ToListAsync(Cancel).AsTask());
        Assert.Equal("Aws.AssumeRoleDenied", refused.ErrorId);
        Assert.NotEmpty(await with.Rds("444455556666", "eu-west-1").DescribeDBInstancesAsync(null, Cancel).ToListAsync(Cancel));
    }

    [Theory]
    [InlineData("aws-cn", "cn-north-1", "cn-northwest-1")]
    [InlineData("aws-us-gov", "us-gov-west-1", "us-gov-east-1")]
    public async Task Another_partition_works_with_roles_and_organisation_of_its_own(string partition, string first, string second)
    {
        await using var sandbox = await sandboxes.StartAsync(new SandboxOptions { Partition = partition, Regions = [first, second] });
        using var session = await _environment.OpenAsync(sandbox);

        var databases = await session.Rds(Orders, first).DescribeDBInstancesAsync(null, Cancel).ToListAsync(Cancel);
        Assert.NotEmpty(await session.Organizations.ListAccountsAsync(Cancel).ToListAsync(Cancel));

        Assert.StartsWith($"arn:{partition}:rds:{first}:{Orders}:db:", databases[0].DBInstanceArn, StringComparison.Ordinal);
        Assert.StartsWith(
            $"arn:{partition}:iam::", Assert.Single(sandbox.Requests.Of("sts:AssumeRole")).Parameters["RoleArn"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_unknown_account_id_or_region_is_refused_before_anything_is_asked()
    {
        await using var sandbox = await sandboxes.StartAsync();
        using var session = await _environment.OpenAsync(sandbox);

        Assert.Equal("Aws.InvalidAccountId", Assert.Throws<HoopException>(() => session.Rds("12345", "eu-west-1")).ErrorId);
        Assert.Equal("Aws.UnknownRegion", Assert.Throws<HoopException>(() => session.Ec2(Orders, "mars-1")).ErrorId);
        Assert.Equal(0, sandbox.Requests.Count);
    }

    [Theory]
    [InlineData("arn:aws:iam::111122223333:user/team/dba", "HoopConnect-dba")]
    [InlineData("arn:aws:sts::111122223333:assumed-role/Admin/jane.doe@example.com", "HoopConnect-jane.doe@example.com")]
    [InlineData("arn:aws:iam::111122223333:root", "HoopConnect-root")]
    [InlineData("arn:aws:iam::111122223333:user/a b", "HoopConnect-a-b")]
    [InlineData(
        "arn:aws:iam::111122223333:user/aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
        "HoopConnect-aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa")]
    public void The_name_of_a_role_s_session_says_who_in_what_STS_takes(string arn, string name) =>
        Assert.Equal(name, HoopConnect.Aws.Sessions.RoleSessionName.For(new CallerIdentity("111122223333", arn, "AIDA")));
}
