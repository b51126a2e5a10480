using HoopConnect.Hosting;

namespace HoopConnect.Tenants.TenantDatabases;

/// <summary>
/// A tenant's database with all that leads to it. The property names are those that other cmdlets bind by.
/// </summary>
public sealed record TenantDatabase
{
    /// <summary>The tenant.</summary>
    public required string Tenant { get; init; }

    /// <summary>What became of it.</summary>
    public required TenantState State { get; init; }

    /// <summary>The account.</summary>
    public required string AccountId { get; init; }

    /// <summary>The region.</summary>
    public required string Region { get; init; }

    /// <summary>The DB instance or DB cluster identifier of the server.</summary>
    public required string Identifier { get; init; }

    /// <summary>The ARN of what tenants connect to: the server's, or the proxy's.</summary>
    public required string Arn { get; init; }

    /// <summary>RDS's engine name.</summary>
    public required string Engine { get; init; }

    /// <summary>The host that the tenant connects to.</summary>
    public required string HostName { get; init; }

    /// <summary>The TCP port.</summary>
    public required int Port { get; init; }

    /// <summary>The tenant's database.</summary>
    public required string DatabaseName { get; init; }

    /// <summary>The tenant's user, who logs in by token.</summary>
    public required string UserName { get; init; }

    /// <summary>The ARN of the tenant's role, which logs in as the user.</summary>
    public required string RoleArn { get; init; }

    /// <summary>What the role may log in to.</summary>
    public required string ConnectArn { get; init; }

    /// <summary>The ARN of the role's permissions boundary; null for none.</summary>
    public string? PermissionsBoundary { get; init; }

    /// <summary>The EKS cluster; null with an OIDC provider.</summary>
    public string? ClusterName { get; init; }

    /// <summary>The namespace of the service account.</summary>
    public string? Namespace { get; init; }

    /// <summary>The service account whose pods have the role.</summary>
    public string? ServiceAccount { get; init; }

    /// <summary>The OIDC provider; null with pod identity.</summary>
    public string? OidcProvider { get; init; }

    /// <summary>The id of the pod identity association; null where there is none.</summary>
    public string? AssociationId { get; init; }

    /// <summary>What is missing or stale, a part each.</summary>
    public IReadOnlyList<string> Missing { get; init; } = [];

    /// <summary>The other databases of the server that everybody who logs in may enter, and so the tenant (PostgreSQL).</summary>
    public IReadOnlyList<string> OpenDatabases { get; init; } = [];

    /// <summary>Why it failed, or what should be known besides; empty where all is well.</summary>
    public string Message { get; init; } = "";

    /// <summary>The failure that goes with the row; null where it has none.</summary>
    internal HoopException? Failure { get; init; }

    /// <inheritdoc/>
    public override string ToString() => $"{Tenant}@{Identifier} ({State})";
}
