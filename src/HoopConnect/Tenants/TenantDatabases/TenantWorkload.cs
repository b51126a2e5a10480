using HoopConnect.Hosting;

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

    /// <summary>The OIDC provider of its cluster (issuer, ARN or name), for IAM roles for service accounts; null otherwise.</summary>
    public string? OidcProvider { get; init; }

    /// <summary>
    /// The ARN of the permissions boundary of its role; null for the one that the role has, or one that we make for the account.
    /// </summary>
    public string? PermissionsBoundary { get; init; }

    /// <summary>Each tenant once.</summary>
    /// <exception cref="HoopException"><c>Tenant.Twice</c>.</exception>
    public static IReadOnlyList<TenantWorkload> Once(IEnumerable<TenantWorkload> workloads)
    {
        var once = workloads.Distinct().ToList();
        return once.GroupBy(workload => workload.Tenant, StringComparer.Ordinal).FirstOrDefault(group => group.Count() > 1) is { } twice
            ? throw TenantErrors.Twice.Error(
                $"The tenant '{twice.Key}' is named twice, with different pods. Nothing was changed.", twice.Key)
            : once;
    }
}
