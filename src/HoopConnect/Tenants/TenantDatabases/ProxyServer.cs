using HoopConnect.Aws;
using HoopConnect.Aws.Iam;
using HoopConnect.Aws.Rds;
using HoopConnect.Discovery;
using HoopConnect.Hosting;
using HoopConnect.IamAuthentication.Policies;

namespace HoopConnect.Tenants.TenantDatabases;

/// <summary>
/// A proxy by which tenants come. It must log in to the database by IAM itself, as the tenant (Amazon RDS User Guide, "Configuring IAM
/// authentication for RDS Proxy"): with passwords of Secrets Manager it knows only users that have one.
/// </summary>
public sealed class ProxyServer
{
    private const string EndToEnd = "IAM_AUTH";

    private readonly IAwsServices _aws;

    private ProxyServer(IAwsServices aws, DBProxy proxy, RdsDatabase database, RdsDatabase described)
    {
        _aws = aws;
        Proxy = proxy;
        Database = database;
        Described = described;
    }

    /// <summary>The database behind it.</summary>
    public RdsDatabase Database { get; }

    /// <summary>The proxy, as RDS describes it, with the port of the database behind it.</summary>
    public RdsDatabase Described { get; }

    private DBProxy Proxy { get; }

    /// <summary>Looks the proxy up, and the one database behind it.</summary>
    /// <exception cref="HoopException"><c>Tenant.ProxyNotEndToEnd</c>, <c>Tenant.ProxyTarget</c>, AWS errors.</exception>
    public static async Task<ProxyServer> OfAsync(IAwsServices aws, RdsDatabase proxy, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(aws);
        ArgumentNullException.ThrowIfNull(proxy);
        var rds = aws.Rds(proxy.AccountId, proxy.Region);
        DBProxy? found = null;
        await foreach (var one in rds.DescribeDBProxiesAsync(cancellationToken))
        {
            if (one.DBProxyArn == proxy.Arn)
                found = one;
        }

        if (found?.DefaultAuthScheme != EndToEnd)
        {
            throw TenantErrors.ProxyNotEndToEnd.Error(
                $"The proxy '{proxy.Identifier}' has the setting DefaultAuthScheme={found?.DefaultAuthScheme ?? "NONE"}, and tenants "
                + $"need {EndToEnd}.", proxy.Arn);
        }

        var targets = new HashSet<string>(StringComparer.Ordinal);
        await foreach (var target in rds.DescribeDBProxyTargetsAsync(found.DBProxyName, cancellationToken))
        {
            var isCluster = target.Type == "TRACKED_CLUSTER" || target.TrackedClusterId is not null;
            targets.Add($"{(isCluster ? "cluster" : "db")}:{target.TrackedClusterId ?? target.RdsResourceId}");
        }

        if (targets.Count != 1)
        {
            throw TenantErrors.ProxyTarget.Error(
                $"The proxy '{proxy.Identifier}' leads to {targets.Count} databases.", proxy.Arn);
        }

        var arn = $"arn:{AwsRegion.Parse(proxy.Region).Partition}:rds:{proxy.Region}:{proxy.AccountId}:{targets.Single()}";
        var database = await new DatabaseFinder(aws).GetAsync(arn, cancellationToken);
        return new ProxyServer(aws, found, database, proxy);
    }

    /// <summary>Refuses a proxy whose role may not log in to the database as a tenant.</summary>
    /// <param name="userName">The tenant's user.</param>
    /// <param name="host">Is told where nobody can tell.</param>
    /// <param name="cancellationToken">Stops the question.</param>
    /// <exception cref="HoopException"><c>Tenant.ProxyRoleCannotConnect</c>, AWS errors.</exception>
    public async Task RequireConnectAsync(string userName, IHoopHost host, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(host);
        const string Connect = "rds-db:connect";
        var resource = DatabaseResource.Of(Database).UserArn(userName);
        IReadOnlyDictionary<string, string> decisions;
        try
        {
            decisions = await _aws.IamIn(Database.AccountId).SimulatePrincipalPolicyAsync(
                Proxy.RoleArn!, [Connect], new SimulationContext([resource], new Dictionary<string, string>()), cancellationToken);
        }
        catch (HoopException denied) when (AwsErrors.AccessDenied.Is(denied))
        {
            host.Warning($"Whether the role {Proxy.RoleArn} of the proxy '{Described.Identifier}' may log in to {resource} cannot be told: "
                + denied.Message);
            return;
        }

        if (decisions.GetValueOrDefault(Connect) != "allowed")
        {
            throw TenantErrors.ProxyRoleCannotConnect.Error(
                $"The role {Proxy.RoleArn} of the proxy '{Described.Identifier}' may not {Connect} on {resource}.", Described.Arn);
        }
    }
}
