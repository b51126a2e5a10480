using System.Text.Json;

namespace HoopConnect.Databases.PostgreSql.Server;

/// <summary>Reads the server in one round trip.</summary>
internal static class ServerReader
{
    private static readonly string Query = EmbeddedSql.Read(typeof(ServerReader), "Server");
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    /// <param name="session">A connection to the maintenance database.</param>
    /// <param name="roles">The roles that are asked for.</param>
    /// <param name="cancellationToken">Cancels the query on the server.</param>
    public static async Task<ServerReading> ReadAsync(
        IDatabaseSession session, IReadOnlyList<string> roles, CancellationToken cancellationToken)
    {
        var rows = await session.QueryAsync(Query, [roles.ToArray()], cancellationToken);
        return JsonSerializer.Deserialize<ServerReading>((string)rows[0][0]!, Json)!;
    }
}
