using System.Net;
using System.Xml.Linq;
using HoopConnect.Sandbox.Model;
using HoopConnect.Sandbox.Protocols;

namespace HoopConnect.Sandbox.Services;

/// <summary>Amazon RDS: describe and modify DB instances and DB clusters, describe proxies.</summary>
internal sealed class RdsService(Organisation organisation, DatabaseChanges changes) : IAwsService
{
    public string SigningName => "rds";

    public IAwsProtocol Protocol { get; } = new QueryProtocol("http://rds.amazonaws.com/doc/2014-10-31/", "2014-10-31");

    public AwsResult Handle(AwsCall call)
    {
        var place = organisation.Find(call.Caller!.AccountId)!.In(call.Region);
        return call.Action switch
        {
            "DescribeDBInstances" => DescribeDBInstances(call.Parameters, place),
            "DescribeDBClusters" => DescribeDBClusters(call.Parameters, place),
            "DescribeDBProxies" => DescribeDBProxies(call.Parameters, place),
            "DescribeDBProxyTargets" => DescribeDBProxyTargets(call.Parameters, place),
            "ModifyDBInstance" => ModifyDBInstance(call.Parameters, place),
            "ModifyDBCluster" => ModifyDBCluster(call.Parameters, place),
            _ => throw new AwsFailureException("InvalidAction", $"Could not find operation {call.Action} for version 2014-10-31"),
        };
    }

    private AwsResult DescribeDBInstances(AwsParameters parameters, AccountRegion place)
    {
        if (parameters.Find("DBInstanceIdentifier") is { Length: > 0 } wanted)
            return AwsResult.Of(new XElement("DBInstances", DatabaseXml.Of(FindInstance(place, wanted))));
        var (items, marker) = Page(place.Instances, parameters);
        return AwsResult.Of([new XElement("DBInstances", items.Select(DatabaseXml.Of)), .. marker]);
    }

    private AwsResult DescribeDBClusters(AwsParameters parameters, AccountRegion place)
    {
        if (parameters.Find("DBClusterIdentifier") is { Length: > 0 } wanted)
            return AwsResult.Of(new XElement("DBClusters", DatabaseXml.Of(FindCluster(place, wanted))));
        var (items, marker) = Page(place.Clusters, parameters);
        return AwsResult.Of([new XElement("DBClusters", items.Select(DatabaseXml.Of)), .. marker]);
    }

    private AwsResult DescribeDBProxies(AwsParameters parameters, AccountRegion place)
    {
        if (parameters.Find("DBProxyName") is { Length: > 0 } wanted)
            return AwsResult.Of(new XElement("DBProxies", ProxyXml.Of(FindProxy(place, wanted))));
        var (items, marker) = Page(place.Proxies, parameters);
        return AwsResult.Of([new XElement("DBProxies", items.Select(ProxyXml.Of)), .. marker]);
    }

    private static AwsResult DescribeDBProxyTargets(AwsParameters parameters, AccountRegion place) =>
        AwsResult.Of(new XElement("Targets", ProxyXml.TargetsOf(FindProxy(place, parameters.Require("DBProxyName")))));

    private AwsResult ModifyDBInstance(AwsParameters parameters, AccountRegion place)
    {
        var instance = FindInstance(place, parameters.Require("DBInstanceIdentifier"));
        if (!CanBeModified(instance))
            throw new AwsFailureException("InvalidDBInstanceState", "Database instance is not in available state.");
        if (
            instance.ClusterIdentifier is not null
            && (
                parameters.Find("MasterUserPassword")
                ?? parameters.Find("VpcSecurityGroupIds.VpcSecurityGroupId.1")
                ?? parameters.Find("EnableIAMDatabaseAuthentication"))
                is not null)
            throw Combination("The specified DB Instance is a member of a cluster. Modify the DB Cluster using the ModifyDbCluster API.");
        if (instance.VpcId is null && parameters.Find("VpcSecurityGroupIds.VpcSecurityGroupId.1") is not null)
            throw Combination("VPC security groups cannot be given to an instance that is in no VPC.");
        changes.Modify(instance, parameters, place);
        return AwsResult.Of(DatabaseXml.Of(instance));
    }

    private AwsResult ModifyDBCluster(AwsParameters parameters, AccountRegion place)
    {
        var cluster = FindCluster(place, parameters.Require("DBClusterIdentifier"));
        if (!CanBeModified(cluster))
            throw new AwsFailureException("InvalidDBClusterStateFault", "DbCluster is not in available state.");
        changes.Modify(cluster, parameters, place);
        return AwsResult.Of(DatabaseXml.Of(cluster));
    }

    private (IReadOnlyList<T> Items, XElement[] Marker) Page<T>(IReadOnlyList<T> all, AwsParameters parameters)
    {
        var asked = parameters.Number("MaxRecords", 100);
        if (asked is < 20 or > 100)
            throw new AwsFailureException("InvalidParameterValue", $"Invalid value {asked} for MaxRecords. Must be between 20 and 100");
        var (items, next) = Paging.Take(all, parameters.Find("Marker"), Math.Min(asked, organisation.Options.DatabasesPageSize),
            () => new AwsFailureException("InvalidParameterValue", "Invalid value for Marker"));
        return (items, next is null ? [] : [new XElement("Marker", next)]);
    }

    // While storage is optimised, everything but the storage can be modified.
    private static bool CanBeModified(DatabaseResource database) => database.Status is "available" or "storage-optimization";

    private static DatabaseProxy FindProxy(AccountRegion place, string wanted) =>
        place.Proxies.Find(proxy => string.Equals(proxy.Name, wanted, StringComparison.OrdinalIgnoreCase))
        ?? throw new AwsFailureException("DBProxyNotFoundFault", $"DB Proxy {wanted} not found.", HttpStatusCode.NotFound);

    // A describe takes an ARN too; identifiers are kept in lower case and found in any.
    private static DatabaseInstance FindInstance(AccountRegion place, string wanted) =>
        place.Instances.Find(instance =>
            instance.Arn == wanted || string.Equals(instance.Identifier, wanted, StringComparison.OrdinalIgnoreCase)
        ) ?? throw new AwsFailureException("DBInstanceNotFound", $"DBInstance {wanted} not found.", HttpStatusCode.NotFound);

    private static DatabaseCluster FindCluster(AccountRegion place, string wanted) =>
        place.Clusters.Find(cluster =>
            cluster.Arn == wanted || string.Equals(cluster.Identifier, wanted, StringComparison.OrdinalIgnoreCase)
        ) ?? throw new AwsFailureException("DBClusterNotFoundFault", $"DBCluster {wanted} not found.", HttpStatusCode.NotFound);

    private static AwsFailureException Combination(string message) => new("InvalidParameterCombination", message);
}
