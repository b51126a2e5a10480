using System.Xml.Linq;
using HoopConnect.Sandbox.Model;

namespace HoopConnect.Sandbox.Services;

/// <summary>Databases as RDS writes them.</summary>
internal static class DatabaseXml
{
    public static XElement Of(DatabaseInstance instance) => new("DBInstance",
        new XElement("DBInstanceIdentifier", instance.Identifier),
        new XElement("DBInstanceClass", "db.t4g.medium"),
        new XElement("Engine", instance.Engine),
        new XElement("DBInstanceStatus", instance.Status),
        new XElement("MasterUsername", instance.MasterUserName),
        Optional("DBName", instance.DatabaseName),
        instance.HostName is null ? null : new XElement("Endpoint",
            new XElement("Address", instance.HostName), new XElement("Port", instance.Port), new XElement("HostedZoneId", "Z000SANDBOX")),
        new XElement("AllocatedStorage", 20),
        new XElement("InstanceCreateTime", XmlTime.Of(instance.Created)),
        new XElement("DBSecurityGroups"),
        VpcSecurityGroups(instance),
        instance.VpcId is null ? null : new XElement("DBSubnetGroup",
            new XElement("DBSubnetGroupName", "default"),
            new XElement("DBSubnetGroupDescription", "default"),
            new XElement("VpcId", instance.VpcId),
            new XElement("SubnetGroupStatus", "Complete"),
            new XElement("Subnets")),
        Pending(instance),
        new XElement("MultiAZ", Bool(instance.MultiAz)),
        new XElement("EngineVersion", instance.EngineVersion),
        instance.ReplicationSource is { } source && instance.ClusterIdentifier is null
                ? new XElement(
                    source.Contains(":cluster:", StringComparison.Ordinal)
                        ? "ReadReplicaSourceDBClusterIdentifier"
                        : "ReadReplicaSourceDBInstanceIdentifier",
                    source)
            : null,
            new XElement(
                "ReadReplicaDBInstanceIdentifiers",
                instance.Replicas.Select(replica => new XElement("ReadReplicaDBInstanceIdentifier", replica))),
        new XElement("PubliclyAccessible", "false"),
        new XElement("DbInstancePort", 0),
        Optional("DBClusterIdentifier", instance.ClusterIdentifier),
        new XElement("StorageEncrypted", "true"),
        new XElement("DbiResourceId", instance.ResourceId),
        new XElement("DBInstanceArn", instance.Arn),
        new XElement("IAMDatabaseAuthenticationEnabled", Bool(instance.IamDatabaseAuthentication)),
        new XElement("DeletionProtection", "false"),
        TagList(instance),
        MasterUserSecret(instance));

    public static XElement Of(DatabaseCluster cluster) => new("DBCluster",
        new XElement("DBClusterIdentifier", cluster.Identifier),
        Optional("DatabaseName", cluster.DatabaseName),
        new XElement("Status", cluster.Status),
        Optional("Endpoint", cluster.HostName),
        Optional("ReaderEndpoint", cluster.ReaderHostName),
        new XElement("CustomEndpoints", cluster.CustomHostNames.Select(host => new XElement("member", host))),
        new XElement("MultiAZ", Bool(cluster.MultiAz)),
        new XElement("Engine", cluster.Engine),
        new XElement("EngineVersion", cluster.EngineVersion),
        new XElement("Port", cluster.Port),
        new XElement("MasterUsername", cluster.MasterUserName),
        Optional("ReplicationSourceIdentifier", cluster.ReplicationSource),
        new XElement("DBClusterMembers", cluster.Members.Select(member => new XElement("DBClusterMember",
            new XElement("DBInstanceIdentifier", member),
            new XElement("IsClusterWriter", Bool(member == cluster.Writer)),
            new XElement("DBClusterParameterGroupStatus", "in-sync"),
            new XElement("PromotionTier", 1)))),
        VpcSecurityGroups(cluster),
        new XElement("DbClusterResourceId", cluster.ResourceId),
        new XElement("DBClusterArn", cluster.Arn),
        new XElement("IAMDatabaseAuthenticationEnabled", Bool(cluster.IamDatabaseAuthentication)),
        new XElement("ClusterCreateTime", XmlTime.Of(cluster.Created)),
        new XElement("DBSubnetGroup", "default"),
        TagList(cluster),
        Pending(cluster),
        // Aurora leaves it to the instances.
        cluster.IsAurora ? null : new XElement("PubliclyAccessible", "false"),
        MasterUserSecret(cluster));

    private static XElement VpcSecurityGroups(DatabaseResource database) => new("VpcSecurityGroups",
        database.VpcSecurityGroupIds.Select(id => new XElement("VpcSecurityGroupMembership",
            new XElement("VpcSecurityGroupId", id), new XElement("Status", "active"))));

    private static XElement Pending(DatabaseResource database) => new("PendingModifiedValues",
        database.Pending.Select(pending => new XElement(pending.Key, pending.Value)));

    private static XElement TagList(DatabaseResource database) => new("TagList",
        database.Tags.Select(tag => new XElement("Tag", new XElement("Key", tag.Key), new XElement("Value", tag.Value))));

    private static XElement? MasterUserSecret(DatabaseResource database) =>
        database.MasterUserSecretArn is null
            ? null
            : new XElement(
                "MasterUserSecret",
        new XElement("SecretArn", database.MasterUserSecretArn), new XElement("SecretStatus", "active"));

    private static XElement? Optional(string name, string? value) => string.IsNullOrEmpty(value) ? null : new XElement(name, value);

    private static string Bool(bool value) => value ? "true" : "false";
}
