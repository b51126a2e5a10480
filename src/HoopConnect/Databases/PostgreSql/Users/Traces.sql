-- How far the master reaches some users, and where each left a trace: told by the maintenance database for all databases, since
-- pg_shdepend is shared by them.
-- $1: names of the users.
WITH me AS (
    SELECT r.oid, r.rolcreaterole, current_setting('server_version_num')::int AS version
    FROM pg_catalog.pg_roles r WHERE r.rolname = current_user)
SELECT jsonb_build_object(
    'name', o.rolname,
    'canLogIn', o.rolcanlogin,
    'usable', pg_catalog.pg_has_role(o.oid, 'USAGE'),
    'joinable', (
        -- include Server/MasterMayJoin.sql
    ),
    'selfGranted', EXISTS (
        SELECT FROM pg_catalog.pg_auth_members m WHERE m.roleid = o.oid AND m.member = me.oid AND m.grantor = me.oid),
    'leftJoined', EXISTS (
        SELECT FROM pg_catalog.pg_auth_members m WHERE m.roleid = o.oid AND m.member = me.oid AND m.grantor = me.oid
            AND coalesce((to_jsonb(m) ->> 'inherit_option')::boolean, true)
            AND NOT coalesce((to_jsonb(m) ->> 'set_option')::boolean, false)),
    'owns', to_jsonb(ARRAY(
        SELECT format('database %I', d.datname) FROM pg_catalog.pg_database d WHERE d.datdba = o.oid
        UNION ALL SELECT format('tablespace %I', t.spcname) FROM pg_catalog.pg_tablespace t WHERE t.spcowner = o.oid)),
    'ownsSome', EXISTS (
        SELECT FROM pg_catalog.pg_shdepend s
        WHERE s.refclassid = 'pg_catalog.pg_authid'::regclass AND s.refobjid = o.oid AND s.deptype = 'o'
            -- These are nobody's but its own, and end with it.
            AND s.classid NOT IN ('pg_catalog.pg_default_acl'::regclass, 'pg_catalog.pg_user_mapping'::regclass)),
    'found', (
        SELECT coalesce(jsonb_agg(jsonb_build_object(
            'name', d.datname, 'allowsConnections', d.datallowconn, 'halfDropped', d.datconnlimit = -2)), '[]')
        FROM pg_catalog.pg_database d
        WHERE d.oid IN (
            SELECT s.dbid FROM pg_catalog.pg_shdepend s
            WHERE s.refclassid = 'pg_catalog.pg_authid'::regclass AND s.refobjid = o.oid)),
    'shared', EXISTS (
        SELECT FROM pg_catalog.pg_shdepend s
        WHERE s.refclassid = 'pg_catalog.pg_authid'::regclass AND s.refobjid = o.oid AND s.dbid = 0))::text
FROM pg_catalog.pg_roles o, me WHERE o.rolname = ANY ($1)
