-- The roles of ours that owned what removed users owned, and own nothing any more, in no database: pg_shdepend tells it of all of them.
-- One that somebody logs in as, is a member of, or gave something, is not as we made it and is left alone; so is one whose user is there.
-- $1: what their names begin with; $2: what their marks begin with.
-- Columns: the role; the databases in which it may use a schema still; the master acts for it, may join it, granted itself a membership.
WITH me AS (
    SELECT r.oid, r.rolcreaterole, current_setting('server_version_num')::int AS version
    FROM pg_catalog.pg_roles r WHERE r.rolname = current_user),
ours AS (
    SELECT o.* FROM pg_catalog.pg_roles o, me
    WHERE pg_catalog.starts_with(o.rolname::text, $1) AND pg_catalog.substr(o.rolname::text, pg_catalog.length($1) + 1) ~ '^[0-9]+$'
        AND pg_catalog.starts_with(coalesce(pg_catalog.shobj_description(o.oid, 'pg_authid'), ''), $2)
        AND NOT (o.rolsuper OR o.rolcanlogin OR o.rolcreaterole OR o.rolcreatedb OR o.rolreplication OR o.rolbypassrls)
        AND NOT EXISTS (SELECT FROM pg_catalog.pg_auth_members m WHERE m.member = o.oid)
        AND NOT EXISTS (
            SELECT FROM pg_catalog.pg_auth_members m WHERE m.roleid = o.oid AND (m.member <> me.oid OR me.version < 160000
                OR (to_jsonb(m) ->> 'inherit_option')::boolean OR (to_jsonb(m) ->> 'set_option')::boolean))
        AND NOT EXISTS (SELECT FROM pg_catalog.pg_roles u WHERE $1 || u.oid = o.rolname)
        AND NOT EXISTS (
            SELECT FROM pg_catalog.pg_shdepend s WHERE s.refclassid = 'pg_catalog.pg_authid'::regclass AND s.refobjid = o.oid
                AND NOT (s.deptype = 'a' AND s.classid = 'pg_catalog.pg_namespace'::regclass)
                AND s.classid <> 'pg_catalog.pg_auth_members'::regclass))
SELECT o.rolname::text,
    ARRAY(
        SELECT DISTINCT d.datname::text FROM pg_catalog.pg_shdepend s JOIN pg_catalog.pg_database d ON d.oid = s.dbid
        WHERE s.refclassid = 'pg_catalog.pg_authid'::regclass AND s.refobjid = o.oid
            AND s.classid = 'pg_catalog.pg_namespace'::regclass ORDER BY 1),
    pg_catalog.pg_has_role(o.oid, 'USAGE'),
    CASE WHEN me.version >= 160000 THEN pg_catalog.pg_has_role(o.oid, 'MEMBER WITH ADMIN OPTION')
        ELSE me.rolcreaterole OR pg_catalog.pg_has_role(o.oid, 'MEMBER WITH ADMIN OPTION') END,
    EXISTS (SELECT FROM pg_catalog.pg_auth_members m WHERE m.roleid = o.oid AND m.member = me.oid AND m.grantor = me.oid)
FROM ours o, me ORDER BY 1
