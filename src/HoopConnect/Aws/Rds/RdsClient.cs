using System.Globalization;
using System.Runtime.CompilerServices;
using System.Xml.Linq;
using HoopConnect.Aws.Protocol;

namespace HoopConnect.Aws.Rds;

/// <summary>Amazon RDS over the Query protocol.</summary>
internal sealed class RdsClient(ServiceChannel channel) : IRdsClient
{
    // The most RDS gives at a time.
    private const int PageSize = 100;

    public async IAsyncEnumerable<DBInstance> DescribeDBInstancesAsync(
        string? dbInstanceIdentifier, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var page in PagesAsync("DescribeDBInstances", "DBInstanceIdentifier", dbInstanceIdentifier, cancellationToken))
        {
            foreach (var item in page.Items("DBInstances"))
                yield return RdsAnswers.Instance(item);
        }
    }

    public async IAsyncEnumerable<DBCluster> DescribeDBClustersAsync(
        string? dbClusterIdentifier, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var page in PagesAsync("DescribeDBClusters", "DBClusterIdentifier", dbClusterIdentifier, cancellationToken))
        {
            foreach (var item in page.Items("DBClusters"))
                yield return RdsAnswers.Cluster(item);
        }
    }

    public async IAsyncEnumerable<DBProxy> DescribeDBProxiesAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var page in PagesAsync("DescribeDBProxies", "DBProxyName", null, cancellationToken))
        {
            foreach (var item in page.Items("DBProxies"))
                yield return RdsAnswers.Proxy(item);
        }
    }

    public async IAsyncEnumerable<DBProxyTarget> DescribeDBProxyTargetsAsync(
        string dbProxyName, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var page in PagesAsync("DescribeDBProxyTargets", "DBProxyName", dbProxyName, cancellationToken))
        {
            foreach (var item in page.Items("Targets"))
                yield return RdsAnswers.ProxyTarget(item);
        }
    }

    public async Task<DBInstance> ModifyDBInstanceAsync(ModifyDatabaseRequest request, CancellationToken cancellationToken)
    {
        var answer = await channel.QueryAsync(ModifyRequest("ModifyDBInstance", "DBInstanceIdentifier", request), cancellationToken);
        return RdsAnswers.Instance(answer.Member("ModifyDBInstanceResult").Member("DBInstance") ?? new XElement("DBInstance"));
    }

    public async Task<DBCluster> ModifyDBClusterAsync(ModifyDatabaseRequest request, CancellationToken cancellationToken)
    {
        var answer = await channel.QueryAsync(ModifyRequest("ModifyDBCluster", "DBClusterIdentifier", request), cancellationToken);
        return RdsAnswers.Cluster(answer.Member("ModifyDBClusterResult").Member("DBCluster") ?? new XElement("DBCluster"));
    }

    private static ProtocolRequest ModifyRequest(string operation, string identifierName, ModifyDatabaseRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        var parameters = new Dictionary<string, string> { [identifierName] = request.Identifier };
        if (request.MasterUserPassword is { } password)
            parameters["MasterUserPassword"] = password.Reveal();
        foreach (var (groupId, index) in (request.VpcSecurityGroupIds ?? []).Select((id, index) => (id, index)))
            parameters[$"VpcSecurityGroupIds.VpcSecurityGroupId.{index + 1}"] = groupId;
        if (request.EnableIAMDatabaseAuthentication is { } iam)
            parameters["EnableIAMDatabaseAuthentication"] = iam ? "true" : "false";
        if (request.ApplyImmediately)
            parameters["ApplyImmediately"] = "true";
        return new ProtocolRequest(AwsService.Rds, operation)
        {
            Parameters = parameters,
            Target = request.Identifier,
            Secret = request.MasterUserPassword,
        };
    }

    private async IAsyncEnumerable<XElement?> PagesAsync(
        string operation, string identifierName, string? identifier, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var markers = new PageMarkers($"rds:{operation}");
        string? marker = null;
        do
        {
            var parameters = new Dictionary<string, string>();
            if (identifier is not null)
                parameters[identifierName] = identifier;
            else
                parameters["MaxRecords"] = PageSize.ToString(CultureInfo.InvariantCulture);
            if (marker is not null)
                parameters["Marker"] = marker;
            var answer = await channel.QueryAsync(
                new ProtocolRequest(AwsService.Rds, operation) { Parameters = parameters, Target = identifier }, cancellationToken);
            var result = answer.Member(operation + "Result");
            yield return result;
            marker = markers.Next(result.Text("Marker"));
        }
        while (marker is not null);
    }
}
