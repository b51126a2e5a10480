namespace HoopConnect.Tenants.TenantDatabases;

/// <summary>Tenants of one server.</summary>
/// <param name="Server">The server.</param>
/// <param name="Tenants">The tenants, each once.</param>
public sealed record TenantRequest(TenantServer Server, IReadOnlyList<TenantWorkload> Tenants)
{
    /// <summary>How many tenants are worked on at a time.</summary>
    public int ThrottleLimit { get; init; } = 8;
}
