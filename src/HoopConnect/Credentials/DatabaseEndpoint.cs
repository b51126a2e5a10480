using HoopConnect.Databases;
using HoopConnect.Discovery;
using HoopConnect.Hosting;

namespace HoopConnect.Credentials;

/// <summary>Where a database of RDS is reached.</summary>
internal static class DatabaseEndpoint
{
    /// <summary>The host of its endpoint.</summary>
    /// <exception cref="HoopException"><c>Database.NoEndpoint</c>.</exception>
    public static string RequireHost(this RdsDatabase database, string? advice = null) =>
        database.HostName ?? throw DatabaseErrors.NoEndpoint.Error(
            database, $"The database {database} has no endpoint yet: its status is {database.Status}.", advice);
}
