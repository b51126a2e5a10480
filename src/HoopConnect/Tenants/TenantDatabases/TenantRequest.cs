namespace HoopConnect.Tenants.TenantDatabases;

/// <summary>Tenants of one server.</summary>
/// <param name="Server">The server.</param>
/// <param name="Tenants">The tenants, each once.</param>
public sealed record TenantRequest(TenantServer Server, IReadOnlyList<TenantWorkload> Tenants)
{
    /// <summary>The ARN of the permissions boundary of their roles; null for the one that we make and keep for the account.</summary>
    public string? PermissionsBoundary { get; init; }

    /// <summary>How many tenants are worked on at a time.</summary>
    public int ThrottleLimit { get; init; } = 8;
}
