-- How the master gets at the role that is to own what users leave.
-- $1: the role.
-- Columns: usable; joinable; can be taken the place of; the options of a membership that the master granted itself.
WITH me AS (
    SELECT r.oid, r.rolcreaterole, current_setting('server_version_num')::int AS version
    FROM pg_catalog.pg_roles r WHERE r.rolname = current_user)
SELECT pg_catalog.pg_has_role(o.oid, 'USAGE'),
    -- The master may make itself a member of the role for the length of a transaction.
    NOT o.rolsuper AND o.rolname !~ '^pg_' AND NOT pg_catalog.pg_has_role(o.oid, me.oid, 'MEMBER')
        AND CASE WHEN me.version >= 160000 THEN pg_catalog.pg_has_role(o.oid, 'MEMBER WITH ADMIN OPTION')
            ELSE NOT pg_catalog.pg_has_role(o.oid, 'MEMBER')
                AND (me.rolcreaterole OR pg_catalog.pg_has_role(o.oid, 'MEMBER WITH ADMIN OPTION')) END,
    CASE WHEN me.version >= 160000 THEN pg_catalog.pg_has_role(o.oid, 'SET') ELSE pg_catalog.pg_has_role(o.oid, 'MEMBER') END,
    (to_jsonb(m) ->> 'inherit_option')::boolean, (to_jsonb(m) ->> 'set_option')::boolean
FROM me JOIN pg_catalog.pg_roles o ON o.rolname = $1
LEFT JOIN pg_catalog.pg_auth_members m ON m.roleid = o.oid AND m.member = me.oid AND m.grantor = me.oid
