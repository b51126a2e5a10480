using System.Text.Json;

namespace HoopConnect.Databases.PostgreSql.Server;

/// <summary>Reads one database in one round trip.</summary>
internal static class DatabaseReader
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    /// <param name="session">A connection to the database.</param>
    /// <param name="roleNames">The hoop roles.</param>
    /// <param name="others">Other roles of which it must be known whether the master can act for them.</param>
    /// <param name="cancellationToken">Cancels the query on the server.</param>
    public static async Task<DatabaseReading> ReadAsync(IDatabaseSession session, IReadOnlyList<string> roleNames, IReadOnlyList<string> others, CancellationToken cancellationToken)
    {
        var rows = await session.QueryAsync(DatabaseQuery.Text, [roleNames.ToArray(), others.ToArray()], cancellationToken);
        return JsonSerializer.Deserialize<DatabaseReading>((string)rows[0][0]!, Json)!;
    }
}
