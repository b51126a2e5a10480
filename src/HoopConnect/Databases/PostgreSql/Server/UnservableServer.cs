using HoopConnect.Hosting;

namespace HoopConnect.Databases.PostgreSql.Server;

/// <summary>Servers on which nothing can be changed: refused before anything else is looked at, for every kind of user.</summary>
internal static class UnservableServer
{
    private const int OldestVersion = 140000;

    /// <exception cref="HoopException"><c>Database.VersionNotServed</c>, <c>Database.ReadOnly</c>.</exception>
    public static void Refuse(ServerReading server, ConnectionSettings master) => Refuse(server.Version, server.Replica, master);

    /// <exception cref="HoopException"><c>Database.VersionNotServed</c>, <c>Database.ReadOnly</c>.</exception>
    public static void Refuse(int version, bool replica, ConnectionSettings master)
    {
        if (version < OldestVersion)
        {
            throw DatabaseErrors.VersionNotServed.Error(
                $"PostgreSQL {version / 10000} at {master.Host}:{master.Port} is not served; 14 is the oldest that is.",
                master.ToString());
        }

        if (replica)
        {
            throw DatabaseErrors.ReadOnly.Error(
                $"The server at {master.Host}:{master.Port} is a replica: nothing can be changed on it.", master.ToString());
        }
    }
}
