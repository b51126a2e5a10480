using HoopConnect.Databases.PostgreSql.Server;

namespace HoopConnect.Databases.PostgreSql.Roles;

/// <summary>Where roles own something or have privileges, by the server's own book of it (<c>pg_shdepend</c>).</summary>
internal static class RoleFootprint
{
    /// <summary>Shared objects (databases, their ACLs) can be dealt with from any database: those count for the maintenance database.</summary>
    private const string Query = """
        SELECT DISTINCT coalesce(d.datname, $2) AS name, coalesce(d.datallowconn, true)
        FROM pg_catalog.pg_shdepend s
        JOIN pg_catalog.pg_roles r ON r.oid = s.refobjid
        LEFT JOIN pg_catalog.pg_database d
            ON d.oid = CASE WHEN s.dbid <> 0 THEN s.dbid WHEN s.classid = 'pg_catalog.pg_database'::regclass AND s.deptype = 'a' THEN s.objid END
        WHERE s.refclassid = 'pg_catalog.pg_authid'::regclass AND r.rolname = ANY ($1)
        ORDER BY 1
        """;

    /// <summary>The databases, and whether they take connections.</summary>
    public static async Task<IReadOnlyList<ServerDatabase>> ReadAsync(IDatabaseSession session, IReadOnlyList<string> roleNames, string maintenanceDatabase, CancellationToken cancellationToken)
    {
        var rows = await session.QueryAsync(Query, [roleNames.ToArray(), maintenanceDatabase], cancellationToken);
        return rows.Select(row => new ServerDatabase((string)row[0]!, (bool)row[1]!)).ToList();
    }
}
