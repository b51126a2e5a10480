namespace HoopConnect.Databases.PostgreSql.Users;

/// <summary>
/// Reads a page of session users in one round trip for the whole server: what they own and where they have privileges is in
/// <c>pg_shdepend</c>, which all databases share. <c>pg_roles</c> and never <c>pg_authid</c>, which RDS keeps closed.
/// </summary>
internal static class ManagedUserListQuery
{
    /// <summary>
    /// $1: what their names begin with; $2: the last name of the page before; $3: how many; $4: the expired ones only. Columns: name; expiry in
    /// microseconds since 1970, null for never; expired; locked; comment; open sessions; owned objects; databases.
    /// </summary>
    public const string Text = """
        WITH page AS MATERIALIZED (
            SELECT r.oid, r.rolname, r.rolvaliduntil, r.rolcanlogin
            FROM pg_catalog.pg_roles r
            WHERE pg_catalog.starts_with(r.rolname::text, $1) AND r.rolname > $2 AND (NOT $4 OR r.rolvaliduntil <= pg_catalog.now())
            ORDER BY r.rolname LIMIT $3),
        sessions AS (
            SELECT a.usesysid, pg_catalog.count(*) AS open FROM pg_catalog.pg_stat_activity a
            WHERE a.leader_pid IS NULL AND a.usesysid IN (SELECT p.oid FROM page p) GROUP BY 1)
        SELECT p.rolname::text,
            CASE WHEN p.rolvaliduntil < '0001-01-01 00:00:00+00' THEN -62135596800000000
                WHEN p.rolvaliduntil < '9999-12-31 00:00:00+00' THEN (extract(epoch FROM p.rolvaliduntil) * 1000000)::bigint END,
            coalesce(p.rolvaliduntil <= pg_catalog.now(), false),
            NOT p.rolcanlogin,
            pg_catalog.shobj_description(p.oid, 'pg_authid'),
            coalesce(s.open, 0),
            t.owned,
            ARRAY(SELECT d.datname::text FROM pg_catalog.pg_database d WHERE d.oid = ANY (t.databases))
        FROM page p
        CROSS JOIN LATERAL (
            -- By its index, user by user: joined to the page as a whole, the planner has taken half a minute over a thousand users.
            SELECT pg_catalog.count(*) FILTER (WHERE x.deptype = 'o') AS owned,
                pg_catalog.array_agg(DISTINCT CASE WHEN x.dbid <> 0 THEN x.dbid WHEN x.classid = 'pg_catalog.pg_database'::regclass THEN x.objid END) AS databases
            FROM pg_catalog.pg_shdepend x
            WHERE x.refclassid = 'pg_catalog.pg_authid'::regclass AND x.refobjid = p.oid) t
        LEFT JOIN sessions s ON s.usesysid = p.oid
        ORDER BY p.rolname
        """;
}
