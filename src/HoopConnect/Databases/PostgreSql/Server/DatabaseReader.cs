using System.Text.Json;
using System.Text.Json.Serialization;

namespace HoopConnect.Databases.PostgreSql.Server;

/// <summary>Reads one database in one round trip.</summary>
internal static class DatabaseReader
{
    private static readonly string Query = EmbeddedSql.Read(typeof(DatabaseReader), "Database");
    private static readonly string Parameters = EmbeddedSql.Read(typeof(DatabaseReader), "Parameters");
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { Converters = { new JsonStringEnumConverter() } };

    /// <param name="session">A connection to the database.</param>
    /// <param name="roles">The roles whose privileges are asked for.</param>
    /// <param name="cancellationToken">Cancels the query on the server.</param>
    public static async Task<DatabaseReading> ReadAsync(
        IDatabaseSession session, IReadOnlyList<string> roles, CancellationToken cancellationToken)
    {
        var rows = await session.QueryAsync(Query, [roles.ToArray(), false], cancellationToken);
        return Parse(rows);
    }

    /// <summary>The same with what no database holds: tablespaces, and the parameters of 15 and later.</summary>
    /// <param name="session">A connection to the maintenance database.</param>
    /// <param name="roles">The roles whose privileges are asked for.</param>
    /// <param name="cancellationToken">Cancels the query on the server.</param>
    public static async Task<DatabaseReading> ReadWithSharedAsync(
        IDatabaseSession session, IReadOnlyList<string> roles, CancellationToken cancellationToken)
    {
        var reading = Parse(await session.QueryAsync(Query, [roles.ToArray(), true], cancellationToken));
        if (!reading.HasParameters)
            return reading;
        var rows = await session.QueryAsync(Parameters, [roles.ToArray()], cancellationToken);
        var parameters = rows.GroupBy(row => (string)row[0]!, StringComparer.Ordinal).Select(entries => new OtherReading
        {
            Kind = OtherKind.Parameter,
            Name = Identifier.Quote(entries.Key),
            Owner = (string)rows[0][5]!,
            ActingOwner = (string)rows[0][5]!,
            Acl = [.. entries.Select(row => new AclEntry((string)row[1]!, (string)row[2]!, (string)row[3]!, (bool)row[4]!))],
            Public = [],
            Grantable = [],
            PassedOnBy = [],
        });
        var owner = new OwnerReading(
            (string)rows[0][5]!, Superuser: true, Creates: false, Usable: (bool)rows[0][6]!, Joinable: false, SelfGranted: false, []);
        return reading with
        {
            Others = [.. reading.Others, .. parameters],
            Owners = reading.Owners.Any(known => known.Name == owner.Name) ? reading.Owners : [.. reading.Owners, owner],
        };
    }

    private static DatabaseReading Parse(IReadOnlyList<object?[]> rows) =>
        JsonSerializer.Deserialize<DatabaseReading>((string)rows[0][0]!, Json)!;
}
