namespace HoopConnect.Aws.Rds;

/// <summary>
/// A DB cluster (Aurora, Multi-AZ) as the RDS API Reference describes it ("DBCluster"), with the members the product reads.
/// </summary>
public sealed record DBCluster
{
    /// <summary>DBClusterIdentifier.</summary>
    public required string DBClusterIdentifier { get; init; }

    /// <summary>DBClusterArn.</summary>
    public required string DBClusterArn { get; init; }

    /// <summary>DbClusterResourceId, <c>cluster-...</c>.</summary>
    public required string DbClusterResourceId { get; init; }

    /// <summary>Engine.</summary>
    public required string Engine { get; init; }

    /// <summary>EngineVersion.</summary>
    public string EngineVersion { get; init; } = "";

    /// <summary>Status.</summary>
    public required string Status { get; init; }

    /// <summary>Endpoint: the writer's.</summary>
    public string? Endpoint { get; init; }

    /// <summary>ReaderEndpoint.</summary>
    public string? ReaderEndpoint { get; init; }

    /// <summary>CustomEndpoints.</summary>
    public IReadOnlyList<string> CustomEndpoints { get; init; } = [];

    /// <summary>Port.</summary>
    public int Port { get; init; }

    /// <summary>MasterUsername.</summary>
    public string MasterUsername { get; init; } = "";

    /// <summary>DatabaseName.</summary>
    public string DatabaseName { get; init; } = "";

    /// <summary>DBClusterMembers[].DBInstanceIdentifier, the writer first.</summary>
    public IReadOnlyList<string> DBClusterMembers { get; init; } = [];

    /// <summary>VpcSecurityGroups[].VpcSecurityGroupId.</summary>
    public IReadOnlyList<string> VpcSecurityGroupIds { get; init; } = [];

    /// <summary>TagList.</summary>
    public IReadOnlyDictionary<string, string> TagList { get; init; } = new Dictionary<string, string>();

    /// <summary>ReplicationSourceIdentifier.</summary>
    public string? ReplicationSourceIdentifier { get; init; }

    /// <summary>MasterUserSecret.SecretArn.</summary>
    public string? MasterUserSecretArn { get; init; }

    /// <summary>The names of the members of PendingModifiedValues that are set; never their values.</summary>
    public IReadOnlyList<string> PendingModifiedValues { get; init; } = [];

    /// <summary>IAMDatabaseAuthenticationEnabled.</summary>
    public bool IAMDatabaseAuthenticationEnabled { get; init; }

    /// <summary>PubliclyAccessible (Multi-AZ DB clusters).</summary>
    public bool PubliclyAccessible { get; init; }

    /// <summary>MultiAZ.</summary>
    public bool MultiAZ { get; init; }

    /// <summary>ClusterCreateTime (UTC).</summary>
    public DateTime? ClusterCreateTime { get; init; }
}
