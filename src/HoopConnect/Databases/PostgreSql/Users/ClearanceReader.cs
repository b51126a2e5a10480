using HoopConnect.Databases.PostgreSql.Server;

namespace HoopConnect.Databases.PostgreSql.Users;

/// <summary>Says for one database, in one round trip, in whose names the master must act to clear it of users.</summary>
internal static class ClearanceReader
{
    /// <summary>
    /// $1: the users; $2: whether what no database holds counts here. The owners of what the users have privileges on (a REVOKE is the owner's),
    /// of the schemas in which they own something (the new owner needs CREATE there), and of the database where they own a schema of it.
    /// Columns: the owner's name (null in the last row, which is there for its last column); superuser; usable; joinable; self-granted; whether
    /// the master itself granted something it does not own; whether there is plpgsql for the master.
    /// </summary>
    private const string Query = $"""
        WITH me AS (
            SELECT r.oid, r.rolcreaterole, current_setting('server_version_num')::int AS version
            FROM pg_catalog.pg_roles r WHERE r.rolname = current_user),
        users AS (SELECT r.oid FROM pg_catalog.pg_roles r WHERE r.rolname = ANY ($1)),
        db AS (
            SELECT b.oid, b.datdba, (SELECT r.oid FROM pg_catalog.pg_roles r WHERE r.rolname = 'pg_database_owner') AS stand_in
            FROM pg_catalog.pg_database b WHERE b.datname = current_database()),
        deps AS MATERIALIZED (
            SELECT DISTINCT s.classid, s.objid, s.objsubid, s.deptype FROM pg_catalog.pg_shdepend s, db
            WHERE s.refclassid = 'pg_catalog.pg_authid'::regclass AND s.refobjid IN (SELECT u.oid FROM users u)
                AND (s.dbid = db.oid OR ($2 AND s.dbid = 0))),
        owners AS (
            SELECT x.owner AS oid, EXISTS (
                    SELECT FROM pg_catalog.aclexplode(x.acl) a, me WHERE a.grantor = me.oid AND a.grantor <> x.owner AND a.grantee IN (SELECT u.oid FROM users u)) AS granted
                FROM deps d CROSS JOIN LATERAL ({ObjectOfDependency.OwnerAndAcl}) x WHERE d.deptype <> 'o'
            UNION SELECT n.nspowner, false
                FROM deps d CROSS JOIN LATERAL pg_catalog.pg_identify_object(d.classid, d.objid, d.objsubid) i
                JOIN pg_catalog.pg_namespace n ON n.nspname = i.schema WHERE d.deptype = 'o'
            UNION SELECT db.datdba, false FROM db WHERE EXISTS (SELECT FROM deps d WHERE d.deptype = 'o' AND d.classid = 'pg_catalog.pg_namespace'::regclass)),
        acting AS (
            SELECT CASE WHEN w.oid = db.stand_in THEN db.datdba ELSE w.oid END AS oid, pg_catalog.bool_or(w.granted) AS granted
            FROM owners w, db GROUP BY 1)
        SELECT o.rolname::text, o.rolsuper, pg_catalog.pg_has_role(o.oid, 'USAGE'),
            {JoinableRole.Condition},
            EXISTS (SELECT FROM pg_catalog.pg_auth_members m WHERE m.roleid = o.oid AND m.member = me.oid AND m.grantor = me.oid),
            w.granted, false
        FROM acting w JOIN pg_catalog.pg_roles o ON o.oid = w.oid, me
        WHERE o.oid NOT IN (SELECT u.oid FROM users u)
        UNION ALL
        SELECT NULL, false, false, false, false, false, EXISTS (
            SELECT FROM pg_catalog.pg_language l WHERE l.lanname = 'plpgsql' AND pg_catalog.has_language_privilege(l.oid, 'USAGE'))
        """;

    public static async Task<Clearance> ReadAsync(IDatabaseSession session, string database, IEnumerable<string> users, bool withShared, CancellationToken cancellationToken)
    {
        var rows = await session.QueryAsync(Query, [users.ToArray(), withShared], cancellationToken);
        var owners = rows.Where(row => row[0] is not null).Select(row => (Owner: new OwnerReading((string)row[0]!, (bool)row[1]!, false, (bool)row[2]!, (bool)row[3]!, (bool)row[4]!, []), Granted: (bool)row[5]!)).ToList();
        return new Clearance(
            database,
            owners.Select(pair => pair.Owner).Where(owner => !owner.Usable && owner.Joinable).OrderBy(owner => owner.Name, StringComparer.Ordinal).ToList(),
            owners.Any(pair => pair.Granted && !pair.Owner.Usable),
            rows.Any(row => (bool)row[6]!));
    }
}

/// <summary>In whose names the master acts to clear one database.</summary>
/// <param name="Database">The database.</param>
/// <param name="ToJoin">The owners to join, in an order that is the same everywhere, so that transactions that cross wait and do not deadlock.</param>
/// <param name="GrantedByMaster">The master itself granted something that it does not own: that must be taken back in its own name.</param>
/// <param name="HasProcedures">There is plpgsql, in which privileges of many users on one table are taken back at once.</param>
internal sealed record Clearance(string Database, IReadOnlyList<OwnerReading> ToJoin, bool GrantedByMaster, bool HasProcedures);
