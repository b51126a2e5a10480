using System.Xml.Linq;
using HoopConnect.Aws.Protocol;

namespace HoopConnect.Aws.Rds;

/// <summary>Reads the data types "DBInstance", "DBCluster", "DBProxy" and "DBProxyTarget" of the RDS API Reference.</summary>
internal static class RdsAnswers
{
    public static DBInstance Instance(XElement item) => new()
    {
        DBInstanceIdentifier = item.Text("DBInstanceIdentifier") ?? "",
        DBInstanceArn = item.Text("DBInstanceArn") ?? "",
        DbiResourceId = item.Text("DbiResourceId") ?? "",
        DBClusterIdentifier = item.Text("DBClusterIdentifier"),
        Engine = item.Text("Engine") ?? "",
        EngineVersion = item.Text("EngineVersion") ?? "",
        DBInstanceStatus = item.Text("DBInstanceStatus") ?? "",
        EndpointAddress = item.Member("Endpoint").Text("Address"),
        EndpointPort = item.Member("Endpoint").Number("Port"),
        MasterUsername = item.Text("MasterUsername") ?? "",
        DBName = item.Text("DBName") ?? "",
        VpcId = item.Member("DBSubnetGroup").Text("VpcId"),
        VpcSecurityGroupIds = VpcSecurityGroups(item),
        TagList = item.Map("TagList", "Key", "Value"),
        ReadReplicaSource = item.Text("ReadReplicaSourceDBInstanceIdentifier") ?? item.Text("ReadReplicaSourceDBClusterIdentifier"),
        MasterUserSecretArn = item.Member("MasterUserSecret").Text("SecretArn"),
        PendingModifiedValues = Pending(item),
        IAMDatabaseAuthenticationEnabled = item.Flag("IAMDatabaseAuthenticationEnabled"),
        PubliclyAccessible = item.Flag("PubliclyAccessible"),
        MultiAZ = item.Flag("MultiAZ"),
        InstanceCreateTime = item.Time("InstanceCreateTime"),
    };

    public static DBCluster Cluster(XElement item) => new()
    {
        DBClusterIdentifier = item.Text("DBClusterIdentifier") ?? "",
        DBClusterArn = item.Text("DBClusterArn") ?? "",
        DbClusterResourceId = item.Text("DbClusterResourceId") ?? "",
        Engine = item.Text("Engine") ?? "",
        EngineVersion = item.Text("EngineVersion") ?? "",
        Status = item.Text("Status") ?? "",
        Endpoint = item.Text("Endpoint"),
        ReaderEndpoint = item.Text("ReaderEndpoint"),
        CustomEndpoints = [.. item.Items("CustomEndpoints").Select(endpoint => endpoint.Value)],
        Port = item.Number("Port"),
        MasterUsername = item.Text("MasterUsername") ?? "",
        DatabaseName = item.Text("DatabaseName") ?? "",
        DBClusterMembers =
        [
            .. item.Items("DBClusterMembers")
                .OrderByDescending(member => member.Flag("IsClusterWriter"))
                .Select(member => member.Text("DBInstanceIdentifier") ?? ""),
        ],
        VpcSecurityGroupIds = VpcSecurityGroups(item),
        TagList = item.Map("TagList", "Key", "Value"),
        ReplicationSourceIdentifier = item.Text("ReplicationSourceIdentifier"),
        MasterUserSecretArn = item.Member("MasterUserSecret").Text("SecretArn"),
        PendingModifiedValues = Pending(item),
        IAMDatabaseAuthenticationEnabled = item.Flag("IAMDatabaseAuthenticationEnabled"),
        PubliclyAccessible = item.Flag("PubliclyAccessible"),
        MultiAZ = item.Flag("MultiAZ"),
        ClusterCreateTime = item.Time("ClusterCreateTime"),
    };

    public static DBProxy Proxy(XElement item) => new()
    {
        DBProxyName = item.Text("DBProxyName") ?? "",
        DBProxyArn = item.Text("DBProxyArn") ?? "",
        Status = item.Text("Status") ?? "",
        EngineFamily = item.Text("EngineFamily") ?? "",
        Endpoint = item.Text("Endpoint"),
        VpcId = item.Text("VpcId"),
        VpcSecurityGroupIds = [.. item.Items("VpcSecurityGroupIds").Select(id => id.Value)],
        IAMAuth = item.Items("Auth").Any(auth => auth.Text("IAMAuth") is "REQUIRED" or "ENABLED"),
        DefaultAuthScheme = item.Text("DefaultAuthScheme"),
        RoleArn = item.Text("RoleArn"),
        CreatedDate = item.Time("CreatedDate"),
    };

    public static DBProxyTarget ProxyTarget(XElement item) => new()
    {
        RdsResourceId = item.Text("RdsResourceId") ?? "",
        Type = item.Text("Type") ?? "",
        TrackedClusterId = item.Text("TrackedClusterId"),
    };

    // A group that is being taken off must not be put back with the next change.
    private static string[] VpcSecurityGroups(XElement item) =>
    [
        .. item.Items("VpcSecurityGroups")
            .Where(group => group.Text("Status") is not ("removing" or "removed"))
            .Select(group => group.Text("VpcSecurityGroupId") ?? ""),
    ];

    private static string[] Pending(XElement item) =>
        [
            .. item.Items("PendingModifiedValues")
                .Where(value => value.HasElements || value.Value.Length > 0)
                .Select(value => value.Name.LocalName),
        ];
}
