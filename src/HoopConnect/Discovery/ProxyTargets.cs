using HoopConnect.Aws.Rds;

namespace HoopConnect.Discovery;

/// <summary>What an RDS Proxy leads to.</summary>
internal static class ProxyTargets
{
    /// <summary>
    /// The identifiers of its instances or clusters; the instances of a cluster that is a target itself are not named again.
    /// </summary>
    public static async Task<IReadOnlyList<string>> OfAsync(IRdsClient rds, DBProxy proxy, CancellationToken cancellationToken)
    {
        var targets = new List<string>();
        await foreach (var target in rds.DescribeDBProxyTargetsAsync(proxy.DBProxyName, cancellationToken))
        {
            var identifier =
                target.Type == "TRACKED_CLUSTER" || target.TrackedClusterId is null ? target.RdsResourceId : target.TrackedClusterId;
            if (!targets.Contains(identifier))
                targets.Add(identifier);
        }
        return targets;
    }
}
