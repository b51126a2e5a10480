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
    -- Owner and ACL of all that pg_shdepend has a row of.
    SELECT c.relowner AS owner, c.relacl AS acl FROM pg_catalog.pg_class c
        WHERE d.classid = 'pg_catalog.pg_class'::regclass AND d.objsubid = 0 AND c.oid = d.objid
    UNION ALL SELECT c.relowner, a.attacl FROM pg_catalog.pg_attribute a JOIN pg_catalog.pg_class c ON c.oid = a.attrelid
        WHERE d.classid = 'pg_catalog.pg_class'::regclass AND d.objsubid <> 0 AND a.attrelid = d.objid AND a.attnum = d.objsubid
    UNION ALL SELECT n.nspowner, n.nspacl FROM pg_catalog.pg_namespace n
        WHERE d.classid = 'pg_catalog.pg_namespace'::regclass AND n.oid = d.objid
    UNION ALL SELECT p.proowner, p.proacl FROM pg_catalog.pg_proc p
        WHERE d.classid = 'pg_catalog.pg_proc'::regclass AND p.oid = d.objid
    UNION ALL SELECT t.typowner, t.typacl FROM pg_catalog.pg_type t
        WHERE d.classid = 'pg_catalog.pg_type'::regclass AND t.oid = d.objid
    UNION ALL SELECT l.lanowner, l.lanacl FROM pg_catalog.pg_language l
        WHERE d.classid = 'pg_catalog.pg_language'::regclass AND l.oid = d.objid
    UNION ALL SELECT w.fdwowner, w.fdwacl FROM pg_catalog.pg_foreign_data_wrapper w
        WHERE d.classid = 'pg_catalog.pg_foreign_data_wrapper'::regclass AND w.oid = d.objid
    UNION ALL SELECT f.srvowner, f.srvacl FROM pg_catalog.pg_foreign_server f
        WHERE d.classid = 'pg_catalog.pg_foreign_server'::regclass AND f.oid = d.objid
    UNION ALL SELECT o.lomowner, o.lomacl FROM pg_catalog.pg_largeobject_metadata o
        WHERE d.classid = 'pg_catalog.pg_largeobject'::regclass AND o.oid = d.objid
    UNION ALL SELECT b.datdba, b.datacl FROM pg_catalog.pg_database b
        WHERE d.classid = 'pg_catalog.pg_database'::regclass AND b.oid = d.objid
    UNION ALL SELECT s.spcowner, s.spcacl FROM pg_catalog.pg_tablespace s
        WHERE d.classid = 'pg_catalog.pg_tablespace'::regclass AND s.oid = d.objid
    UNION ALL SELECT c.relowner, NULL FROM pg_catalog.pg_policy y JOIN pg_catalog.pg_class c ON c.oid = y.polrelid
        WHERE d.classid = 'pg_catalog.pg_policy'::regclass AND y.oid = d.objid) x ON true
LEFT JOIN LATERAL (
    SELECT pg_catalog.string_agg(DISTINCT e.privilege_type, ', ') AS privileges,
        pg_catalog.string_agg(DISTINCT pg_catalog.quote_ident(g.rolname), ', ') AS grantors
    FROM pg_catalog.aclexplode(x.acl) e JOIN pg_catalog.pg_roles g ON g.oid = e.grantor WHERE e.grantee = d.user_oid) a ON true
WHERE d.place <= $3
ORDER BY d.rolname, d.place
