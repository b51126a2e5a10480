using System.Text.Json;

namespace HoopConnect.Databases.PostgreSql.Users;

/// <summary>Reads what some users own in one database: one round trip, and another where code is to be dropped.</summary>
internal static class OwnershipReader
{
    private static readonly string Query = EmbeddedSql.Read(typeof(OwnershipReader), "Ownership");
    private static readonly string CodeQuery = EmbeddedSql.Read(typeof(OwnershipReader), "CodeToDrop");
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    /// <param name="session">A connection to the database.</param>
    /// <param name="users">The users.</param>
    /// <param name="owners">The new owner of each of them.</param>
    /// <param name="withShared">Whether what no database holds counts here.</param>
    /// <param name="dropCode">Whether code is to be dropped.</param>
    /// <param name="cancellationToken">Cancels the query on the server.</param>
    public static async Task<Ownership> ReadAsync(
        IDatabaseSession session, IReadOnlyList<string> users, IReadOnlyDictionary<string, NewOwner> owners, bool withShared,
        bool dropCode, CancellationToken cancellationToken)
    {
        var known = users.Where(owners.ContainsKey).ToArray();
        var rows = await session.QueryAsync(
            Query, [known, known.Select(user => owners[user].Name).ToArray(), withShared], cancellationToken);
        var ownership = JsonSerializer.Deserialize<Ownership>((string)rows[0][0]!, Json)!;
        if (!dropCode || !ownership.Things.Any(thing => thing.IsCode))
            return ownership;
        var code = await session.QueryAsync(CodeQuery, [known], cancellationToken);
        return ownership with
        {
            DropsCode = true,
            Code = code.Select(row => new CodeToDrop((string)row[0]!, (string)row[1]!, (string?)row[2])).ToList(),
        };
    }
}
