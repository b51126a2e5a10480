using System.Diagnostics;
using HoopConnect.Sandbox;
using HoopConnect.Sandbox.Faults;

namespace HoopConnect.Tests.Sandbox;

public class FaultInjectorTests(SandboxFixture fixture)
{
    private const string Orders = "222233334444";

    [Fact]
    public async Task A_fault_hits_the_calls_it_names_as_often_as_it_says()
    {
        await using var sandbox = await fixture.StartAsync();
        sandbox.Faults.Add(
            new Fault(FaultKind.Throttle)
            {
                Service = "rds",
                Action = "DescribeDBInstances",
                AccountId = Orders,
                Region = "eu-west-1",
                Times = 2,
                After = 1,
            });
        var peer = SandboxPeer.In(sandbox, Orders);
        var statuses = new List<string>();
        for (var call = 0; call < 4; call++)
            statuses.Add((await peer.RdsAsync("DescribeDBInstances")).Code);
        Assert.Equal(["", "Throttling", "Throttling", ""], statuses);
        Assert.Equal("", (await SandboxPeer.In(sandbox, Orders, "us-east-1").RdsAsync("DescribeDBInstances")).Code);
    }

    [Theory]
    [InlineData(FaultKind.Throttle, "rds", "Throttling")]
    [InlineData(FaultKind.Throttle, "ec2", "RequestLimitExceeded")]
    [InlineData(FaultKind.InternalError, "rds", "InternalFailure")]
    [InlineData(FaultKind.InternalError, "ec2", "InternalError")]
    [InlineData(FaultKind.ExpiredToken, "rds", "ExpiredToken")]
    [InlineData(FaultKind.ExpiredToken, "ec2", "RequestExpired")]
    [InlineData(FaultKind.Denied, "rds", "AccessDenied")]
    [InlineData(FaultKind.Denied, "ec2", "UnauthorizedOperation")]
    public async Task Each_service_says_it_in_its_own_words(FaultKind kind, string service, string code)
    {
        await using var sandbox = await fixture.StartAsync();
        sandbox.Faults.Add(new Fault(kind));
        var peer = SandboxPeer.In(sandbox, Orders);
        Assert.Equal(code, (service == "rds" ? await peer.RdsAsync("DescribeDBClusters") : await peer.Ec2Async("DescribeRegions")).Code);
    }

    [Theory]
    [InlineData(FaultKind.DropBefore, 0)]
    [InlineData(FaultKind.DropAfter, 1)]
    public async Task A_dropped_connection_leaves_the_work_undone_or_done(FaultKind kind, int groups)
    {
        await using var sandbox = await fixture.StartAsync();
        sandbox.Faults.Add(new Fault(kind) { Action = "CreateSecurityGroup" });
        var peer = SandboxPeer.In(sandbox, Orders);
        await Assert.ThrowsAnyAsync<HttpRequestException>(() =>
            peer.Ec2Async("CreateSecurityGroup", ("GroupName", "dropped"), ("GroupDescription", "dropped")));
        Assert.Equal(groups, (await peer.Ec2Async("DescribeSecurityGroups")).All("groupName").Count(name => name == "dropped"));
        Assert.Equal(0, sandbox.Requests.Of("ec2:CreateSecurityGroup").Single().Status);
    }

    [Fact]
    public async Task A_named_error_comes_with_its_status_and_a_delay_takes_its_time()
    {
        await using var sandbox = await fixture.StartAsync(new SandboxOptions { Latency = TimeSpan.FromMilliseconds(40) });
        sandbox.Faults.Add(new Fault(FaultKind.Error) { ErrorCode = "KMSKeyNotAccessibleFault", Delay = TimeSpan.FromMilliseconds(60) });
        var clock = Stopwatch.StartNew();
        var answer = await SandboxPeer.In(sandbox, Orders).RdsAsync("DescribeDBInstances");
        Assert.Equal((400, "KMSKeyNotAccessibleFault"), (answer.Status, answer.Code));
        Assert.InRange(clock.ElapsedMilliseconds, 95, 30_000);
    }

    [Fact]
    public async Task A_role_s_denial_holds_for_its_sessions()
    {
        await using var sandbox = await fixture.StartAsync();
        sandbox.Organisation.Denials.Deny($"arn:aws:iam::{Orders}:role/{HoopConnect.Sandbox.Model.DefaultOrganisation.RoleName}", "rds:*");
        Assert.Equal("AccessDenied", (await SandboxPeer.In(sandbox, Orders).RdsAsync("DescribeDBInstances")).Code);
        Assert.Equal("", (await SandboxPeer.In(sandbox, "444455556666").RdsAsync("DescribeDBInstances")).Code);
    }
}
