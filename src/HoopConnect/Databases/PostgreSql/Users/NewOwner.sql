-- Who is to own what each of some users leaves: whether that role is there, how the master gets at it, and what it could do that it should
-- not.
-- $1: the users; $2: the role that the caller named, null for the one of ours that is each user's own; $3: what its name begins with.
WITH me AS (
    SELECT r.oid, r.rolcreaterole, current_setting('server_version_num')::int AS version
    FROM pg_catalog.pg_roles r WHERE r.rolname = current_user),
users AS (SELECT u.*, coalesce($2, $3 || u.oid) AS new_owner FROM pg_catalog.pg_roles u WHERE u.rolname = ANY ($1))
SELECT jsonb_build_object(
    'user', u.rolname,
    'name', u.new_owner,
    'isThere', o.oid IS NOT NULL,
    'comment', pg_catalog.shobj_description(o.oid, 'pg_authid'),
    'isMaster', o.oid = me.oid,
    'usable', pg_catalog.pg_has_role(o.oid, 'USAGE'),
    'joinable', (
        -- include Server/MasterMayJoin.sql
    ),
    'settable', CASE WHEN me.version >= 160000 THEN pg_catalog.pg_has_role(o.oid, 'SET')
        ELSE pg_catalog.pg_has_role(o.oid, 'MEMBER') END,
    'selfInherits', (to_jsonb(own) ->> 'inherit_option')::boolean,
    'selfSets', (to_jsonb(own) ->> 'set_option')::boolean,
    -- What it can do and the user cannot. Of the one of ours nothing is expected at all.
    'attributes', array_remove(ARRAY[
        CASE WHEN o.rolsuper THEN 'SUPERUSER' END,
        CASE WHEN o.rolcreaterole AND ($2 IS NULL OR NOT u.rolcreaterole) THEN 'CREATEROLE' END,
        CASE WHEN o.rolcreatedb AND ($2 IS NULL OR NOT u.rolcreatedb) THEN 'CREATEDB' END,
        CASE WHEN o.rolreplication AND ($2 IS NULL OR NOT u.rolreplication) THEN 'REPLICATION' END,
        CASE WHEN o.rolbypassrls AND ($2 IS NULL OR NOT u.rolbypassrls) THEN 'BYPASSRLS' END,
        CASE WHEN o.rolcanlogin AND $2 IS NULL THEN 'LOGIN' END], NULL),
    'memberOf', ARRAY(
        SELECT g.rolname::text FROM pg_catalog.pg_roles g
        WHERE (g.oid <> o.oid OR o.rolname ~ '^(pg|rds)_') AND pg_catalog.pg_has_role(o.oid, g.oid, 'MEMBER') AND NOT o.rolsuper
            AND ($2 IS NULL OR g.oid = me.oid OR g.rolname ~ '^(pg|rds)_' OR NOT pg_catalog.pg_has_role(u.oid, g.oid, 'MEMBER'))
        ORDER BY 1),
    -- From 16 on who makes a role is a member with ADMIN alone, which gives him nothing until he takes it.
    'members', ARRAY(
        SELECT DISTINCT g.rolname::text FROM pg_catalog.pg_auth_members m JOIN pg_catalog.pg_roles g ON g.oid = m.member
        WHERE m.roleid = o.oid AND (m.member <> me.oid OR me.version < 160000
            OR (to_jsonb(m) ->> 'inherit_option')::boolean OR (to_jsonb(m) ->> 'set_option')::boolean)
        ORDER BY 1),
    -- Anything but owning, and USAGE on the schemas in which it owns something: what exactly, only the database of each can tell.
    'privileges', (
        SELECT pg_catalog.count(*) FROM pg_catalog.pg_shdepend s
        WHERE s.refclassid = 'pg_catalog.pg_authid'::regclass AND s.refobjid = o.oid AND s.deptype <> 'o'
            AND s.classid NOT IN ('pg_catalog.pg_namespace'::regclass, 'pg_catalog.pg_auth_members'::regclass)))::text
FROM users u CROSS JOIN me
LEFT JOIN pg_catalog.pg_roles o ON o.rolname = u.new_owner
LEFT JOIN pg_catalog.pg_auth_members own ON own.roleid = o.oid AND own.member = me.oid AND own.grantor = me.oid
