-- What in the database we are in still holds users that should be gone: the first few things of each, and who gave them.
-- $1: names of the users; $2: whether what no database holds counts here; $3: how many things of each user; $4: on where all names are to
-- be quoted, off where only those that need it.
-- Columns: user; what it is; owned by the user; privileges; grantors; how many things there are.
WITH quoting AS MATERIALIZED (SELECT pg_catalog.set_config('quote_all_identifiers', $4, true)),
deps AS (
    SELECT u.rolname, u.oid AS user_oid, s.classid, s.objid, s.objsubid, s.deptype,
        pg_catalog.row_number() OVER (PARTITION BY u.oid ORDER BY s.classid, s.objid, s.objsubid) AS place,
        pg_catalog.count(*) OVER (PARTITION BY u.oid) AS all_of_them
    FROM pg_catalog.pg_shdepend s JOIN pg_catalog.pg_roles u ON u.oid = s.refobjid
    WHERE s.refclassid = 'pg_catalog.pg_authid'::regclass AND u.rolname = ANY ($1)
        AND (s.dbid = (SELECT b.oid FROM pg_catalog.pg_database b WHERE b.datname = current_database()) OR ($2 AND s.dbid = 0)))
SELECT d.rolname::text, pg_catalog.pg_describe_object(d.classid, d.objid, d.objsubid),
    d.deptype = 'o', a.privileges, a.grantors, d.all_of_them
FROM quoting CROSS JOIN deps d
LEFT JOIN LATERAL (
    -- include Users/OwnersAndAcls.sql
    ) x ON true
LEFT JOIN LATERAL (
    SELECT pg_catalog.string_agg(DISTINCT e.privilege_type, ', ') AS privileges,
        pg_catalog.string_agg(DISTINCT pg_catalog.quote_ident(g.rolname), ', ') AS grantors
    FROM pg_catalog.aclexplode(x.acl) e JOIN pg_catalog.pg_roles g ON g.oid = e.grantor WHERE e.grantee = d.user_oid) a ON true
WHERE d.place <= $3
ORDER BY d.rolname, d.place
