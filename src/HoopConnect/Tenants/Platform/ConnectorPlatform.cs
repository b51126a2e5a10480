using HoopConnect.Tenants.Workloads;

namespace HoopConnect.Tenants.Platform;

/// <summary>What a platform has in AWS to give tenants databases.</summary>
public sealed record ConnectorPlatform
{
    /// <summary>The account of cluster and role.</summary>
    public required string AccountId { get; init; }

    /// <summary>The region of the cluster.</summary>
    public required string Region { get; init; }

    /// <summary>The EKS cluster.</summary>
    public required string ClusterName { get; init; }

    /// <summary>The namespace of the platform.</summary>
    public required string Namespace { get; init; }

    /// <summary>The service account of its pods.</summary>
    public required string ServiceAccount { get; init; }

    /// <summary>The ARN of its role.</summary>
    public required string RoleArn { get; init; }

    /// <summary>The ARN of the permissions boundary of tenants' roles.</summary>
    public required string PermissionsBoundary { get; init; }

    /// <summary>The id of its pod identity association (<c>a-...</c>).</summary>
    public required string AssociationId { get; init; }

    /// <summary>The inline policies that the role has for this, one of them for each database server of this run.</summary>
    public required IReadOnlyList<string> Policies { get; init; }

    /// <summary>
    /// What else the role may do: its other inline policies by name, those of earlier runs among them, and its managed ones by ARN.
    /// </summary>
    public required IReadOnlyList<string> OtherPolicies { get; init; }

    /// <summary>The parts, in the order they were made.</summary>
    public required IReadOnlyList<PlatformStep> Steps { get; init; }

    /// <summary>Whether anything was changed; the platform's pods have to be restarted to have it.</summary>
    public bool Changed => Steps.Any(step => step.Outcome != WorkloadOutcome.Unchanged);

    /// <inheritdoc/>
    public override string ToString() => $"{ClusterName}: {Namespace}/{ServiceAccount} as {RoleArn}";
}
