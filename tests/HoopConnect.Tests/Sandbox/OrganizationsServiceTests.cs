using System.Text.Json.Nodes;
using HoopConnect.Sandbox;

namespace HoopConnect.Tests.Sandbox;

/// <summary>The sandbox's Organizations and IAM behave as their API references say.</summary>
public class OrganizationsServiceTests(SandboxFixture fixture)
{
    [Fact]
    public async Task All_accounts_come_in_small_pages_with_their_status()
    {
        await using var sandbox = await fixture.StartAsync();
        var peer = new SandboxPeer(sandbox, sandbox.AccessKey, "us-east-1");
        var accounts = new List<string>();
        var request = "{}";
        while (true)
        {
            var (status, body) = await peer.OrganizationsAsync("ListAccounts", request);
            Assert.Equal(200, status);
            accounts.AddRange(body["Accounts"]!.AsArray().Select(account => $"{account!["Name"]} {account["Status"]}"));
            if (body["NextToken"] is not { } next)
                break;
            request = new JsonObject { ["NextToken"] = next.GetValue<string>() }.ToJsonString();
        }
        Assert.Equal(["management ACTIVE", "orders ACTIVE", "locked ACTIVE", "analytics ACTIVE", "closed SUSPENDED"], accounts);
    }

    [Fact]
    public async Task An_account_in_no_organisation_is_told_so()
    {
        await using var sandbox = await fixture.StartAsync(new SandboxOptions { InOrganisation = false });
        var (status, body) = await new SandboxPeer(sandbox, sandbox.AccessKey, "us-east-1").OrganizationsAsync("DescribeOrganization");
        Assert.Equal((400, "AWSOrganizationsNotInUseException"), (status, (string?)body["__type"]));
    }

    [Fact]
    public async Task A_member_account_may_not_list()
    {
        await using var sandbox = await fixture.StartAsync();
        var (status, body) = await SandboxPeer.In(sandbox, "222233334444", "us-east-1").OrganizationsAsync("ListAccounts");
        Assert.Equal((400, "AccessDeniedException"), (status, (string?)body["__type"]));
    }

    [Fact]
    public async Task Another_partition_has_its_own_names_and_its_own_roles()
    {
        await using var sandbox = await fixture.StartAsync(
            new SandboxOptions { Partition = "aws-us-gov", Regions = ["us-gov-west-1", "us-gov-east-1"] });
        var answer = await SandboxPeer
            .In(sandbox, "222233334444", "us-gov-west-1")
            .RdsAsync("DescribeDBInstances", ("DBInstanceIdentifier", "orders"));
        Assert.Equal(["arn:aws-us-gov:rds:us-gov-west-1:222233334444:db:orders"], answer.All("DBInstanceArn"));
    }

    [Fact]
    public async Task A_simulation_tells_what_is_denied_and_takes_no_session_s_ARN()
    {
        await using var sandbox = await fixture.StartAsync();
        sandbox.Organisation.Denials.Deny("111122223333", "rds:ModifyDBInstance");
        var peer = new SandboxPeer(sandbox, sandbox.AccessKey, "us-east-1");
        var answer = await peer.IamAsync("SimulatePrincipalPolicy", ("PolicySourceArn", sandbox.AccessKey.PrincipalArn),
            ("ActionNames.member.1", "rds:DescribeDBInstances"), ("ActionNames.member.2", "rds:ModifyDBInstance"));
        Assert.Equal(["rds:DescribeDBInstances", "rds:ModifyDBInstance"], answer.All("EvalActionName"));
        Assert.Equal(["allowed", "explicitDeny"], answer.All("EvalDecision"));
        var refused = await peer.IamAsync(
            "SimulatePrincipalPolicy",
            ("PolicySourceArn", "arn:aws:sts::111122223333:assumed-role/x/y"),
            ("ActionNames.member.1", "rds:*"));
        Assert.Equal("InvalidInput", refused.Code);
    }

    [Fact]
    public async Task Services_without_regions_take_signatures_for_their_one_region_only()
    {
        await using var sandbox = await fixture.StartAsync();
        var peer = new SandboxPeer(sandbox, sandbox.AccessKey, "eu-west-1");
        var (status, body) = await peer.OrganizationsAsync("ListAccounts");
        Assert.Equal((400, "InvalidSignatureException"), (status, (string?)body["__type"]));
        Assert.Equal(
            "SignatureDoesNotMatch",
            (
                await peer.IamAsync(
                    "SimulatePrincipalPolicy", ("PolicySourceArn", "arn:aws:iam::111122223333:user/dba"), ("ActionNames.member.1", "rds:*"))
            ).Code);
    }

    [Fact]
    public async Task Keys_of_one_partition_are_not_known_in_another()
    {
        await using var sandbox = await fixture.StartAsync();
        Assert.Equal(
            "InvalidClientTokenId", (await new SandboxPeer(sandbox, sandbox.AccessKey, "cn-north-1").RdsAsync("DescribeDBInstances")).Code);
    }
}
