using HoopConnect.Sandbox;
using HoopConnect.Sandbox.Model;
using Npgsql;

namespace HoopConnect.Tests.Sandbox;

/// <summary>The sandbox's RDS behaves as the RDS API Reference and User Guide say.</summary>
public class RdsServiceTests(SandboxFixture fixture)
{
    private const string Orders = "222233334444";
    private const string NewPassword = "set-through-ModifyDB";

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task All_instances_come_in_small_pages_and_each_once()
    {
        await using var sandbox = await fixture.StartAsync();
        var peer = SandboxPeer.In(sandbox, Orders);
        var found = new List<string>();
        var pages = 0;
        for (string? marker = ""; marker is not null; pages++)
        {
            var answer = await peer.RdsAsync("DescribeDBInstances", marker.Length > 0 ? [("Marker", marker)] : []);
            Assert.Equal(200, answer.Status);
            found.AddRange(answer.All("DBInstanceIdentifier"));
            marker = answer.All("Marker").SingleOrDefault();
        }
        Assert.True(pages > 2);
        Assert.Equal(
            ["archive", "billing", "classic", "ledger", "legacy", "orders", "orders-replica", "orders-test", "upgrading", "vaulted"],
            found.Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("DescribeDBInstances", "DBInstanceIdentifier", "nowhere", 404, "DBInstanceNotFound")]
    [InlineData("DescribeDBClusters", "DBClusterIdentifier", "nowhere", 404, "DBClusterNotFoundFault")]
    [InlineData("DescribeDBInstances", "MaxRecords", "5", 400, "InvalidParameterValue")]
    [InlineData("DescribeDBInstances", "Marker", "invented", 400, "InvalidParameterValue")]
    public async Task What_is_not_there_or_out_of_range_is_refused(string action, string name, string value, int status, string code)
    {
        await using var sandbox = await fixture.StartAsync();
        var answer = await SandboxPeer.In(sandbox, Orders).RdsAsync(action, (name, value));
        Assert.Equal((status, code), (answer.Status, answer.Code));
        Assert.Equal(answer.RequestIdHeader, Assert.Single(answer.All("RequestId")));
    }

    [Theory]
    [InlineData("orders-replica", NewPassword, "InvalidParameterCombination")]
    [InlineData("vaulted", NewPassword, "InvalidParameterCombination")]
    [InlineData("archive", NewPassword, "InvalidDBInstanceState")]
    [InlineData("nowhere", NewPassword, "DBInstanceNotFound")]
    [InlineData("orders", "short", "InvalidParameterValue")]
    [InlineData("orders", "has a blank", "InvalidParameterValue")]
    [InlineData("ledger", "thirty-one-characters-are-toomuch", "InvalidParameterValue")]
    public async Task A_master_password_that_cannot_be_set_is_refused(string identifier, string password, string code)
    {
        await using var sandbox = await fixture.StartAsync();
        var answer = await SandboxPeer
            .In(sandbox, Orders)
            .RdsAsync("ModifyDBInstance", ("DBInstanceIdentifier", identifier), ("MasterUserPassword", password));
        Assert.Equal(code, answer.Code);
        Assert.All(sandbox.Requests.All, request => Assert.DoesNotContain(password, request.ToString(), StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_cluster_s_member_refers_to_its_cluster()
    {
        await using var sandbox = await fixture.StartAsync();
        var answer = await SandboxPeer
            .In(sandbox, Orders, "us-east-1")
            .RdsAsync("ModifyDBInstance", ("DBInstanceIdentifier", "payments-1"), ("MasterUserPassword", NewPassword));
        Assert.Equal("InvalidParameterCombination", answer.Code);
    }

    [Fact]
    public async Task A_new_master_password_is_pending_then_resetting_then_works_on_the_real_server()
    {
        // Long enough to be seen from a machine that is busy.
        await using var sandbox = await fixture.StartAsync(
            new SandboxOptions
            {
                Servers = ["orders"],
                AvailableLag = TimeSpan.FromSeconds(2),
                Modifying = TimeSpan.FromSeconds(2),
            });
        var server = await sandbox.ServerAsync("orders");
        var former = server.MasterLogin;
        var peer = SandboxPeer.In(sandbox, Orders);
        var modified = await peer.RdsAsync("ModifyDBInstance", ("DBInstanceIdentifier", "orders"), ("MasterUserPassword", NewPassword));
        // As RDS: right after the call the status can still read available, with the password among what is pending.
        Assert.Equal("available", Assert.Single(modified.All("DBInstanceStatus")));
        Assert.Equal(["****"], modified.All("MasterUserPassword"));

        var seen = new List<string>();
        var pending = true;
        while (pending || seen[^1] != "available")
        {
            var answer = await peer.RdsAsync("DescribeDBInstances", ("DBInstanceIdentifier", "orders"));
            seen.Add(answer.All("DBInstanceStatus")[0]);
            pending = answer.All("MasterUserPassword").Count > 0;
            await Task.Delay(20, Stop);
        }
        Assert.Equal(
            ["available", "resetting-master-credentials", "available"],
            seen.Where((status, index) => index == 0 || seen[index - 1] != status));

        await using (await server.OpenMasterAsync(cancellationToken: Stop))
        {
        }
        Assert.Equal(NewPassword, server.MasterLogin.Password);
        await Assert.ThrowsAsync<PostgresException>(() => server.OpenAsync(former, cancellationToken: Stop));
        Assert.DoesNotContain(NewPassword, await server.ReadLogAsync(Stop), StringComparison.Ordinal);
        var described = await peer.RdsAsync("DescribeDBInstances", ("DBInstanceIdentifier", "orders"));
        Assert.Equal(
            ("127.0.0.1", server.Port.ToString(System.Globalization.CultureInfo.InvariantCulture)),
            (described.All("Address")[0], described.All("Port")[0]));
    }

    [Fact]
    public async Task While_one_change_is_made_another_is_refused()
    {
        await using var sandbox = await fixture.StartAsync(
            new SandboxOptions { AvailableLag = TimeSpan.Zero, Modifying = TimeSpan.FromMinutes(1) });
        var peer = SandboxPeer.In(sandbox, Orders);
        (string, string)[] change = [("DBInstanceIdentifier", "orders"), ("MasterUserPassword", NewPassword)];
        Assert.Equal(200, (await peer.RdsAsync("ModifyDBInstance", change)).Status);
        while ((await peer.RdsAsync("DescribeDBInstances", ("DBInstanceIdentifier", "orders"))).All("DBInstanceStatus")[0] == "available")
            await Task.Delay(10, Stop);
        Assert.Equal("InvalidDBInstanceState", (await peer.RdsAsync("ModifyDBInstance", change)).Code);
    }

    [Theory]
    [InlineData("true", 1, 0)]
    [InlineData("false", 0, 1)]
    public async Task ApplyImmediately_flushes_what_else_is_pending_with_a_reboot(string applyImmediately, int reboots, int stillPending)
    {
        await using var sandbox = await fixture.StartAsync();
        var answer = await SandboxPeer.In(sandbox, Orders).RdsAsync("ModifyDBInstance",
            ("DBInstanceIdentifier", "upgrading"), ("MasterUserPassword", NewPassword), ("ApplyImmediately", applyImmediately));
        Assert.Equal(200, answer.Status);
        Assert.Equal(
            stillPending,
            answer.Elements("PendingModifiedValues").Single().Elements().Count(element => element.Name.LocalName == "EngineVersion"));
        Assert.Equal(reboots, sandbox.Organisation.Database("upgrading").Reboots);
    }

    [Fact]
    public async Task A_cluster_names_its_writer_which_need_not_be_its_first_member()
    {
        await using var sandbox = await fixture.StartAsync();
        var peer = SandboxPeer.In(sandbox, Orders, "us-east-1");
        var answer = await peer.RdsAsync(
            "DescribeDBClusters", ("DBClusterIdentifier", "arn:aws:rds:us-east-1:222233334444:cluster:payments"));
        Assert.Equal(["payments-1", "payments-2"], answer.All("DBInstanceIdentifier"));
        Assert.Equal(["false", "true"], answer.All("IsClusterWriter"));
        Assert.Equal(
            200, (await peer.RdsAsync("ModifyDBCluster", ("DBClusterIdentifier", "payments"), ("MasterUserPassword", NewPassword))).Status);
    }

    [Fact]
    public async Task A_denied_action_is_refused_with_the_principal_and_the_action()
    {
        await using var sandbox = await fixture.StartAsync();
        sandbox.Organisation.Denials.Deny(Orders, "rds:ModifyDBInstance");
        var peer = SandboxPeer.In(sandbox, Orders);
        var answer = await peer.RdsAsync("ModifyDBInstance", ("DBInstanceIdentifier", "orders"), ("MasterUserPassword", NewPassword));
        Assert.Equal((403, "AccessDenied"), (answer.Status, answer.Code));
        Assert.Contains("assumed-role/" + DefaultOrganisation.RoleName, answer.All("Message")[0], StringComparison.Ordinal);
        Assert.Equal(200, (await peer.RdsAsync("DescribeDBInstances")).Status);
    }
}
