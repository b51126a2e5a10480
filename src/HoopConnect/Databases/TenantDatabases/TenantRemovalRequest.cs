namespace HoopConnect.Databases.TenantDatabases;

/// <summary>Tenants who are to go from one server.</summary>
/// <param name="Master">How to connect as the master user.</param>
/// <param name="Tenants">The tenants, each name once.</param>
/// <param name="Retain">Keeps the databases, with users that can no longer log in.</param>
public sealed record TenantRemovalRequest(ConnectionSettings Master, IReadOnlyList<TenantToServe> Tenants, bool Retain)
{
    /// <summary>How many databases of the server are worked on at a time.</summary>
    public int ThrottleLimit { get; init; } = 4;
}
