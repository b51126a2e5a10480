using HoopConnect.IamAuthentication.Policies;
using HoopConnect.Tenants.Connectors;

namespace HoopConnect.Tenants.Platform;

/// <summary>Which platform is to be able to give tenants databases.</summary>
/// <param name="ClusterName">The EKS cluster in which the platform and its tenants are.</param>
/// <param name="Region">The region of the cluster.</param>
public sealed record PlatformRequest(string ClusterName, string Region)
{
    /// <summary>The role in the platform's documentation.</summary>
    public const string UsualRoleName = "vcluster-platform-iam-database-role";

    /// <summary>The account of cluster, role and databases; null for the databases' own, or without any the caller's.</summary>
    public string? AccountId { get; init; }

    /// <summary>The name of the platform's role.</summary>
    public string RoleName { get; init; } = UsualRoleName;

    /// <summary>The namespace of the platform.</summary>
    public string Namespace { get; init; } = ConnectorRequest.UsualNamespace;

    /// <summary>The service account of the platform's pods.</summary>
    public string ServiceAccount { get; init; } = "loft";

    /// <summary>The database servers, each with the user the platform logs in as.</summary>
    public IReadOnlyList<(DatabaseResource Database, string UserName)> Connectors { get; init; } = [];

    /// <summary>The ARN of the permissions boundary of tenants' roles; null for one that we make.</summary>
    public string? PermissionsBoundary { get; init; }

    /// <summary>The name of the boundary that we make; null for the usual one.</summary>
    public string? BoundaryName { get; init; }

    /// <summary>The tag, <c>key=value</c>, of the roles that the platform manages; null for the platform's own.</summary>
    public string? ManagedByTag { get; init; }

    /// <summary>Whether a role, boundary or association of that name that we did not make is taken over.</summary>
    public bool Adopt { get; init; }
}
