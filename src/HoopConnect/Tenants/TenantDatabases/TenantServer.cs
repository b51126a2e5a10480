using HoopConnect.Databases;
using HoopConnect.Discovery;

namespace HoopConnect.Tenants.TenantDatabases;

/// <summary>A server on which tenants are, and how they reach it.</summary>
/// <param name="Database">The instance or cluster, as RDS describes it.</param>
/// <param name="Master">How to connect to it as its master.</param>
public sealed record TenantServer(RdsDatabase Database, ConnectionSettings Master)
{
    /// <summary>The proxy by which tenants come; null for the server itself.</summary>
    public RdsDatabase? Proxy { get; init; }

    /// <summary>What tenants connect to.</summary>
    public RdsDatabase Entry => Proxy ?? Database;

    /// <inheritdoc/>
    public override string ToString() => Database.Arn;
}
