namespace HoopConnect.Aws.Rds;

/// <summary>What an RDS Proxy leads to ("DBProxyTarget" in the RDS API Reference), with the members the product reads.</summary>
public sealed record DBProxyTarget
{
    /// <summary>RdsResourceId: the DB instance or DB cluster identifier.</summary>
    public required string RdsResourceId { get; init; }

    /// <summary>Type: <c>RDS_INSTANCE</c>, <c>TRACKED_CLUSTER</c> or <c>RDS_SERVERLESS_ENDPOINT</c>.</summary>
    public string Type { get; init; } = "";

    /// <summary>TrackedClusterId of an instance that is there because its cluster is a target; null otherwise.</summary>
    public string? TrackedClusterId { get; init; }
}
