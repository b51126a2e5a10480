using HoopConnect.Databases;
using HoopConnect.Databases.TenantDatabases;
using HoopConnect.Discovery;
using HoopConnect.Hosting;

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

    /// <summary>Refuses a server on which there can be no tenants, before it is connected to.</summary>
    /// <exception cref="HoopException"><c>Tenant.NotInRds</c>, <c>TenantDatabase.EngineNotServed</c>.</exception>
    public static void Check(RdsDatabase database)
    {
        ArgumentNullException.ThrowIfNull(database);
        if (database.Arn.Length == 0)
            throw TenantErrors.NotInRds.Error($"The server at {database.HostName}:{database.Port} is not in RDS.", database.HostName);
        if (DatabaseEngines.For(database.Engine).TenantDatabases is NoTenantDatabases none)
            throw none.NotServed();
    }

    /// <inheritdoc/>
    public override string ToString() => Database.Arn;
}
