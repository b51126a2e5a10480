using System.Globalization;
using HoopConnect.Databases.Users;

namespace HoopConnect.Databases.PostgreSql.Users;

/// <summary>Says what in one database still holds users that should be gone: the first few things of each, and who gave them.</summary>
internal static class LeftoverReader
{
    private const int Examples = 5;

    /// <summary>
    /// $1: the users; $2: whether what no database holds counts here; $3: how many of each user. Columns: user; what; owned by the user;
    /// privileges; grantors; how many things there are.
    /// </summary>
    private const string Query = $"""
        WITH deps AS (
            SELECT u.rolname, u.oid AS user_oid, s.classid, s.objid, s.objsubid, s.deptype,
                pg_catalog.row_number() OVER (PARTITION BY u.oid ORDER BY s.classid, s.objid, s.objsubid) AS place,
                pg_catalog.count(*) OVER (PARTITION BY u.oid) AS all_of_them
            FROM pg_catalog.pg_shdepend s JOIN pg_catalog.pg_roles u ON u.oid = s.refobjid
            WHERE s.refclassid = 'pg_catalog.pg_authid'::regclass AND u.rolname = ANY ($1)
                AND (s.dbid = (SELECT b.oid FROM pg_catalog.pg_database b WHERE b.datname = current_database()) OR ($2 AND s.dbid = 0)))
        SELECT d.rolname::text, pg_catalog.pg_describe_object(d.classid, d.objid, d.objsubid), d.deptype = 'o', a.privileges, a.grantors, d.all_of_them
        FROM deps d
        LEFT JOIN LATERAL ({ObjectOfDependency.OwnerAndAcl}) x ON true
        LEFT JOIN LATERAL (
            SELECT pg_catalog.string_agg(DISTINCT e.privilege_type, ', ') AS privileges, pg_catalog.string_agg(DISTINCT pg_catalog.quote_ident(g.rolname), ', ') AS grantors
            FROM pg_catalog.aclexplode(x.acl) e JOIN pg_catalog.pg_roles g ON g.oid = e.grantor WHERE e.grantee = d.user_oid) a ON true
        WHERE d.place <= $3
        ORDER BY d.rolname, d.place
        """;

    /// <summary>The findings by user.</summary>
    public static async Task<ILookup<string, Finding>> ReadAsync(IDatabaseSession session, string database, IEnumerable<string> users, bool withShared, CancellationToken cancellationToken)
    {
        var rows = await session.QueryAsync(Query, [users.ToArray(), withShared, Examples], cancellationToken);
        return rows.Select(row => (User: (string)row[0]!, Finding: Found(row, database)))
            .Concat(rows.Where(row => CountOf(row) > Examples).DistinctBy(row => (string)row[0]!, StringComparer.Ordinal).Select(row => (User: (string)row[0]!, Finding: More(row, database))))
            .ToLookup(pair => pair.User, pair => pair.Finding, StringComparer.Ordinal);
    }

    private static Finding Found(object?[] row, string database) =>
        new(database, row[1] as string ?? "something that is gone by now", FindingReasons.Unfixable, (bool)row[2]! ? "it is owned by the user"
            : row[4] is string grantors ? $"{row[3]} was granted by {grantors}, who alone (or a superuser) can take it back"
            : "the user is named in it");

    private static Finding More(object?[] row, string database) =>
        new(database, "and more", FindingReasons.Unfixable, $"{CountOf(row) - Examples} more things hold it");

    private static long CountOf(object?[] row) => Convert.ToInt64(row[5], CultureInfo.InvariantCulture);
}
