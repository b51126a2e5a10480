using System.Text.Json;

namespace HoopConnect.Databases.PostgreSql.Server;

/// <summary>Reads one database in one round trip.</summary>
internal static class DatabaseReader
{
    private static readonly string Query = EmbeddedSql.Read(typeof(DatabaseReader), "Database");
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    /// <param name="session">A connection to the database.</param>
    /// <param name="roles">The roles whose privileges are asked for.</param>
    /// <param name="cancellationToken">Cancels the query on the server.</param>
    public static async Task<DatabaseReading> ReadAsync(
        IDatabaseSession session, IReadOnlyList<string> roles, CancellationToken cancellationToken)
    {
        var rows = await session.QueryAsync(Query, [roles.ToArray()], cancellationToken);
        return JsonSerializer.Deserialize<DatabaseReading>((string)rows[0][0]!, Json)!;
    }
}
