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
    private const int GrantSet = 3;
    private const int CodeSetsOfSqlServer = 10;

    private static readonly string DatabaseSql = EmbeddedSql.Read(typeof(DatabaseReader), "database");
    private static readonly string OwnedSql = EmbeddedSql.Read(typeof(DatabaseReader), "owned");
    private static readonly string CodeSql = EmbeddedSql.Read(typeof(DatabaseReader), "code");
    private static readonly string RemovedOwnersSql = EmbeddedSql.Read(typeof(DatabaseReader), "removed-owners");
    private static readonly string OwnedDetailsSql = EmbeddedSql.Read(typeof(DatabaseReader), "owned-details");

    private readonly PrincipalQuery _principals = principals with { Others = [.. principals.Others, "dbo"] };

    /// <summary>Reads what a plan needs.</summary>
    public async Task<DatabaseReading> ReadAsync(Session session, string database, CancellationToken cancellationToken)
    {
        var sql = isBabelfish ? DatabaseSql + OwnedSql : DatabaseSql + DdlTriggers.Query + OwnedSql;
        var sets = await QueryAsync(session, sql, cancellationToken);
        return Reading(database, sets) with { Owned = Owned(sets) };
    }

    /// <summary>
    /// Reads what a removal needs: also what was granted on what they own, their code, and what keeps them from being dropped.
    /// </summary>
    public async Task<DatabaseReading> ReadWithOwnedAsync(Session session, string database, CancellationToken cancellationToken)
    {
        var sql = isBabelfish ? DatabaseSql + OwnedSql + CodeSql + RemovedOwnersSql
            : DatabaseSql + DdlTriggers.Query + OwnedSql + CodeSql + RemovedOwnersSql + OwnedDetailsSql;
        var sets = await QueryAsync(session, sql, cancellationToken);
        var names = Names(sets[1]);
        // Modules, what hangs on them, new owners; on SQL Server the grants, the code that only it has, and what else keeps the users.
        var more = sets.Skip((isBabelfish ? DatabaseSets : DatabaseSets + 1) + OwnedSets).ToList();
        return Reading(database, sets) with
        {
            Owned = Owned(sets),
            Code = [.. more[0].Concat(more.Skip(GrantSet + 1).Take(CodeSetsOfSqlServer).SelectMany(rows => rows))
                .Select(row => Code(names, row))],
            Hanging = [.. more[1].Select(row => new HangingCode(Number(row[0]), Number(row[1]), Name(row[2])))],
            RemovedOwners = [.. more[2].Select(row => new RemovedOwner(Name(row[0]), Text(row[1]) == "S" && Number(row[2]) == 0,
                NameOrNull(row[3]), Number(row[4]) + Number(row[5]) + Number(row[6]), Number(row[7])))],
            Grants = [.. more.Skip(GrantSet).Take(1).SelectMany(rows => rows)
                .Select(row => new OwnedGrant(Known(names, row[0]), Known(names, row[1]), Permission(Name(row[2]), row, 3)))],
            Blockers = [.. more.Skip(GrantSet + 1 + CodeSetsOfSqlServer).SelectMany(rows => rows)
                .Select(row => new Blocker(names[Number(row[0])], Text(row[1]), Name(row[2])))],
        };
    }

    private static OwnedCode Code(Dictionary<int, string> names, object?[] row) => new(
        names[Number(row[0])], Number(row[1]), Text(row[2]), NameOrNull(row[3]), Name(row[4]), RunsAs(row), Is(row[6]));

    /// <summary>-2 stands for the owner (<c>sys.sql_modules</c>).</summary>
    private static ExecuteAs RunsAs(object?[] row) =>
        row[5] is null ? ExecuteAs.Caller
        : Number(row[5]) == -2 ? ExecuteAs.Owner
        : Number(row[5]) == Number(row[0]) ? ExecuteAs.User
        : ExecuteAs.Other;

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
            IsBabelfish = isBabelfish,
            DdlTriggers = [.. triggers.Except(allowedTriggers, StringComparer.Ordinal)],
            AllowedDdlTriggers = [.. triggers.Intersect(allowedTriggers, StringComparer.Ordinal)],
        };
    }

    private static DatabasePrincipal Principal(Dictionary<int, string> names, object?[] row) =>
        new(Name(row[2]), Text(row[3]), Bytes(row[4]), Number(row[5]), Number(row[6]))
        {
            AskedName = Known(names, row[0]),
            Id = Number(row[0]),
            Made = Number(row[7]),
            Owns = Number(row[8]),
        };

    /// <summary>The names that principals were asked for by, by their numbers in the database.</summary>
    private Dictionary<int, string> Names(IReadOnlyList<object?[]> rows) =>
        rows.Where(row => row[1] is not null).ToDictionary(row => Number(row[0]), row => _principals.Names[Number(row[1])]);

    private static string? Known(Dictionary<int, string> names, object? id) => id is null ? null : names.GetValueOrDefault(Number(id));

    private static Permission Permission(string grantee, object?[] row, int at) => new(
        grantee, Text(row[at]), Text(row[at + 1]), Text(row[at + 2]), NameOrNull(row[at + 3]), NameOrNull(row[at + 4]),
        NameOrNull(row[at + 5]),
        TextOrNull(row[at + 6]), Name(row[at + 7]));
}
