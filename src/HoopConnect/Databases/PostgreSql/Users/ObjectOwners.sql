-- In whose names the master must act to clear the database we are in of some users: the owners of what the users have privileges on (a
-- REVOKE is the owner's), of the schemas in which they own something (the new owner needs CREATE there), and of the database where they
-- own a schema of it.
-- $1: names of the users; $2: whether what no database holds counts here.
-- Columns: the owner's name (null in the last row, which is there for its last column); superuser; usable; joinable; self-granted;
-- whether the master itself granted something it does not own; whether there is plpgsql for the master.
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
            SELECT FROM pg_catalog.aclexplode(x.acl) a, me
            WHERE a.grantor = me.oid AND a.grantor <> x.owner AND a.grantee IN (SELECT u.oid FROM users u)) AS granted
        FROM deps d CROSS JOIN LATERAL (
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
                WHERE d.classid = 'pg_catalog.pg_policy'::regclass AND y.oid = d.objid) x
        WHERE d.deptype <> 'o'
    UNION SELECT n.nspowner, false
        FROM deps d CROSS JOIN LATERAL pg_catalog.pg_identify_object(d.classid, d.objid, d.objsubid) i
        JOIN pg_catalog.pg_namespace n ON pg_catalog.quote_ident(n.nspname) = i.schema WHERE d.deptype = 'o'
    UNION SELECT db.datdba, false FROM db
        WHERE EXISTS (SELECT FROM deps d WHERE d.deptype = 'o' AND d.classid = 'pg_catalog.pg_namespace'::regclass)),
acting AS (
    SELECT CASE WHEN w.oid = db.stand_in THEN db.datdba ELSE w.oid END AS oid, pg_catalog.bool_or(w.granted) AS granted
    FROM owners w, db GROUP BY 1)
SELECT o.rolname::text, o.rolsuper, pg_catalog.pg_has_role(o.oid, 'USAGE'),
    -- The master may make itself a member of the role for the length of a transaction.
    NOT o.rolsuper AND o.rolname !~ '^pg_' AND NOT pg_catalog.pg_has_role(o.oid, me.oid, 'MEMBER')
        AND CASE WHEN me.version >= 160000 THEN pg_catalog.pg_has_role(o.oid, 'MEMBER WITH ADMIN OPTION')
            ELSE NOT pg_catalog.pg_has_role(o.oid, 'MEMBER')
                AND (me.rolcreaterole OR pg_catalog.pg_has_role(o.oid, 'MEMBER WITH ADMIN OPTION')) END,
    EXISTS (SELECT FROM pg_catalog.pg_auth_members m WHERE m.roleid = o.oid AND m.member = me.oid AND m.grantor = me.oid),
    w.granted, false
FROM acting w JOIN pg_catalog.pg_roles o ON o.oid = w.oid, me
WHERE o.oid NOT IN (SELECT u.oid FROM users u)
UNION ALL
SELECT NULL, false, false, false, false, false, EXISTS (
    SELECT FROM pg_catalog.pg_language l WHERE l.lanname = 'plpgsql' AND pg_catalog.has_language_privilege(l.oid, 'USAGE'))
