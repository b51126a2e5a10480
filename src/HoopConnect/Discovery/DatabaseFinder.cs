using System.Runtime.CompilerServices;
using System.Threading.Channels;
using HoopConnect.Aws;
using HoopConnect.Aws.Rds;
using HoopConnect.Hosting;

namespace HoopConnect.Discovery;

/// <summary>Finds databases over accounts and regions, many at a time, each given as soon as it is found.</summary>
public sealed class DatabaseFinder(IAwsServices aws) : IDatabaseDirectory
{
    /// <summary>
    /// Looks for databases: DB instances, DB clusters (Aurora, Multi-AZ) each as one, and proxies, in no particular order. An account or
    /// region that refuses is one error through <see cref="IHoopHost.Error"/>, and the rest comes; so is a name without wildcards that is
    /// nowhere. Credentials that are refused or have ended end the search.
    /// </summary>
    /// <exception cref="HoopException"><c>Aws.UnknownRegion</c>, before anything is asked; <c>Aws.ExpiredToken</c> and the
    /// like.</exception>
    public IAsyncEnumerable<RdsDatabase> FindAsync(DatabaseQuery query, IHoopHost host, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(query);
        ArgumentNullException.ThrowIfNull(host);
        if (query.ThrottleLimit < 1)
            throw DiscoveryErrors.InvalidThrottleLimit.Error(
                $"{query.ThrottleLimit} accounts and regions at a time cannot be asked; give 1 or more.");
        IReadOnlyList<string> regions =
            query.Regions.Count == 0 ? [aws.DefaultRegion] : [.. query.Regions.Select(region => AwsRegion.Parse(region).Name).Distinct()];
        return StreamAsync(query, regions, host, cancellationToken);
    }

    /// <inheritdoc/>
    public async Task<RdsDatabase> GetAsync(string arn, CancellationToken cancellationToken)
    {
        var parsed = RdsArn.Parse(arn);
        var rds = aws.Rds(parsed.AccountId, parsed.Region.Name);
        if (parsed.Kind == DatabaseKind.Proxy)
            return await GetProxyAsync(rds, parsed, cancellationToken);
        if (parsed.Kind == DatabaseKind.Cluster)
            return await GetClusterAsync(rds, parsed, parsed.Identifier, cancellationToken);
        var instance = await FirstAsync(rds.DescribeDBInstancesAsync(parsed.Identifier, cancellationToken), parsed);
        return instance.DBClusterIdentifier is { } cluster
            ? await GetClusterAsync(rds, parsed, cluster, cancellationToken)
            : DatabaseReading.From(instance, parsed.AccountId, "", parsed.Region.Name);
    }

    private static async Task<RdsDatabase> GetClusterAsync(
        IRdsClient rds, RdsArn arn, string identifier, CancellationToken cancellationToken)
    {
        var cluster = await FirstAsync(rds.DescribeDBClustersAsync(identifier, cancellationToken), arn);
        var vpcId = cluster.DBClusterMembers.Count == 0
            ? null
            : (await FirstAsync(rds.DescribeDBInstancesAsync(cluster.DBClusterMembers[0], cancellationToken), arn)).VpcId;
        return DatabaseReading.From(cluster, vpcId, arn.AccountId, "", arn.Region.Name);
    }

    private static async Task<RdsDatabase> GetProxyAsync(IRdsClient rds, RdsArn arn, CancellationToken cancellationToken)
    {
        await foreach (var proxy in rds.DescribeDBProxiesAsync(cancellationToken))
        {
            if (string.Equals(proxy.DBProxyArn, arn.Text, StringComparison.OrdinalIgnoreCase))
                return DatabaseReading.From(
                    proxy, await ProxyTargets.OfAsync(rds, proxy, cancellationToken), arn.AccountId, "", arn.Region.Name);
        }
        throw NotFound(arn);
    }

    private static async Task<T> FirstAsync<T>(IAsyncEnumerable<T> items, RdsArn arn)
    {
        await foreach (var item in items)
            return item;
        throw NotFound(arn);
    }

    private static HoopException NotFound(RdsArn arn) =>
        AwsErrors.DatabaseNotFound.Error($"There is no database '{arn}'.", arn.Text);

    private async IAsyncEnumerable<RdsDatabase> StreamAsync(
        DatabaseQuery query, IReadOnlyList<string> regions, IHoopHost host, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        // Bounded: a reader that is slow holds the search back, so memory does not grow with the number of databases.
        var found = Channel.CreateBounded<RdsDatabase>(256);
        var search = new DatabaseSearch(aws, query, regions, host, found.Writer).RunAsync(stop.Token);
        try
        {
            await foreach (var database in found.Reader.ReadAllAsync(cancellationToken))
                yield return database;
        }
        finally
        {
            // The reader may have had enough (Select-Object -First): nothing may go on behind its back.
            await stop.CancelAsync();
            await search;
        }
    }
}
