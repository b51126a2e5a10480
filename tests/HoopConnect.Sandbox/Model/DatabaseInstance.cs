namespace HoopConnect.Sandbox.Model;

/// <summary>A DB instance.</summary>
public sealed class DatabaseInstance : DatabaseResource
{
    /// <summary>The cluster it is a member of; null where it stands alone.</summary>
    public string? ClusterIdentifier { get; init; }

    /// <summary>The VPC of its DB subnet group; null where it has none.</summary>
    public string? VpcId { get; init; }

    /// <summary>Identifiers of its read replicas.</summary>
    public List<string> Replicas { get; } = [];
}
