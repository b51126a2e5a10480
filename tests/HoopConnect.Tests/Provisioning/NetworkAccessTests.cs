using HoopConnect.Aws;
using HoopConnect.Discovery;
using HoopConnect.Hosting;
using HoopConnect.Provisioning.Network;
using HoopConnect.Sandbox;
using HoopConnect.Sandbox.Faults;
using HoopConnect.Sandbox.Model;
using HoopConnect.Tests.Aws;
using SecurityGroup = HoopConnect.Sandbox.Model.SecurityGroup;

namespace HoopConnect.Tests.Provisioning;

public sealed class NetworkAccessTests(SandboxFixture sandboxes) : IAsyncLifetime
{
    private const string OrdersArn = "arn:aws:rds:eu-west-1:222233334444:db:orders";
    private const string PaymentsArn = "arn:aws:rds:us-east-1:222233334444:cluster:payments";
    private static readonly NetworkAccessRequest Office = new(IngressCidr.Parse("10.10.0.0/16"), GatewayHost: "gateway-1");
    private readonly TestEnvironment _environment = new();
    private AwsSandbox _sandbox = null!;
    private AwsSession _session = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private AccountRegion Orders => _sandbox.Organisation.Find("222233334444")!.In("eu-west-1");

    private NetworkAccess Network => new(_session) { DeletionPause = TimeSpan.FromMilliseconds(20) };

    public async ValueTask InitializeAsync()
    {
        _sandbox = await sandboxes.StartAsync();
        _session = await _environment.OpenAsync(_sandbox);
    }

    public async ValueTask DisposeAsync()
    {
        _session.Dispose();
        await _sandbox.DisposeAsync();
        _environment.Dispose();
    }

    [Fact]
    public async Task The_way_is_opened_by_a_group_of_ours_with_one_rule_beside_the_groups_there_are()
    {
        var result = await GrantAsync(OrdersArn, Office);

        var group = Orders.SecurityGroups.Single(group => group.GroupName == "hoop-aws-connect-sg-orders");
        Assert.Equal(Orders.VpcId, group.VpcId);
        Assert.Equal(
            new Dictionary<string, string> { ["Name"] = "hoop-aws-connect-sg-orders", ["hoop.dev/gateway"] = "gateway-1" }, group.Tags);
        var rule = Assert.Single(group.Ingress);
        Assert.Equal(("tcp", 5432, 5432, "10.10.0.0/16"), (rule.Protocol, rule.FromPort, rule.ToPort, rule.CidrIpv4));
        Assert.Equal([Orders.DefaultSecurityGroupId, group.GroupId], _sandbox.Organisation.Database("orders").VpcSecurityGroupIds);
        Assert.Equal((group.GroupId, "10.10.0.0/16", 5432, true), (result.GroupId, result.Source, result.Port, result.Changed));
        Assert.DoesNotContain(_sandbox.Requests.Of("rds:ModifyDBInstance"), request => request.Parameters.ContainsKey("ApplyImmediately"));
    }

