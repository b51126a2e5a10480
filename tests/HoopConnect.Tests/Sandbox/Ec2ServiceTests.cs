namespace HoopConnect.Tests.Sandbox;

/// <summary>The sandbox's EC2 behaves as the EC2 API Reference says.</summary>
public class Ec2ServiceTests(SandboxFixture fixture)
{
    private const string Orders = "222233334444";

    [Fact]
    public async Task A_group_is_made_found_by_name_and_VPC_filled_emptied_and_deleted()
    {
        await using var sandbox = await fixture.StartAsync();
        var peer = SandboxPeer.In(sandbox, Orders);
        var vpc = (await peer.Ec2Async("DescribeSecurityGroups")).All("vpcId")[0];
        (string, string)[] creation =
        [
            ("GroupName", "hoop-test"), ("GroupDescription", "for a test"), ("VpcId", vpc),
            ("TagSpecification.1.ResourceType", "security-group"),
            ("TagSpecification.1.Tag.1.Key", "Name"),
            ("TagSpecification.1.Tag.1.Value", "hoop-test"),
        ];
        var id = Assert.Single((await peer.Ec2Async("CreateSecurityGroup", creation)).All("groupId"));
        Assert.Equal("InvalidGroup.Duplicate", (await peer.Ec2Async("CreateSecurityGroup", creation)).Code);

        (string, string)[] v4 =
        [
            ("GroupId", id),
            .. Permission(("IpRanges.1.CidrIp", "10.1.0.0/16"), ("IpRanges.1.Description", "office")),
        ];
        (string, string)[] v6 = [("GroupId", id), .. Permission(("Ipv6Ranges.1.CidrIpv6", "2001:db8::/32"))];
        (string, string)[] group = [("GroupId", id), .. Permission(("Groups.1.GroupId", id))];
        foreach (var rule in new[] { v4, v6, group })
        {
            Assert.Equal(200, (await peer.Ec2Async("AuthorizeSecurityGroupIngress", rule)).Status);
            Assert.Equal("InvalidPermission.Duplicate", (await peer.Ec2Async("AuthorizeSecurityGroupIngress", rule)).Code);
        }

        var found = await peer.Ec2Async(
            "DescribeSecurityGroups",
            ("Filter.1.Name", "vpc-id"),
            ("Filter.1.Value.1", vpc),
            ("Filter.2.Name", "group-name"),
            ("Filter.2.Value.1", "hoop-test"));
        Assert.Equal(["hoop-test"], found.All("groupName"));
        Assert.Equal(
            ["10.1.0.0/16"],
            found
                .Elements("ipPermissions")
                .Single()
                .Descendants()
                .Where(element => element.Name.LocalName == "cidrIp")
                .Select(element => element.Value));
        Assert.Equal(["2001:db8::/32"], found.All("cidrIpv6"));

        foreach (var rule in new[] { v4, v6, group })
        {
            Assert.Equal(200, (await peer.Ec2Async("RevokeSecurityGroupIngress", rule)).Status);
            Assert.Equal("InvalidPermission.NotFound", (await peer.Ec2Async("RevokeSecurityGroupIngress", rule)).Code);
        }
        Assert.Equal(200, (await peer.Ec2Async("DeleteSecurityGroup", ("GroupId", id))).Status);
        Assert.Equal("InvalidGroup.NotFound", (await peer.Ec2Async("DeleteSecurityGroup", ("GroupId", id))).Code);
    }

