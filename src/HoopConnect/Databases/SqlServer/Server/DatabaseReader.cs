using static HoopConnect.Databases.SqlServer.Server.CatalogRow;

namespace HoopConnect.Databases.SqlServer.Server;

/// <summary>Reads databases, each on a connection to it, in one round trip.</summary>
/// <param name="principals">Who is asked for.</param>
/// <param name="isBabelfish">The server has no DDL triggers, and not all of the catalog.</param>
/// <param name="allowedTriggers">The DDL triggers that may run when users are changed.</param>
internal sealed class DatabaseReader(PrincipalQuery principals, bool isBabelfish, IReadOnlyList<string> allowedTriggers)
{
    private const int DatabaseSets = 5;
    private const int OwnedSets = 5;

    private static readonly string DatabaseSql = EmbeddedSql.Read(typeof(DatabaseReader), "database");
    private static readonly string OwnedSql = EmbeddedSql.Read(typeof(DatabaseReader), "owned");
    private static readonly string OwnedDetailsSql = EmbeddedSql.Read(typeof(DatabaseReader), "owned-details");

    private readonly PrincipalQuery _principals = principals with { Others = [.. principals.Others, "dbo"] };

    /// <summary>Reads what a plan needs.</summary>
    public async Task<DatabaseReading> ReadAsync(Session session, string database, CancellationToken cancellationToken)
    {
        var sql = isBabelfish ? DatabaseSql + OwnedSql : DatabaseSql + DdlTriggers.Query + OwnedSql;
        var sets = await QueryAsync(session, sql, cancellationToken);
        return Reading(database, sets) with { Owned = Owned(sets) };
    }

    /// <summary>Reads what a removal needs: also what was granted on what they own, and what keeps them from being dropped.</summary>
    public async Task<DatabaseReading> ReadWithOwnedAsync(Session session, string database, CancellationToken cancellationToken)
    {
        var sql = isBabelfish ? DatabaseSql + OwnedSql : DatabaseSql + DdlTriggers.Query + OwnedSql + OwnedDetailsSql;
        var sets = await QueryAsync(session, sql, cancellationToken);
        var names = Names(sets[1]);
        var owned = sets.Skip(isBabelfish ? DatabaseSets : DatabaseSets + 1).ToList();
        return Reading(database, sets) with
        {
            Owned = Owned(sets),
            Grants = [.. owned.Skip(OwnedSets).Take(1).SelectMany(rows => rows)
                .Select(row => new OwnedGrant(Known(names, row[0]), Known(names, row[1]), Permission(Name(row[2]), row, 3)))],
            Blockers = [.. owned.Skip(OwnedSets + 1).SelectMany(rows => rows)
                .Select(row => new Blocker(names[Number(row[0])], Text(row[1]), Name(row[2])))],
        };
    }

    private IReadOnlyList<OwnedObject> Owned(IReadOnlyList<IReadOnlyList<object?[]>> sets)
    {
        var names = Names(sets[1]);
        return [.. sets.Skip(isBabelfish ? DatabaseSets : DatabaseSets + 1).Take(OwnedSets).SelectMany(rows => rows)
            .Select(row => new OwnedObject(names[Number(row[0])], Text(row[1]), NameOrNull(row[2]), Name(row[3])))];
    }

    private async Task<IReadOnlyList<IReadOnlyList<object?[]>>> QueryAsync(Session session, string sql, CancellationToken cancellationToken)
    {
        var query = CatalogQuery.Of(sql, _principals);
        return await session.QuerySetsAsync(query.Text, query.Values, cancellationToken);
    }

    private DatabaseReading Reading(string database, IReadOnlyList<IReadOnlyList<object?[]>> sets)
    {
        var names = Names(sets[1]);
        IReadOnlyList<string> triggers = isBabelfish ? [] : [.. sets[DatabaseSets].Select(row => Name(row[0]))];
        return new DatabaseReading(database)
        {
            MasterUser = Name(sets[0][0][1]),
            MasterIsOwner = sets[0][0][2] is null || Is(sets[0][0][2]),
            Principals = [.. sets[1].Select(row => Principal(names, row))],
            Memberships = [.. sets[2].Select(row => (names[Number(row[0])], Name(row[1])))],
            Permissions = [.. sets[3].Select(row => Permission(names[Number(row[0])], row, 1))],
            Marks = sets[4].Where(row => row[0] is not null)
                .ToDictionary(row => _principals.Names[Number(row[0])], row => Text(row[1]), StringComparer.Ordinal),
            DdlTriggers = [.. triggers.Except(allowedTriggers, StringComparer.Ordinal)],
            AllowedDdlTriggers = [.. triggers.Intersect(allowedTriggers, StringComparer.Ordinal)],
        };
    }

    private static DatabasePrincipal Principal(Dictionary<int, string> names, object?[] row) =>
        new(Name(row[2]), Text(row[3]), Bytes(row[4]), Number(row[5]), Number(row[6])) { AskedName = Known(names, row[0]) };

    /// <summary>The names that principals were asked for by, by their numbers in the database.</summary>
    private Dictionary<int, string> Names(IReadOnlyList<object?[]> rows) =>
        rows.Where(row => row[1] is not null).ToDictionary(row => Number(row[0]), row => _principals.Names[Number(row[1])]);

    private static string? Known(Dictionary<int, string> names, object? id) => id is null ? null : names.GetValueOrDefault(Number(id));

    private static Permission Permission(string grantee, object?[] row, int at) => new(
        grantee, Text(row[at]), Text(row[at + 1]), Text(row[at + 2]), NameOrNull(row[at + 3]), NameOrNull(row[at + 4]),
        NameOrNull(row[at + 5]),
        TextOrNull(row[at + 6]), Name(row[at + 7]));
}
