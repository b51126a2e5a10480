namespace HoopConnect.Discovery;

/// <summary>
/// One database as RDS describes it: an instance, a cluster with its members, or a proxy with what it leads to. The property names follow
/// the RDS API Reference where it has one. Only text, numbers, booleans, times and lists of them, so that it survives serialisation.
/// </summary>
public sealed record RdsDatabase
{
    /// <summary>The account it is in (12 digits).</summary>
    public required string AccountId { get; init; }

    /// <summary>The name of the account in the organisation; empty where it is not known.</summary>
    public string AccountName { get; init; } = "";

    /// <summary>The region, for example <c>eu-west-1</c>.</summary>
    public required string Region { get; init; }

    /// <summary>The DB instance or DB cluster identifier, or the proxy's name.</summary>
    public required string Identifier { get; init; }

    /// <summary>Its ARN.</summary>
    public required string Arn { get; init; }

    /// <summary>The id that IAM policies name: <c>db-...</c>, <c>cluster-...</c>, <c>prx-...</c>. A restore gives a new one.</summary>
    public required string ResourceId { get; init; }

    /// <summary>Instance, cluster or proxy.</summary>
    public DatabaseKind Kind { get; init; }

    /// <summary>
    /// RDS's engine name: <c>postgres</c>, <c>aurora-postgresql</c>, <c>mysql</c>, ...; a proxy's is that of its family (<c>postgres</c>,
    /// <c>mysql</c>, <c>sqlserver</c>).
    /// </summary>
    public required string Engine { get; init; }

    /// <summary>The engine's version.</summary>
    public string EngineVersion { get; init; } = "";

    /// <summary>RDS's status: <c>available</c>, <c>modifying</c>, <c>stopped</c>, ...</summary>
    public required string Status { get; init; }

    /// <summary>The host to connect to (a cluster's writer endpoint); null while it is being created.</summary>
    public string? HostName { get; init; }

    /// <summary>The TCP port.</summary>
    public int Port { get; init; }

    /// <summary>A cluster's reader endpoint; null where there is none.</summary>
    public string? ReaderHostName { get; init; }

    /// <summary>A cluster's custom endpoints.</summary>
    public IReadOnlyList<string> CustomHostNames { get; init; } = [];

    /// <summary>The master user's name.</summary>
    public string MasterUserName { get; init; } = "";

    /// <summary>The database that was made with the instance; empty where none was.</summary>
    public string DatabaseName { get; init; } = "";

    /// <summary>The VPC it is in; null where RDS does not say (a cluster's is that of its members).</summary>
    public string? VpcId { get; init; }

    /// <summary>The VPC security groups it has now.</summary>
    public IReadOnlyList<string> VpcSecurityGroupIds { get; init; } = [];

    /// <summary>Its tags; RDS describes a proxy without them.</summary>
    public IReadOnlyDictionary<string, string> Tags { get; init; } = new Dictionary<string, string>();

    /// <summary>
    /// The identifiers of a cluster's instances, the writer first; of a proxy, those of the instances or clusters it leads to.
    /// </summary>
    public IReadOnlyList<string> Members { get; init; } = [];

    /// <summary>The ARN or identifier of what it replicates; null for a primary.</summary>
    public string? ReplicaOf { get; init; }

    /// <summary>The Secrets Manager secret in which RDS manages the master password; null where it does not.</summary>
    public string? MasterUserSecretArn { get; init; }

    /// <summary>
    /// The names of the modifications that wait for the maintenance window or are being applied, for example <c>EngineVersion</c>; never
    /// their values.
    /// </summary>
    public IReadOnlyList<string> PendingModifications { get; init; } = [];

    /// <summary>Whether IAM database authentication is on.</summary>
    public bool IamDatabaseAuthenticationEnabled { get; init; }

    /// <summary>Whether it has a public address.</summary>
    public bool PubliclyAccessible { get; init; }

    /// <summary>Whether it is Multi-AZ.</summary>
    public bool MultiAz { get; init; }

    /// <summary>When it was made (UTC).</summary>
    public DateTime? Created { get; init; }

    /// <inheritdoc/>
    public override string ToString() => $"{AccountId}/{Region}/{Identifier}";
}
