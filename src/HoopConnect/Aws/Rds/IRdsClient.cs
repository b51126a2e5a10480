namespace HoopConnect.Aws.Rds;

/// <summary>The calls of Amazon RDS that the product makes; operations and members are named as in the RDS API Reference.</summary>
public interface IRdsClient
{
    /// <summary>All instances, page by page, or the one named by identifier or ARN.</summary>
    IAsyncEnumerable<DBInstance> DescribeDBInstancesAsync(string? dbInstanceIdentifier, CancellationToken cancellationToken);

    /// <summary>All clusters, page by page, or the one named by identifier or ARN.</summary>
    IAsyncEnumerable<DBCluster> DescribeDBClustersAsync(string? dbClusterIdentifier, CancellationToken cancellationToken);

    /// <summary>All proxies, page by page. They can be asked for by name only, which their ARN does not have.</summary>
    IAsyncEnumerable<DBProxy> DescribeDBProxiesAsync(CancellationToken cancellationToken);

    /// <summary>What a proxy leads to, page by page.</summary>
    IAsyncEnumerable<DBProxyTarget> DescribeDBProxyTargetsAsync(string dbProxyName, CancellationToken cancellationToken);

    /// <summary>
    /// Changes an instance. <c>ApplyImmediately</c> is sent only where it was asked for: it flushes whatever else is pending.
    /// </summary>
    Task<DBInstance> ModifyDBInstanceAsync(ModifyDatabaseRequest request, CancellationToken cancellationToken);

    /// <summary>Changes an Aurora or Multi-AZ DB cluster. <c>ApplyImmediately</c> is sent only where it was asked for.</summary>
    Task<DBCluster> ModifyDBClusterAsync(ModifyDatabaseRequest request, CancellationToken cancellationToken);
}
