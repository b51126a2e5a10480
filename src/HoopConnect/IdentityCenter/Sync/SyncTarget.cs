using HoopConnect.Databases;
using HoopConnect.Discovery;

namespace HoopConnect.IdentityCenter.Sync;

/// <summary>A database whose users are brought into line.</summary>
/// <param name="Database">The database, as RDS describes it, or a server named by its address.</param>
/// <param name="Master">How to connect as its master.</param>
public sealed record SyncTarget(RdsDatabase Database, ConnectionSettings Master)
{
    /// <inheritdoc/>
    public override string ToString() => Database.Arn.Length > 0 ? Database.Arn : $"{Master.Host}:{Master.Port}";
}
