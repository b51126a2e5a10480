using System.Text.Json;
using HoopConnect.Databases.Users;

namespace HoopConnect.Databases.PostgreSql.Users;

/// <summary>Reads, in one round trip and as whoever is logged in, whether a user has what was asked for in one database.</summary>
internal static class GranteeReader
{
    private static readonly string Query = EmbeddedSql.Read(typeof(GranteeReader), "Grantee");
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    public static async Task<GranteeReading> ReadAsync(
        IDatabaseSession session, string userName, GrantRequest grants, string database, CancellationToken cancellationToken)
    {
        var wanted = WantedPrivileges.Of(grants, database);
        var rows = await session.QueryAsync(
            Query,
            [
                userName, wanted.Schemas.ToArray(), wanted.OnDatabase.ToArray(), wanted.OnSchemas.ToArray(), wanted.OnTables.ToArray(),
                wanted.OnSequences.ToArray(),
            ],
            cancellationToken);
        return JsonSerializer.Deserialize<GranteeReading>((string)rows[0][0]!, Json)!;
    }
}
