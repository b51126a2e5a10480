-- What the maintenance database tells of the server: who we are, some roles, the databases. pg_catalog only, and never pg_authid, which
-- RDS keeps closed.
-- $1: names of the roles.
WITH me AS (
    SELECT r.oid, r.rolname, r.rolsuper, r.rolcreaterole, r.rolcreatedb, r.rolreplication, r.rolbypassrls,
        current_setting('server_version_num')::int AS version,
        (SELECT i.oid FROM pg_catalog.pg_roles i WHERE i.rolname = 'rds_iam') AS by_token
    FROM pg_catalog.pg_roles r WHERE r.rolname = current_user)
SELECT jsonb_build_object(
    'version', me.version,
    'master', me.rolname,
    -- From 16 on a membership with ADMIN alone is what it takes to grant the role to others, and makes nobody log in by token.
    'masterLogsInByToken', me.by_token IS NOT NULL AND CASE WHEN me.version < 160000 THEN pg_catalog.pg_has_role(me.by_token, 'MEMBER')
        ELSE pg_catalog.pg_has_role(me.by_token, 'USAGE') OR pg_catalog.pg_has_role(me.by_token, 'SET') END,
    'canCreateRoles', me.rolsuper OR me.rolcreaterole,
    'canTake', array_remove(ARRAY[
        CASE WHEN me.rolsuper THEN 'SUPERUSER' END,
        CASE WHEN me.rolsuper OR me.rolcreaterole THEN 'CREATEROLE' END,
        CASE WHEN me.rolsuper OR me.rolcreatedb OR (me.version < 160000 AND me.rolcreaterole) THEN 'CREATEDB' END,
        CASE WHEN me.rolsuper OR (me.version >= 160000 AND me.rolreplication) THEN 'REPLICATION' END,
        CASE WHEN me.rolsuper OR (me.version >= 160000 AND me.rolbypassrls) THEN 'BYPASSRLS' END], NULL),
    'replica', pg_catalog.pg_is_in_recovery(),
    'now', (extract(epoch FROM now()) * 1000000)::bigint,
    'scramIterations', coalesce(current_setting('scram_iterations', true), '4096')::int,
    'roles', (
        SELECT coalesce(jsonb_agg(jsonb_build_object(
            'name', r.rolname, 'superuser', r.rolsuper, 'inherit', r.rolinherit, 'createRole', r.rolcreaterole, 'createDb', r.rolcreatedb,
            'login', r.rolcanlogin, 'replication', r.rolreplication, 'bypassRls', r.rolbypassrls, 'connectionLimit', r.rolconnlimit,
            'expires', coalesce(r.rolvaliduntil <> 'infinity', false), 'expired', coalesce(r.rolvaliduntil <= now(), false),
            'validUntil', CASE WHEN r.rolvaliduntil < '1970-01-01 00:00:00+00' THEN 0
                WHEN r.rolvaliduntil < '9999-01-01 00:00:00+00' THEN (extract(epoch FROM r.rolvaliduntil) * 1000000)::bigint END,
            'comment', pg_catalog.shobj_description(r.oid, 'pg_authid'),
            'administered', me.rolsuper OR (me.rolcreaterole AND NOT r.rolsuper AND CASE WHEN me.version < 160000
                THEN NOT r.rolreplication ELSE pg_catalog.pg_has_role(r.oid, 'MEMBER WITH ADMIN OPTION') END),
            'settings', (
                SELECT coalesce(jsonb_agg(jsonb_build_object(
                    'database', d.datname, 'name', split_part(c.setting, '=', 1),
                    -- RESET ALL passes over what takes a superuser to set (PostgreSQL documentation, "ALTER ROLE").
                    'resettable', me.rolsuper OR EXISTS (SELECT FROM pg_catalog.pg_settings v
                        WHERE lower(v.name) = lower(split_part(c.setting, '=', 1)) AND v.context IN ('user', 'backend'))
                    ) ORDER BY d.datname, c.setting), '[]')
                FROM pg_catalog.pg_db_role_setting s CROSS JOIN LATERAL unnest(s.setconfig) c(setting)
                LEFT JOIN pg_catalog.pg_database d ON d.oid = s.setdatabase
                WHERE s.setrole = r.oid),
            -- Who has its privileges without being it: but for the master, and for who administers it only.
            'members', (
                SELECT coalesce(jsonb_agg(jsonb_build_object('name', p.rolname,
                    'comment', pg_catalog.shobj_description(p.oid, 'pg_authid')) ORDER BY p.rolname), '[]')
                FROM pg_catalog.pg_roles p
                WHERE p.oid <> me.oid AND NOT p.rolsuper AND p.oid IN (
                    SELECT m.member FROM pg_catalog.pg_auth_members m WHERE m.roleid = r.oid)),
            'memberships', (
                SELECT coalesce(jsonb_agg(jsonb_build_object(
                    'role', g.rolname, 'grantor', b.rolname,
                    'revocable', me.rolsuper OR (NOT g.rolsuper AND CASE WHEN me.version < 160000
                        THEN me.rolcreaterole OR pg_catalog.pg_has_role(g.oid, 'MEMBER WITH ADMIN OPTION')
                        ELSE pg_catalog.pg_has_role(g.oid, 'MEMBER WITH ADMIN OPTION')
                            AND b.oid IS NOT NULL AND pg_catalog.pg_has_role(b.oid, 'USAGE') END),
                    -- What it gives besides its own privileges: attributes by SET ROLE, and what it is a member of in turn.
                    'leadsTo', to_jsonb(array_remove(ARRAY[
                        CASE WHEN g.rolsuper THEN 'SUPERUSER' END, CASE WHEN g.rolcreaterole THEN 'CREATEROLE' END,
                        CASE WHEN g.rolcreatedb THEN 'CREATEDB' END, CASE WHEN g.rolreplication THEN 'REPLICATION' END,
                        CASE WHEN g.rolbypassrls THEN 'BYPASSRLS' END], NULL)
                        || ARRAY(SELECT pg_catalog.quote_ident(x.rolname) FROM pg_catalog.pg_roles x
                            WHERE NOT g.rolsuper AND x.oid <> g.oid AND x.rolname NOT IN ('rds_iam', 'hoop_managed')
                                AND pg_catalog.pg_has_role(g.oid, x.oid, 'MEMBER') ORDER BY x.rolname)),
                    'logsInByToken', me.by_token IS NOT NULL AND pg_catalog.pg_has_role(g.oid, me.by_token, 'MEMBER'))
                    ORDER BY g.rolname, b.rolname), '[]')
                FROM pg_catalog.pg_auth_members m
                JOIN pg_catalog.pg_roles g ON g.oid = m.roleid
                LEFT JOIN pg_catalog.pg_roles b ON b.oid = m.grantor
                WHERE m.member = r.oid))), '[]')
        FROM pg_catalog.pg_roles r WHERE r.rolname = ANY ($1)),
    'databases', (
        SELECT coalesce(jsonb_agg(jsonb_build_object(
            'name', d.datname, 'allowsConnections', d.datallowconn, 'halfDropped', d.datconnlimit = -2) ORDER BY d.datname), '[]')
        FROM pg_catalog.pg_database d WHERE NOT d.datistemplate AND d.datname <> 'rdsadmin'))::text
FROM me
