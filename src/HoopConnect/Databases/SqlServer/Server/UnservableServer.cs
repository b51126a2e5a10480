using HoopConnect.Hosting;

namespace HoopConnect.Databases.SqlServer.Server;

/// <summary>Servers on which nothing can be changed: refused before anything else is looked at, for every kind of user.</summary>
internal static class UnservableServer
{
    private const int Oldest = 13;

    /// <exception cref="HoopException"><c>Database.VersionNotServed</c>, <c>Database.ReadOnly</c>.</exception>
    public static void Refuse(ServerReading server, ConnectionSettings master)
    {
        if (!server.IsBabelfish && server.Version.Major < Oldest)
        {
            throw DatabaseErrors.VersionNotServed.Error(
                $"SQL Server {server.Version} at {master.Host}:{master.Port} is not served; 2016 (13) is the oldest that is.",
                master.ToString());
        }

        if (server.Databases.Count > 0 && server.Databases.All(database => database.IsSecondary))
        {
            throw DatabaseErrors.ReadOnly.Error(
                $"The server at {master.Host}:{master.Port} is a replica: each of its databases is the secondary of an availability group.",
                master.ToString(), "Connect to the primary.");
        }
    }
}