    [Fact]
    public async Task A_plan_lists_each_call_and_changes_nothing()
    {
        var plan = await Network.PlanGrantAsync(await GetAsync(OrdersArn), Office, Cancel);

        Assert.Collection(plan.Plan.Steps,
            step =>
                Assert.Equal(
                    $"ec2:CreateSecurityGroup GroupName=hoop-aws-connect-sg-orders VpcId={Orders.VpcId} " +
                        "Tags=Name=hoop-aws-connect-sg-orders,hoop.dev/gateway=gateway-1",
                    step.Statement),
            step =>
                Assert.Equal(
                    "ec2:AuthorizeSecurityGroupIngress GroupId=(the new group) IpProtocol=tcp FromPort=5432 ToPort=5432 " +
                        "CidrIp=10.10.0.0/16",
                    step.Statement),
            step =>
                Assert.Equal(
                    $"rds:ModifyDBInstance DBInstanceIdentifier=orders VpcSecurityGroupIds={Orders.DefaultSecurityGroupId},(the new group)",
                    step.Statement));
        Assert.DoesNotContain(
            _sandbox.Requests.All,
            request =>
                request.Action.StartsWith("Create", StringComparison.Ordinal)
                || request.Action.StartsWith("Modify", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_second_run_finds_nothing_to_do()
    {
        var first = await GrantAsync(OrdersArn, Office);
        var plan = await Network.PlanGrantAsync(await GetAsync(OrdersArn), Office, Cancel);
        var second = await Network.ApplyAsync(plan, _environment.Host, Cancel);

        Assert.True(plan.Plan.IsEmpty);
        Assert.Equal(first with { Changed = false }, second);
        Assert.Single(_sandbox.Requests.Of("rds:ModifyDBInstance"));
    }

    [Theory]
    [InlineData("10.10.10.10/32")]
    [InlineData("2001:db8::/32")]
    public async Task Another_range_is_one_more_rule_of_the_same_group(string cidr)
    {
        await GrantAsync(OrdersArn, Office);
        var request = Office with { Cidr = IngressCidr.Parse(cidr) };

        Assert.Equal(
            "add ingress rule",
            Assert.Single((await Network.PlanGrantAsync(await GetAsync(OrdersArn), request, Cancel)).Plan.Steps).Action);
        await GrantAsync(OrdersArn, request);

        Assert.Equal(2, OurGroup("orders").Ingress.Count);
        Assert.True((await Network.PlanGrantAsync(await GetAsync(OrdersArn), request, Cancel)).Plan.IsEmpty);
    }

    [Fact]
    public async Task The_VPC_of_a_cluster_whose_members_do_not_say_it_is_that_of_its_own_groups()
    {
        var database = await new DatabaseFinder(_session).GetAsync(PaymentsArn, Cancel) with { VpcId = null };
        var plan = await Network.PlanGrantAsync(database, Office, Cancel);
        Assert.Contains(plan.Plan.Steps, step => step.Statement!.Contains(
            $"VpcId={_sandbox.Organisation.Find("222233334444")!.In("us-east-1").VpcId}", StringComparison.Ordinal));

        var none = await Assert.ThrowsAsync<HoopException>(() =>
            Network.PlanGrantAsync(database with { VpcSecurityGroupIds = [] }, Office, Cancel));
        Assert.Equal("Network.NoVpc", none.ErrorId);
    }

    [Fact]
    public async Task A_cluster_is_opened_as_the_cluster()
    {
        await GrantAsync(PaymentsArn, Office);

        var cluster = _sandbox.Organisation.Database("payments");
        Assert.Equal(2, cluster.VpcSecurityGroupIds.Count);
        Assert.Single(_sandbox.Requests.Of("rds:ModifyDBCluster"));
        Assert.Empty(_sandbox.Requests.Of("rds:ModifyDBInstance"));
        Assert.True((await Network.PlanGrantAsync(await GetAsync(PaymentsArn), Office, Cancel)).Plan.IsEmpty);
    }

    [Fact]
    public async Task A_source_group_may_take_the_place_of_a_range()
    {
        var request = new NetworkAccessRequest(null, Orders.DefaultSecurityGroupId, "gateway-1");

        var result = await GrantAsync(OrdersArn, request);

        Assert.Equal(Orders.DefaultSecurityGroupId, result.Source);
        Assert.Equal(Orders.DefaultSecurityGroupId, Assert.Single(OurGroup("orders").Ingress).SourceGroupId);
        Assert.True((await Network.PlanGrantAsync(await GetAsync(OrdersArn), request, Cancel)).Plan.IsEmpty);
        Assert.False((await RevokeAsync(OrdersArn, request)).GroupId is { });
    }

    [Fact]
    public async Task A_group_that_someone_attached_since_the_database_was_read_stays_attached()
    {
        var database = await GetAsync(OrdersArn);
        var plan = await Network.PlanGrantAsync(database, Office, Cancel);
        var other = new SecurityGroup { GroupId = "sg-0123456789abcdef0", GroupName = "other", VpcId = Orders.VpcId };
        lock (_sandbox.Organisation.Gate)
        {
            Orders.SecurityGroups.Add(other);
            _sandbox.Organisation.Database("orders").VpcSecurityGroupIds.Add(other.GroupId);
        }

        await Network.ApplyAsync(plan, _environment.Host, Cancel);

        Assert.Equal(
            [Orders.DefaultSecurityGroupId, other.GroupId, OurGroup("orders").GroupId],
            _sandbox.Organisation.Database("orders").VpcSecurityGroupIds);
    }

    [Theory]
    [InlineData("ec2", "CreateSecurityGroup")]
    [InlineData("ec2", "AuthorizeSecurityGroupIngress")]
    [InlineData("rds", "ModifyDBInstance")]
    public async Task Two_at_the_same_time_and_answers_that_got_lost_end_the_same(string service, string action)
    {
        _sandbox.Faults.Add(new Fault(FaultKind.DropAfter) { Service = service, Action = action });

        await Task.WhenAll(GrantAsync(OrdersArn, Office), GrantAsync(OrdersArn, Office));

        Assert.Single(OurGroup("orders").Ingress);
        Assert.Equal(2, _sandbox.Organisation.Database("orders").VpcSecurityGroupIds.Distinct().Count());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_database_that_is_being_modified_is_refused_unless_it_is_our_own_change_whose_answer_was_lost(bool isOurs)
    {
        if (isOurs)
            _sandbox.Faults.Add(new Fault(FaultKind.DropAfter) { Service = "rds", Action = "ModifyDBInstance" });
        _sandbox.Faults.Add(
            new Fault(FaultKind.Error)
            {
                Service = "rds",
                Action = "ModifyDBInstance",
                ErrorCode = "InvalidDBInstanceState",
            });

        if (isOurs)
            Assert.True((await GrantAsync(OrdersArn, Office)).Changed);
        else
            Assert.Equal("Aws.InvalidState", (await Assert.ThrowsAsync<AwsErrorException>(() => GrantAsync(OrdersArn, Office))).ErrorId);
        Assert.Equal(isOurs, _sandbox.Organisation.Database("orders").VpcSecurityGroupIds.Contains(OurGroup("orders").GroupId));
    }

    [Fact]
    public async Task Half_done_work_is_finished_by_the_next_run()
    {
        _sandbox.Faults.Add(new Fault(FaultKind.Denied) { Service = "rds", Action = "ModifyDBInstance" });

        Assert.Equal("Aws.AccessDenied", (await Assert.ThrowsAsync<AwsErrorException>(() => GrantAsync(OrdersArn, Office))).ErrorId);
        Assert.Equal(
            "attach security group",
            Assert.Single((await Network.PlanGrantAsync(await GetAsync(OrdersArn), Office, Cancel)).Plan.Steps).Action);
        Assert.True((await GrantAsync(OrdersArn, Office)).Changed);

        Assert.Contains(OurGroup("orders").GroupId, _sandbox.Organisation.Database("orders").VpcSecurityGroupIds);
    }

    [Fact]
    public async Task Revoking_takes_the_rule_and_with_the_last_rule_the_group()
    {
        var other = Office with { Cidr = IngressCidr.Parse("10.20.0.0/16") };
        await GrantAsync(OrdersArn, Office);
        await GrantAsync(OrdersArn, other);

        Assert.NotNull((await RevokeAsync(OrdersArn, Office)).GroupId);
        Assert.Equal("10.20.0.0/16", Assert.Single(OurGroup("orders").Ingress).CidrIpv4);
        var last = await Network.PlanRevokeAsync(await GetAsync(OrdersArn), other, Cancel);
        Assert.Equal(
            ["remove ingress rule", "detach security group", "delete security group"], last.Plan.Steps.Select(step => step.Action));
        Assert.Null((await Network.ApplyAsync(last, _environment.Host, Cancel)).GroupId);

        Assert.DoesNotContain(Orders.SecurityGroups, group => group.GroupName.StartsWith("hoop", StringComparison.Ordinal));
        Assert.Equal([Orders.DefaultSecurityGroupId], _sandbox.Organisation.Database("orders").VpcSecurityGroupIds);
        Assert.True((await Network.PlanRevokeAsync(await GetAsync(OrdersArn), other, Cancel)).Plan.IsEmpty);
    }

    [Fact]
    public async Task Revoking_a_range_that_was_never_let_in_leaves_the_others_alone()
    {
        await GrantAsync(OrdersArn, Office);

        var plan = await Network.PlanRevokeAsync(
            await GetAsync(OrdersArn),
            Office with
            {
                Cidr = IngressCidr.Parse("10.10.0.0/24"),
            },
            Cancel);

        Assert.True(plan.Plan.IsEmpty);
        Assert.False((await Network.ApplyAsync(plan, _environment.Host, Cancel)).Changed);
        Assert.Single(OurGroup("orders").Ingress);
    }

    [Fact]
    public async Task A_group_that_is_still_in_use_for_a_moment_is_deleted_then()
    {
        await GrantAsync(OrdersArn, Office);
        _sandbox.Faults.Add(
            new Fault(FaultKind.Error)
            {
                Service = "ec2",
                Action = "DeleteSecurityGroup",
                ErrorCode = "DependencyViolation",
                Times = 2,
            });

        Assert.Null((await RevokeAsync(OrdersArn, Office)).GroupId);

        Assert.Empty(_environment.Host.Errors);
        Assert.Equal(3, _sandbox.Requests.Of("ec2:DeleteSecurityGroup").Count);
    }

    [Fact]
    public async Task A_group_that_stays_in_use_is_reported_and_deleted_by_a_later_run()
    {
        await GrantAsync(OrdersArn, Office);
        _sandbox.Faults.Add(
            new Fault(FaultKind.Error)
            {
                Service = "ec2",
                Action = "DeleteSecurityGroup",
                ErrorCode = "DependencyViolation",
                Times = 6,
            });

        Assert.NotNull((await RevokeAsync(OrdersArn, Office)).GroupId);
        Assert.Equal("Network.GroupInUse", Assert.Single(_environment.Host.Errors).ErrorId);
        Assert.Equal(
            "delete security group",
            Assert.Single((await Network.PlanRevokeAsync(await GetAsync(OrdersArn), Office, Cancel)).Plan.Steps).Action);
        Assert.Null((await RevokeAsync(OrdersArn, Office)).GroupId);
    }

    [Fact]
    public async Task A_database_s_only_group_is_emptied_and_stays()
    {
        await GrantAsync(OrdersArn, Office);
        lock (_sandbox.Organisation.Gate)
            _sandbox.Organisation.Database("orders").VpcSecurityGroupIds.Remove(Orders.DefaultSecurityGroupId);

        var plan = await Network.PlanRevokeAsync(await GetAsync(OrdersArn), Office, Cancel);
        await Network.ApplyAsync(plan, _environment.Host, Cancel);

        Assert.Contains("only one", Assert.Single(plan.Plan.Steps).Note, StringComparison.Ordinal);
        Assert.Empty(OurGroup("orders").Ingress);
        Assert.Equal([OurGroup("orders").GroupId], _sandbox.Organisation.Database("orders").VpcSecurityGroupIds);
    }

    [Theory]
    [InlineData("classic", "Network.NoVpc")]
    [InlineData("archive", "Network.DatabaseNotAvailable")]
    public async Task A_database_that_cannot_be_opened_is_refused_before_anything_is_changed(string identifier, string errorId)
    {
        var error = await Assert.ThrowsAsync<HoopException>(() =>
            GrantAsync($"arn:aws:rds:eu-west-1:222233334444:db:{identifier}", Office));

        Assert.Equal(errorId, error.ErrorId);
        Assert.DoesNotContain(Orders.SecurityGroups, group => group.GroupName.StartsWith("hoop", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(null, null)]
    [InlineData("10.0.0.0/8", "sg-0123456789abcdef0")]
    [InlineData(null, "default")]
    [InlineData(null, "sg-; x")]
    public async Task A_rule_has_exactly_one_source(string? cidr, string? group)
    {
        var request = new NetworkAccessRequest(cidr is null ? null : IngressCidr.Parse(cidr), group);

        Assert.Equal("Network.InvalidSource", (await Assert.ThrowsAsync<HoopException>(() => GrantAsync(OrdersArn, request))).ErrorId);
    }

    private SecurityGroup OurGroup(string identifier) =>
        Orders.SecurityGroups.Single(group => group.GroupName == "hoop-aws-connect-sg-" + identifier);

    private Task<RdsDatabase> GetAsync(string arn) => new DatabaseFinder(_session).GetAsync(arn, Cancel);

    private async Task<NetworkAccessResult> GrantAsync(string arn, NetworkAccessRequest request) =>
        await Network.ApplyAsync(await Network.PlanGrantAsync(await GetAsync(arn), request, Cancel), _environment.Host, Cancel);

    private async Task<NetworkAccessResult> RevokeAsync(string arn, NetworkAccessRequest request) =>
        await Network.ApplyAsync(await Network.PlanRevokeAsync(await GetAsync(arn), request, Cancel), _environment.Host, Cancel);
}
