using System.Xml.Linq;
using HoopConnect.Sandbox.Model;

namespace HoopConnect.Sandbox.Services;

/// <summary>RDS Proxies and their targets as RDS writes them.</summary>
internal static class ProxyXml
{
    public static XElement Of(DatabaseProxy proxy) => new("member",
        new XElement("DBProxyName", proxy.Name),
        new XElement("DBProxyArn", proxy.Arn),
        new XElement("Status", proxy.Status),
        new XElement("EngineFamily", proxy.EngineFamily),
        new XElement("VpcId", proxy.VpcId),
        new XElement("VpcSecurityGroupIds", proxy.VpcSecurityGroupIds.Select(id => new XElement("member", id))),
        new XElement("VpcSubnetIds"),
        new XElement("DefaultAuthScheme", proxy.DefaultAuthScheme),
        new XElement("RoleArn", proxy.RoleArn),
        new XElement("Auth", new XElement("member", new XElement("AuthScheme", "SECRETS"), new XElement("IAMAuth", "REQUIRED"))),
        new XElement("Endpoint", proxy.HostName),
        new XElement("RequireTLS", "true"),
        new XElement("IdleClientTimeout", 1800),
        new XElement("DebugLogging", "false"),
        new XElement("CreatedDate", XmlTime.Of(proxy.Target.Created)));

    /// <summary>A cluster is a target with each of its instances beside it.</summary>
    public static IEnumerable<XElement> TargetsOf(DatabaseProxy proxy) => proxy.Target is DatabaseCluster cluster
            ?
            [
                .. cluster.Members.Select(member => Target(member, "RDS_INSTANCE", cluster.Port, cluster.Identifier)),
                Target(cluster.Identifier, "TRACKED_CLUSTER", cluster.Port, null),
            ]
        : [Target(proxy.Target.Identifier, "RDS_INSTANCE", proxy.Target.Port, null)];

    private static XElement Target(string identifier, string type, int port, string? cluster) => new("member",
        cluster is null ? null : new XElement("TrackedClusterId", cluster),
        new XElement("RdsResourceId", identifier),
        new XElement("Port", port),
        new XElement("Type", type),
        new XElement("Role", "READ_WRITE"),
        new XElement("TargetHealth", new XElement("State", "AVAILABLE")));
}
