namespace HoopConnect.Aws.Rds;

/// <summary>A DB instance as the RDS API Reference describes it ("DBInstance"), with the members the product reads.</summary>
public sealed record DBInstance
{
    /// <summary>DBInstanceIdentifier.</summary>
    public required string DBInstanceIdentifier { get; init; }

    /// <summary>DBInstanceArn.</summary>
    public required string DBInstanceArn { get; init; }

    /// <summary>DbiResourceId, <c>db-...</c>.</summary>
    public required string DbiResourceId { get; init; }

    /// <summary>DBClusterIdentifier of a cluster's member; null otherwise.</summary>
    public string? DBClusterIdentifier { get; init; }

    /// <summary>Engine.</summary>
    public required string Engine { get; init; }

    /// <summary>EngineVersion.</summary>
    public string EngineVersion { get; init; } = "";

    /// <summary>DBInstanceStatus.</summary>
    public required string DBInstanceStatus { get; init; }

    /// <summary>Endpoint.Address; null while it is being created.</summary>
    public string? EndpointAddress { get; init; }

    /// <summary>Endpoint.Port.</summary>
    public int EndpointPort { get; init; }

    /// <summary>MasterUsername.</summary>
    public string MasterUsername { get; init; } = "";

    /// <summary>DBName.</summary>
    public string DBName { get; init; } = "";

    /// <summary>DBSubnetGroup.VpcId.</summary>
    public string? VpcId { get; init; }

    /// <summary>VpcSecurityGroups[].VpcSecurityGroupId.</summary>
    public IReadOnlyList<string> VpcSecurityGroupIds { get; init; } = [];

    /// <summary>TagList.</summary>
    public IReadOnlyDictionary<string, string> TagList { get; init; } = new Dictionary<string, string>();

    /// <summary>ReadReplicaSourceDBInstanceIdentifier or ReadReplicaSourceDBClusterIdentifier.</summary>
    public string? ReadReplicaSource { get; init; }

    /// <summary>MasterUserSecret.SecretArn.</summary>
    public string? MasterUserSecretArn { get; init; }

    /// <summary>
    /// The names of the members of PendingModifiedValues that are set, <c>MasterUserPassword</c> among them; never their values.
    /// </summary>
    public IReadOnlyList<string> PendingModifiedValues { get; init; } = [];

    /// <summary>IAMDatabaseAuthenticationEnabled.</summary>
    public bool IAMDatabaseAuthenticationEnabled { get; init; }

    /// <summary>PubliclyAccessible.</summary>
    public bool PubliclyAccessible { get; init; }

    /// <summary>MultiAZ.</summary>
    public bool MultiAZ { get; init; }

    /// <summary>InstanceCreateTime (UTC).</summary>
    public DateTime? InstanceCreateTime { get; init; }
}