    [Fact]
    public async Task A_group_that_a_database_has_is_not_deleted_and_one_that_does_not_exist_is_not_given()
    {
        await using var sandbox = await fixture.StartAsync();
        var peer = SandboxPeer.In(sandbox, Orders);
        var vpc = (await peer.Ec2Async("DescribeSecurityGroups")).All("vpcId")[0];
        var id = (await peer.Ec2Async("CreateSecurityGroup", ("GroupName", "used"), ("GroupDescription", "used"), ("VpcId", vpc))).All(
            "groupId"
        )[0];
        Assert.Equal(
            200,
            (
                await peer.RdsAsync(
                    "ModifyDBInstance", ("DBInstanceIdentifier", "orders"), ("VpcSecurityGroupIds.VpcSecurityGroupId.1", id))
            ).Status);
        Assert.Equal([id], (await peer.RdsAsync("DescribeDBInstances", ("DBInstanceIdentifier", "orders"))).All("VpcSecurityGroupId"));
        Assert.Equal("DependencyViolation", (await peer.Ec2Async("DeleteSecurityGroup", ("GroupId", id))).Code);
        Assert.Equal(
            "InvalidParameterValue",
            (
                await peer.RdsAsync(
                    "ModifyDBInstance", ("DBInstanceIdentifier", "orders"), ("VpcSecurityGroupIds.VpcSecurityGroupId.1", "sg-none"))
            ).Code);
    }

    [Fact]
    public async Task Set_host_bits_are_dropped_in_silence_as_EC2_does()
    {
        await using var sandbox = await fixture.StartAsync();
        var peer = SandboxPeer.In(sandbox, Orders);
        var id = (await peer.Ec2Async("DescribeSecurityGroups")).All("groupId")[0];
        await peer.Ec2Async("AuthorizeSecurityGroupIngress", [("GroupId", id), .. Permission(("IpRanges.1.CidrIp", "10.1.2.3/16"))]);
        Assert.Contains("10.1.0.0/16", (await peer.Ec2Async("DescribeSecurityGroups")).All("cidrIp"));
    }

    [Theory]
    [InlineData("10.0.0.0/33")]
    [InlineData("10.0.0.1")]
    [InlineData("2001:db8::/32")]
    public async Task What_is_no_IPv4_range_is_refused(string range)
    {
        await using var sandbox = await fixture.StartAsync();
        var peer = SandboxPeer.In(sandbox, Orders);
        var id = (await peer.Ec2Async("DescribeSecurityGroups")).All("groupId")[0];
        Assert.Equal(
            "InvalidParameterValue",
            (await peer.Ec2Async("AuthorizeSecurityGroupIngress", [("GroupId", id), .. Permission(("IpRanges.1.CidrIp", range))])).Code);
    }

    [Fact]
    public async Task Groups_come_in_pages_where_a_page_was_asked_for()
    {
        await using var sandbox = await fixture.StartAsync();
        var peer = SandboxPeer.In(sandbox, Orders);
        for (var number = 0; number < 4; number++)
            await peer.Ec2Async("CreateSecurityGroup", ("GroupName", $"group-{number}"), ("GroupDescription", "one of many"));
        var first = await peer.Ec2Async("DescribeSecurityGroups", ("MaxResults", "5"));
        var second = await peer.Ec2Async("DescribeSecurityGroups", ("MaxResults", "5"), ("NextToken", first.All("nextToken").Single()));
        Assert.Equal(["default", "group-0", "group-1", "group-2", "group-3"], first.All("groupName").Concat(second.All("groupName")));
        Assert.Empty(second.All("nextToken"));
    }

    [Fact]
    public async Task EC2_has_its_own_words_for_a_denial_and_an_expired_session()
    {
        await using var sandbox = await fixture.StartAsync();
        var peer = SandboxPeer.In(sandbox, Orders);
        sandbox.Organisation.Denials.Deny(Orders, "ec2:DescribeRegions");
        var denied = await peer.Ec2Async("DescribeRegions");
        Assert.Equal((403, "UnauthorizedOperation"), (denied.Status, denied.Code));
        Assert.Equal(denied.RequestIdHeader, Assert.Single(denied.All("RequestID")));
        sandbox.Organisation.Keys.ExpireSessions();
        Assert.Equal("RequestExpired", (await peer.Ec2Async("DescribeSecurityGroups")).Code);
    }

    private static (string, string)[] Permission(params (string Name, string Value)[] sources) =>
    [
        ("IpPermissions.1.IpProtocol", "tcp"), ("IpPermissions.1.FromPort", "5432"), ("IpPermissions.1.ToPort", "5432"),
        .. sources.Select(source => ("IpPermissions.1." + source.Name, source.Value)),
    ];
}
