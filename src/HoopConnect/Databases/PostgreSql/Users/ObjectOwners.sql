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
            -- include Users/OwnersAndAcls.sql
        ) x
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
    (
        -- include Server/MasterMayJoin.sql
    ),
    EXISTS (SELECT FROM pg_catalog.pg_auth_members m WHERE m.roleid = o.oid AND m.member = me.oid AND m.grantor = me.oid),
    w.granted, false
FROM acting w JOIN pg_catalog.pg_roles o ON o.oid = w.oid, me
WHERE o.oid NOT IN (SELECT u.oid FROM users u)
UNION ALL
SELECT NULL, false, false, false, false, false, EXISTS (
    SELECT FROM pg_catalog.pg_language l WHERE l.lanname = 'plpgsql' AND pg_catalog.has_language_privilege(l.oid, 'USAGE'))
