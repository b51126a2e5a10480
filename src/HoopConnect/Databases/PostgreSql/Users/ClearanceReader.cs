using HoopConnect.Databases.PostgreSql.Server;

namespace HoopConnect.Databases.PostgreSql.Users;

/// <summary>Says for one database, in one round trip, in whose names the master must act to clear it of users.</summary>
internal static class ClearanceReader
{
    private static readonly string Query = EmbeddedSql.Read(typeof(ClearanceReader), "ObjectOwners");

    public static async Task<Clearance> ReadAsync(
        IDatabaseSession session, string database, IEnumerable<string> users, bool withShared, CancellationToken cancellationToken)
    {
        var rows = await session.QueryAsync(Query, [users.ToArray(), withShared], cancellationToken);
        var owners = rows.Where(row => row[0] is not null).Select(row => (Owner: OwnerOf(row), GrantedByMaster: (bool)row[5]!)).ToList();
        var strangers = owners.Where(pair => !pair.Owner.Usable).ToList();
        return new Clearance(
            database,
            [.. strangers.Select(pair => pair.Owner).Where(owner => owner.Joinable).OrderBy(owner => owner.Name, StringComparer.Ordinal)],
            strangers.Any(pair => pair.GrantedByMaster),
            rows.Any(row => (bool)row[6]!));
    }

    private static OwnerReading OwnerOf(object?[] row) =>
        new((string)row[0]!, (bool)row[1]!, Creates: false, Usable: (bool)row[2]!, Joinable: (bool)row[3]!, SelfGranted: (bool)row[4]!, []);
}

/// <summary>In whose names the master acts to clear one database.</summary>
/// <param name="Database">The database.</param>
/// <param name="ToJoin">The owners to join, in an order that is the same everywhere, so that transactions that cross wait and do not
/// deadlock.</param>
/// <param name="GrantedByMaster">The master itself granted something that it does not own: that must be taken back in its own name.</param>
/// <param name="HasProcedures">There is plpgsql, in which privileges of many users on one table are taken back at once.</param>
internal sealed record Clearance(string Database, IReadOnlyList<OwnerReading> ToJoin, bool GrantedByMaster, bool HasProcedures);
