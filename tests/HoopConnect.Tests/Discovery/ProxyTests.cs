using HoopConnect.Discovery;
using HoopConnect.Hosting;
using HoopConnect.Sandbox;
using HoopConnect.Sandbox.Faults;
using HoopConnect.Sandbox.Model;
using HoopConnect.Tests.Aws;

namespace HoopConnect.Tests.Discovery;

/// <summary>RDS Proxies among the databases: a way to one, and never in the way of finding the others.</summary>
public sealed class ProxyTests(SandboxFixture sandboxes) : IDisposable
{
    private const string Orders = "222233334444";
    private static readonly string[] Both = ["eu-west-1", "us-east-1"];
    private readonly TestEnvironment _environment = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => _environment.Dispose();

    [Fact]
    public async Task A_proxy_has_the_resource_id_of_its_ARN_its_endpoint_and_what_it_leads_to()
    {
        await using var sandbox = await sandboxes.StartAsync();
        var proxy = Assert.Single(await FindAsync(sandbox, new DatabaseQuery { Kinds = [DatabaseKind.Proxy] }));

        Assert.Equal(
            (DatabaseKind.Proxy, "orders-proxy", "postgres", 5432, "available"),
            (proxy.Kind, proxy.Identifier, proxy.Engine, proxy.Port, proxy.Status));
        Assert.Equal(
            ("arn:aws:rds:eu-west-1:222233334444:db-proxy:prx-sandboxordersproxy", "prx-sandboxordersproxy"),
            (proxy.Arn, proxy.ResourceId));
        Assert.StartsWith("orders-proxy.proxy-", proxy.HostName, StringComparison.Ordinal);
        Assert.Equal(["orders"], proxy.Members);
        var place = sandbox.Organisation.Find(Orders)!.In("eu-west-1");
        Assert.Equal((place.VpcId, place.DefaultSecurityGroupId), (proxy.VpcId, Assert.Single(proxy.VpcSecurityGroupIds)));
        Assert.True(proxy.IamDatabaseAuthenticationEnabled);
    }

    [Fact]
    public async Task A_proxy_to_a_cluster_names_the_cluster_once_and_not_its_instances()
    {
        await using var sandbox = await sandboxes.StartAsync();
        Add(sandbox, "us-east-1", "payments-proxy", "payments", "POSTGRESQL");
        Assert.Equal(
            ["payments"],
            Assert
                .Single(await FindAsync(sandbox, new DatabaseQuery { Names = [NamePattern.Parse("*-proxy")], Regions = ["us-east-1"] }))
                .Members);
    }

    [Theory]
    [InlineData("MYSQL", "mysql", 3306)]
    [InlineData("SQLSERVER", "sqlserver", 1433)]
    [InlineData("TOMORROWSQL", "tomorrowsql", 0)]
    public async Task The_engine_family_is_read_as_an_engine(string family, string engine, int port)
    {
        await using var sandbox = await sandboxes.StartAsync();
        Add(sandbox, "eu-west-1", "another", "legacy", family);
        var proxy = Assert.Single(await FindAsync(sandbox, new DatabaseQuery { Names = [NamePattern.Parse("another")] }));
        Assert.Equal((engine, port), (proxy.Engine, proxy.Port));
    }

    [Fact]
    public async Task It_is_looked_up_by_its_ARN()
    {
        await using var sandbox = await sandboxes.StartAsync();
        for (var number = 0; number < 7; number++)
            Add(sandbox, "eu-west-1", $"more-{number}", "orders", "POSTGRESQL");
        using var session = await _environment.OpenAsync(sandbox);
        var finder = new DatabaseFinder(session);
        var found = await finder.GetAsync("arn:aws:rds:eu-west-1:222233334444:db-proxy:prx-sandboxmore6", Cancel);
        Assert.Equal(("more-6", DatabaseKind.Proxy), (found.Identifier, found.Kind));
        Assert.Equal(["orders"], found.Members);

        var error = await Assert.ThrowsAsync<HoopException>(() =>
            finder.GetAsync("arn:aws:rds:eu-west-1:222233334444:db-proxy:prx-nowhere", Cancel));
        Assert.Equal("Discovery.DatabaseNotFound", error.ErrorId);
    }

    [Theory]
    [InlineData("DescribeDBProxies")]
    [InlineData("DescribeDBProxyTargets")]
    public async Task Where_proxies_may_not_be_described_one_warning_says_so_and_the_rest_comes(string action)
    {
        await using var sandbox = await sandboxes.StartAsync();
        Add(sandbox, "us-east-1", "payments-proxy", "payments", "POSTGRESQL");
        sandbox.Organisation.Denials.Deny(Orders, "rds:" + action);

        var found = await FindAsync(sandbox, new DatabaseQuery { Regions = Both });

        Assert.Equal(11, found.Count);
        Assert.DoesNotContain(found, database => database.Kind == DatabaseKind.Proxy);
        Assert.Empty(_environment.Host.Errors);
        var warning = Assert.Single(_environment.Host.Warnings);
        Assert.Contains(Orders, warning, StringComparison.Ordinal);
        Assert.Contains("rds:" + action, warning, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_region_without_proxies_and_a_search_that_wants_none_are_no_failure()
    {
        await using var sandbox = await sandboxes.StartUncheckedAsync();
        sandbox.Faults.Add(new Fault(FaultKind.Error) { Service = "rds", Action = "DescribeDBProxies", ErrorCode = "InvalidAction" });
        Assert.Equal(10, (await FindAsync(sandbox, new DatabaseQuery())).Count);
        Assert.Empty(_environment.Host.Errors);

        var asked = sandbox.Requests.Of("rds:DescribeDBProxies").Count;
        await FindAsync(sandbox, new DatabaseQuery { Kinds = [DatabaseKind.Instance] });
        await FindAsync(sandbox, new DatabaseQuery { Tags = new Dictionary<string, NamePattern> { ["env"] = NamePattern.Parse("*") } });
        Assert.Equal(asked, sandbox.Requests.Of("rds:DescribeDBProxies").Count);
    }

    [Fact]
    public async Task Proxies_that_cannot_be_described_for_another_reason_are_an_error_and_the_rest_comes()
    {
        await using var sandbox = await sandboxes.StartAsync();
        sandbox.Faults.Add(new Fault(FaultKind.InternalError) { Service = "rds", Action = "DescribeDBProxies", Times = 100 });
        Assert.Equal(10, (await FindAsync(sandbox, new DatabaseQuery())).Count);
        Assert.Equal("Aws.ServiceError", Assert.Single(_environment.Host.Errors).ErrorId);
    }

    private static void Add(AwsSandbox sandbox, string region, string name, string target, string family)
    {
        var database = sandbox.Organisation.Database(target);
        lock (sandbox.Organisation.Gate)
            new DatabaseBuilder(sandbox.Organisation, sandbox.Organisation.Find(Orders)!, region).Proxy(name, database, family);
    }

    private async Task<List<RdsDatabase>> FindAsync(AwsSandbox sandbox, DatabaseQuery query)
    {
        using var session = await _environment.OpenAsync(sandbox);
        return await new DatabaseFinder(session)
            .FindAsync(query with { Accounts = [NamePattern.Parse(Orders)] }, _environment.Host, Cancel)
            .ToListAsync(Cancel);
    }
}
