-- What a sync of users with a directory needs of the server, in one round trip: who we are, the users that bear the mark of the kind or one
-- of the wanted names, and the roles that the map gives. pg_catalog only, and never pg_authid, which RDS keeps closed.
-- $1: the wanted names; $2: what the comments of the kind's users begin with; $3: the roles of the map.
WITH me AS (
    SELECT r.oid, r.rolname, r.rolsuper, r.rolcreaterole, r.rolcreatedb, r.rolreplication, r.rolbypassrls,
        current_setting('server_version_num')::int AS version
    FROM pg_catalog.pg_roles r WHERE r.rolname = current_user),
picked AS MATERIALIZED (
    SELECT r.*, d.description FROM pg_catalog.pg_roles r
    -- By its index, role by role.
    LEFT JOIN LATERAL (
        SELECT c.description FROM pg_catalog.pg_shdescription c
        WHERE c.objoid = r.oid AND c.classoid = 'pg_catalog.pg_authid'::regclass) d ON true
    WHERE d.description ^@ ANY ($2) OR r.rolname::text = ANY ($1))
SELECT jsonb_build_object(
    'version', me.version,
    'master', me.rolname,
    'canCreateRoles', me.rolsuper OR me.rolcreaterole,
    'canTake', array_remove(ARRAY[
        CASE WHEN me.rolsuper THEN 'SUPERUSER' END,
        CASE WHEN me.rolsuper OR me.rolcreaterole THEN 'CREATEROLE' END,
        CASE WHEN me.rolsuper OR me.rolcreatedb OR (me.version < 160000 AND me.rolcreaterole) THEN 'CREATEDB' END,
        CASE WHEN me.rolsuper OR (me.version >= 160000 AND me.rolreplication) THEN 'REPLICATION' END,
        CASE WHEN me.rolsuper OR (me.version >= 160000 AND me.rolbypassrls) THEN 'BYPASSRLS' END], NULL),
    'replica', pg_catalog.pg_is_in_recovery(),
    'hasIamRole', EXISTS (SELECT FROM pg_catalog.pg_roles i WHERE i.rolname = 'rds_iam'),
    'now', (extract(epoch FROM now()) * 1000000)::bigint,
    'users', (
        SELECT coalesce(jsonb_agg(jsonb_build_object(
            'name', p.rolname, 'comment', p.description, 'login', p.rolcanlogin AND p.rolconnlimit <> 0,
            'powers', to_jsonb(array_remove(ARRAY[
                CASE WHEN p.rolsuper THEN 'SUPERUSER' END, CASE WHEN p.rolcreaterole THEN 'CREATEROLE' END,
                CASE WHEN p.rolcreatedb THEN 'CREATEDB' END, CASE WHEN p.rolreplication THEN 'REPLICATION' END,
                CASE WHEN p.rolbypassrls THEN 'BYPASSRLS' END], NULL)),
            'administered', me.rolsuper OR (me.rolcreaterole AND NOT p.rolsuper AND CASE WHEN me.version < 160000
                THEN NOT p.rolreplication ELSE pg_catalog.pg_has_role(p.oid, 'MEMBER WITH ADMIN OPTION') END),
            -- Members of a member of rds_iam log in by token only: from 16 on who makes a user is one, and what comes of it is tried.
            'locksOutMaster', me.version < 160000 AND NOT me.rolsuper AND pg_catalog.pg_has_role(p.oid, 'MEMBER'),
            'memberships', (
                SELECT coalesce(jsonb_agg(jsonb_build_object(
                    'role', g.rolname, 'grantor', b.rolname,
                    'revocable', me.rolsuper OR (NOT g.rolsuper AND CASE WHEN me.version < 160000
                        THEN me.rolcreaterole OR pg_catalog.pg_has_role(g.oid, 'MEMBER WITH ADMIN OPTION')
                        ELSE pg_catalog.pg_has_role(g.oid, 'MEMBER WITH ADMIN OPTION')
                            AND b.oid IS NOT NULL AND pg_catalog.pg_has_role(b.oid, 'USAGE') END)) ORDER BY g.rolname, b.rolname), '[]')
                FROM pg_catalog.pg_auth_members m
                JOIN pg_catalog.pg_roles g ON g.oid = m.roleid
                LEFT JOIN pg_catalog.pg_roles b ON b.oid = m.grantor
                WHERE m.member = p.oid)) ORDER BY p.rolname), '[]')
        FROM picked p),
    'roles', (
        SELECT coalesce(jsonb_agg(jsonb_build_object(
            'name', g.rolname, 'superuser', g.rolsuper, 'comment', pg_catalog.shobj_description(g.oid, 'pg_authid'),
            'grantable', me.rolsuper OR (NOT g.rolsuper AND CASE WHEN me.version < 160000
                THEN me.rolcreaterole OR pg_catalog.pg_has_role(g.oid, 'MEMBER WITH ADMIN OPTION')
                ELSE pg_catalog.pg_has_role(g.oid, 'MEMBER WITH ADMIN OPTION') END),
            'leadsTo', to_jsonb(array_remove(ARRAY[
                CASE WHEN g.rolsuper THEN 'SUPERUSER' END, CASE WHEN g.rolcreaterole THEN 'CREATEROLE' END,
                CASE WHEN g.rolcreatedb THEN 'CREATEDB' END, CASE WHEN g.rolreplication THEN 'REPLICATION' END,
                CASE WHEN g.rolbypassrls THEN 'BYPASSRLS' END], NULL)
                || ARRAY(SELECT x.rolname::text FROM pg_catalog.pg_roles x
                    WHERE NOT g.rolsuper AND x.oid <> g.oid AND x.rolname NOT IN ('rds_iam', 'hoop_managed')
                        AND pg_catalog.pg_has_role(g.oid, x.oid, 'MEMBER') ORDER BY x.rolname))) ORDER BY g.rolname), '[]')
        FROM pg_catalog.pg_roles g WHERE g.rolname::text = ANY ($3)))::text
FROM me
