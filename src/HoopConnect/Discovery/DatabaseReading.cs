using HoopConnect.Aws.Rds;

namespace HoopConnect.Discovery;

/// <summary>Makes a database of what RDS describes.</summary>
internal static class DatabaseReading
{
    /// <summary>DocumentDB and Neptune answer to the RDS API too, and are neither.</summary>
    public static bool IsRelational(string engine) => engine is not ("docdb" or "neptune");

    public static RdsDatabase From(DBInstance instance, string accountId, string accountName, string region) => new()
    {
        AccountId = accountId,
        AccountName = accountName,
        Region = region,
        Identifier = instance.DBInstanceIdentifier,
        Arn = instance.DBInstanceArn,
        ResourceId = instance.DbiResourceId,
        Kind = DatabaseKind.Instance,
        Engine = instance.Engine,
        EngineVersion = instance.EngineVersion,
        Status = instance.DBInstanceStatus,
        HostName = instance.EndpointAddress,
        Port = instance.EndpointPort,
        MasterUserName = instance.MasterUsername,
        DatabaseName = instance.DBName,
        VpcId = instance.VpcId,
        VpcSecurityGroupIds = instance.VpcSecurityGroupIds,
        Tags = instance.TagList,
        ReplicaOf = instance.ReadReplicaSource,
        MasterUserSecretArn = instance.MasterUserSecretArn,
        PendingModifications = instance.PendingModifiedValues,
        IamDatabaseAuthenticationEnabled = instance.IAMDatabaseAuthenticationEnabled,
        PubliclyAccessible = instance.PubliclyAccessible,
        MultiAz = instance.MultiAZ,
        Created = instance.InstanceCreateTime,
    };

    /// <param name="proxy">The proxy.</param>
    /// <param name="targets">The identifiers of the instances or clusters it leads to.</param>
    /// <param name="accountId">The account.</param>
    /// <param name="accountName">Its name.</param>
    /// <param name="region">The region.</param>
    public static RdsDatabase From(DBProxy proxy, IReadOnlyList<string> targets, string accountId, string accountName, string region)
    {
        var (engine, port) = EngineOf(proxy.EngineFamily);
        return new RdsDatabase
        {
            AccountId = accountId,
            AccountName = accountName,
            Region = region,
            Identifier = proxy.DBProxyName,
            Arn = proxy.DBProxyArn,
            // IAM policies name it by this (Amazon RDS User Guide, "Creating and using an IAM policy for IAM database access").
            ResourceId = proxy.DBProxyArn[(proxy.DBProxyArn.LastIndexOf(':') + 1)..],
            Kind = DatabaseKind.Proxy,
            Engine = engine,
            Status = proxy.Status,
            HostName = proxy.Endpoint,
            Port = port,
            VpcId = proxy.VpcId,
            VpcSecurityGroupIds = proxy.VpcSecurityGroupIds,
            Members = targets,
            IamDatabaseAuthenticationEnabled = proxy.IAMAuth,
            Created = proxy.CreatedDate,
        };
    }

    // A proxy has a family of engines, and listens on the family's usual port, whichever its target has.
    private static (string Engine, int Port) EngineOf(string family) => family switch
    {
        "POSTGRESQL" => ("postgres", 5432),
        "MYSQL" => ("mysql", 3306),
        "SQLSERVER" => ("sqlserver", 1433),
        _ => (family.ToLowerInvariant(), 0),
    };

    /// <param name="cluster">The cluster.</param>
    /// <param name="vpcId">The VPC of a member: RDS does not say it of the cluster.</param>
    /// <param name="accountId">The account.</param>
    /// <param name="accountName">Its name.</param>
    /// <param name="region">The region.</param>
    public static RdsDatabase From(DBCluster cluster, string? vpcId, string accountId, string accountName, string region) => new()
    {
        AccountId = accountId,
        AccountName = accountName,
        Region = region,
        Identifier = cluster.DBClusterIdentifier,
        Arn = cluster.DBClusterArn,
        ResourceId = cluster.DbClusterResourceId,
        Kind = DatabaseKind.Cluster,
        Engine = cluster.Engine,
        EngineVersion = cluster.EngineVersion,
        Status = cluster.Status,
        HostName = cluster.Endpoint,
        Port = cluster.Port,
        ReaderHostName = cluster.ReaderEndpoint,
        CustomHostNames = cluster.CustomEndpoints,
        MasterUserName = cluster.MasterUsername,
        DatabaseName = cluster.DatabaseName,
        VpcId = vpcId,
        VpcSecurityGroupIds = cluster.VpcSecurityGroupIds,
        Tags = cluster.TagList,
        Members = cluster.DBClusterMembers,
        ReplicaOf = cluster.ReplicationSourceIdentifier,
        MasterUserSecretArn = cluster.MasterUserSecretArn,
        PendingModifications = cluster.PendingModifiedValues,
        IamDatabaseAuthenticationEnabled = cluster.IAMDatabaseAuthenticationEnabled,
        PubliclyAccessible = cluster.PubliclyAccessible,
        MultiAz = cluster.MultiAZ,
        Created = cluster.ClusterCreateTime,
    };
}
