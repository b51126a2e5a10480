-- A page of the users of one kind, for the whole server: what they own and where they have privileges is in pg_shdepend, which all
-- databases share. pg_roles and never pg_authid, which RDS keeps closed.
-- $1: what their names begin with, marked or not, empty for a kind without a name of its own; $2: what the comments of the others begin
-- with; $3: the last name of the page before; $4: how many; $5: the expired ones only.
-- Columns: name; expiry in microseconds since 1970, null for never; expired; locked; comment; open sessions; owned objects; databases.
WITH page AS MATERIALIZED (
    SELECT r.oid, r.rolname, r.rolvaliduntil, r.rolcanlogin, d.description
    FROM pg_catalog.pg_roles r
    -- By its index, role by role, in the order of the names.
    LEFT JOIN LATERAL (
        SELECT c.description FROM pg_catalog.pg_shdescription c
        WHERE c.objoid = r.oid AND c.classoid = 'pg_catalog.pg_authid'::regclass) d ON true
    WHERE r.rolname > $3 AND (NOT $5 OR r.rolvaliduntil <= now())
        AND (($1 <> '' AND starts_with(r.rolname::text, $1)) OR d.description ^@ ANY ($2))
    ORDER BY r.rolname LIMIT $4),
sessions AS (
    SELECT a.usesysid, count(*) AS open FROM pg_catalog.pg_stat_activity a
    WHERE a.leader_pid IS NULL AND a.usesysid IN (SELECT p.oid FROM page p) GROUP BY 1)
SELECT p.rolname::text,
    CASE WHEN p.rolvaliduntil < '0001-01-01 00:00:00+00' THEN -62135596800000000
        WHEN p.rolvaliduntil < '9999-12-31 00:00:00+00' THEN (extract(epoch FROM p.rolvaliduntil) * 1000000)::bigint END,
    coalesce(p.rolvaliduntil <= now(), false),
    NOT p.rolcanlogin,
    p.description,
    coalesce(s.open, 0),
    t.owned,
    ARRAY(SELECT d.datname::text FROM pg_catalog.pg_database d WHERE d.oid = ANY (t.databases))
FROM page p
CROSS JOIN LATERAL (
    -- By its index, user by user: joined to the page as a whole, the planner has taken half a minute over a thousand users.
    SELECT count(*) FILTER (WHERE x.deptype = 'o') AS owned,
        array_agg(DISTINCT CASE WHEN x.dbid <> 0 THEN x.dbid
            WHEN x.classid = 'pg_catalog.pg_database'::regclass THEN x.objid END) AS databases
    FROM pg_catalog.pg_shdepend x
    WHERE x.refclassid = 'pg_catalog.pg_authid'::regclass AND x.refobjid = p.oid) t
LEFT JOIN sessions s ON s.usesysid = p.oid
ORDER BY p.rolname
