namespace HoopConnect.Databases.TenantDatabases;

/// <summary>Tenants of one server.</summary>
/// <param name="Master">How to connect as the master user.</param>
/// <param name="Tenants">The tenants, each name once.</param>
public sealed record TenantDatabaseRequest(ConnectionSettings Master, IReadOnlyList<TenantToServe> Tenants)
{
    /// <summary>How many databases of the server are worked on at a time.</summary>
    public int ThrottleLimit { get; init; } = 4;
}
