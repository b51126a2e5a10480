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
            throw new HoopException("Database.VersionNotServed", HoopErrorKind.NotImplemented,
                $"SQL Server {server.Version} at {master.Host}:{master.Port} is not served; 2016 (13) is the oldest that is.")
            {
                Target = master.ToString(),
            };
        }

        if (server.Databases.Count > 0 && server.Databases.All(database => database.IsSecondary))
        {
            throw new HoopException("Database.ReadOnly", HoopErrorKind.InvalidOperation,
                $"The server at {master.Host}:{master.Port} is a replica: each of its databases is the secondary of an availability group.")
            {
                Target = master.ToString(),
                RecommendedAction = "Connect to the primary.",
            };
        }
    }
}
