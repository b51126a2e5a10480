namespace HoopConnect.Tenants.TenantDatabases;

/// <summary>A tenant, and which pods are its own.</summary>
/// <param name="Tenant">Who it is, in the words of whoever runs the platform.</param>
public sealed record TenantWorkload(string Tenant)
{
    /// <summary>The EKS cluster of its pods; null where they get their role by the cluster's OIDC provider.</summary>
    public string? ClusterName { get; init; }

    /// <summary>The namespace of its service account.</summary>
    public string? Namespace { get; init; }

    /// <summary>Its service account.</summary>
    public string? ServiceAccount { get; init; }

    /// <summary>The OIDC provider of its cluster (issuer, ARN or name), for IAM roles for service accounts; null for pod identity.</summary>
    public string? OidcProvider { get; init; }
}
