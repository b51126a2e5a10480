using HoopConnect.Hosting;

namespace HoopConnect.Databases.PostgreSql.Server;

/// <summary>
/// A transaction pooler between here and the server (pgbouncer, RDS Proxy). It is known by the process that answers: it is another one than
/// the connection was told of at the login.
/// </summary>
internal static class Pooler
{
    /// <summary>Tells of it where there is one.</summary>
    public static void Tell(IDatabaseSession session, IHoopHost host)
    {
        if (session is Session { IsPooled: true } pooled)
        {
            host.Verbose($"{pooled} is behind a transaction pooler: each round trip is a transaction of its own with its own settings, "
                + "and the lock of a run is one that is kept open.");
        }
    }
}
