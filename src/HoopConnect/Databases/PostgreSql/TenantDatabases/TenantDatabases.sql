-- What a server says of the databases of tenants. pg_catalog only.
-- $1: the tenants' names, each that of a database and of a role.
-- Columns: the role rds_iam is there; we may make databases; the databases of those names (JSON); those that everybody may enter.
WITH me AS (SELECT r.oid, r.rolsuper OR r.rolcreatedb AS creates FROM pg_catalog.pg_roles r WHERE r.rolname = current_user),
entry AS (
    SELECT d.oid, d.datname::text AS name, d.datallowconn AS open, d.datconnlimit, d.datdba,
        coalesce(d.datacl, pg_catalog.acldefault('d', d.datdba)) AS acl
    FROM pg_catalog.pg_database d)
SELECT
    EXISTS (SELECT FROM pg_catalog.pg_roles WHERE rolname = 'rds_iam'),
    me.creates,
    (SELECT coalesce(jsonb_agg(jsonb_build_object(
            'name', e.name,
            'owner', pg_catalog.pg_get_userbyid(e.datdba),
            -- Who owns a database writes its comment: one of ours is an administrator's, not that of anybody whose rights we have.
            'ours', e.datdba = me.oid OR (pg_catalog.pg_has_role(e.datdba, 'USAGE') AND EXISTS (
                SELECT FROM pg_catalog.pg_roles o WHERE o.oid = e.datdba AND (o.rolsuper OR o.rolcreaterole))),
            'open', e.open,
            'halfDropped', e.datconnlimit = -2,
            'comment', pg_catalog.shobj_description(e.oid, 'pg_database'),
            'publicMay', ARRAY(
                SELECT a.privilege_type FROM pg_catalog.aclexplode(e.acl) a WHERE a.grantee = 0 ORDER BY a.privilege_type),
            'userMay', ARRAY(
                SELECT DISTINCT a.privilege_type FROM pg_catalog.aclexplode(e.acl) a
                WHERE a.grantee = (SELECT r.oid FROM pg_catalog.pg_roles r WHERE r.rolname = e.name)
                ORDER BY a.privilege_type)) ORDER BY e.name), '[]')::text
        FROM entry e WHERE e.name = ANY ($1)),
    ARRAY(
        SELECT e.name FROM entry e
        WHERE e.open AND e.name <> ALL ($1)
            AND EXISTS (SELECT FROM pg_catalog.aclexplode(e.acl) a WHERE a.grantee = 0 AND a.privilege_type = 'CONNECT')
        ORDER BY e.name)
FROM me
