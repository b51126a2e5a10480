using HoopConnect.Discovery;
using HoopConnect.Hosting;
using HoopConnect.Sandbox.Model;
using HoopConnect.Tenants.TenantDatabases;
using HoopConnect.Tests.IamAuthentication;

namespace HoopConnect.Tests.Tenants.TenantDatabases;

/// <summary>Tenants that come by an RDS Proxy.</summary>
public sealed class TenantProxyTests(TenantServers servers) : IClassFixture<TenantServers>
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task By_a_proxy_that_logs_in_by_IAM_itself_the_role_names_the_proxy_and_its_own_role_is_asked_about()
    {
        var scenario = await servers.GetAsync("postgres");
        var sandboxProxy = Add(scenario, "tenants-proxy");
        sandboxProxy.DefaultAuthScheme = "IAM_AUTH";
        var described = await DescribeAsync(scenario, sandboxProxy.Arn);
        var proxy = await ProxyServer.OfAsync(scenario.Iam.Session, described, Stop);
        Assert.Equal("orders-test", proxy.Database.Identifier);

        var server = scenario.Server with { Proxy = described };
        var denied = $"arn:aws:iam::{scenario.Iam.AccountId}:role/service-role/tenants-proxy";
        scenario.Iam.Sandbox.Organisation.Denials.Deny(denied, "rds-db:connect");
        var (refused, refusing) = await scenario.MakeAsync(new TenantRequest(server, [TenantScenario.Workload("proxied")]), proxy: proxy);
        Assert.Equal("Tenant.ProxyRoleCannotConnect", Assert.Single(refusing.Errors).ErrorId);
        Assert.Contains(denied, refusing.Errors[0].Message, StringComparison.Ordinal);
        Assert.DoesNotContain(scenario.Account.Roles, role => role.Name == refused[0].UserName);

        scenario.Iam.Sandbox.Organisation.Denials.Allow(denied, "rds-db:connect");
        var (rows, host) = await scenario.MakeAsync(new TenantRequest(server, [TenantScenario.Workload("proxied")]), proxy: proxy);
        Assert.Empty(host.Errors);
        Assert.Equal((TenantState.Created, sandboxProxy.HostName), (rows[0].State, rows[0].HostName));
        Assert.Contains(":dbuser:prx-sandboxtenantsproxy/", rows[0].ConnectArn, StringComparison.Ordinal);
        // Whoever asks about the server finds out that this tenant comes by the proxy.
        var read = Assert.Single((await scenario.ReadAsync("proxied")).Rows);
        Assert.Equal((TenantState.Whole, sandboxProxy.Arn), (read.State, read.Arn));
    }

    [Fact]
    public async Task A_proxy_with_passwords_of_Secrets_Manager_is_refused_with_the_setting()
    {
        var scenario = await servers.GetAsync("postgres");
        var described = await DescribeAsync(scenario, Add(scenario, "secrets-proxy").Arn);
        var error = await Assert.ThrowsAsync<HoopException>(() => ProxyServer.OfAsync(scenario.Iam.Session, described, Stop));
        Assert.Equal("Tenant.ProxyNotEndToEnd", error.ErrorId);
        Assert.Contains("DefaultAuthScheme=NONE", error.Message, StringComparison.Ordinal);
        Assert.Contains("IAM_AUTH", error.RecommendedAction, StringComparison.Ordinal);
    }

    private static DatabaseProxy Add(TenantScenario scenario, string name) =>
        new DatabaseBuilder(scenario.Iam.Sandbox.Organisation, scenario.Account, IamScenario.Region)
            .Proxy(name, scenario.Iam.Database);

    private static Task<RdsDatabase> DescribeAsync(TenantScenario scenario, string arn) =>
        new DatabaseFinder(scenario.Iam.Session).GetAsync(arn, Stop);
}
