-- Code in the database we are in that runs with the rights of who is logged in, and what speaks for a removed user as its author. The
-- server forgets the author: giving code another owner replaces the name in its ACL too.
-- $1: what the comments of users of ours begin with.
-- Columns: kind; name; users of ours in its ACL; users of ours that may create in its schema; whether everybody may create there; whether
-- everybody may use it; when it was changed, in microseconds since 1970; statement.
WITH me AS (SELECT r.oid FROM pg_catalog.pg_roles r WHERE r.rolname = current_user),
ours AS MATERIALIZED (
    SELECT r.oid, r.rolname FROM pg_catalog.pg_roles r
    WHERE r.rolname ~ '^_hoop_session_user_' OR r.rolname IN ('hoop_ro', 'hoop_rw', 'hoop_ddl')
        OR pg_catalog.shobj_description(r.oid, 'pg_authid') ^@ ANY ($1)),
code AS (
    SELECT 'pg_catalog.pg_proc'::regclass::oid AS classid, p.oid AS objid, p.pronamespace AS schema, p.proacl AS acl, p.xmin AS changed,
        pg_catalog.has_function_privilege('public', p.oid, 'EXECUTE') AS open,
        'ALTER ROUTINE %s SECURITY INVOKER' AS remedy
    FROM pg_catalog.pg_proc p, me WHERE p.proowner = me.oid AND p.prosecdef
    UNION ALL SELECT 'pg_catalog.pg_class'::regclass, c.oid, c.relnamespace, c.relacl, c.xmin,
        pg_catalog.has_table_privilege('public', c.oid, 'SELECT'),
        CASE WHEN c.relkind = 'm' THEN 'DROP MATERIALIZED VIEW %s' WHEN current_setting('server_version_num')::int < 150000
            THEN 'DROP VIEW %s' ELSE 'ALTER VIEW %s SET (security_invoker = true)' END
    FROM pg_catalog.pg_class c, me WHERE c.relowner = me.oid AND c.relkind IN ('v', 'm')
        AND NOT coalesce(array_to_string(c.reloptions, ',') ~* 'security_invoker=(true|on|1|yes)', false)
    UNION ALL SELECT 'pg_catalog.pg_rewrite'::regclass, r.oid, c.relnamespace, c.relacl, r.xmin,
        pg_catalog.has_table_privilege('public', c.oid, 'INSERT, UPDATE, DELETE'), 'DROP RULE %s'
    FROM pg_catalog.pg_rewrite r JOIN pg_catalog.pg_class c ON c.oid = r.ev_class, me
    WHERE c.relowner = me.oid AND r.rulename <> '_RETURN')
SELECT i.type, i.identity,
    ARRAY(SELECT DISTINCT o.rolname::text FROM pg_catalog.aclexplode(x.acl) a JOIN ours o ON o.oid IN (a.grantee, a.grantor) ORDER BY 1),
    ARRAY(SELECT o.rolname::text FROM ours o WHERE pg_catalog.has_schema_privilege(o.oid, x.schema, 'CREATE')
        AND NOT pg_catalog.has_schema_privilege('public', x.schema, 'CREATE') ORDER BY 1),
    pg_catalog.has_schema_privilege('public', x.schema, 'CREATE'),
    x.open,
    CASE WHEN current_setting('track_commit_timestamp')::boolean
        THEN (extract(epoch FROM pg_catalog.pg_xact_commit_timestamp(x.changed)) * 1000000)::bigint END,
    format(x.remedy, i.identity)
FROM code x JOIN pg_catalog.pg_namespace n ON n.oid = x.schema
CROSS JOIN LATERAL pg_catalog.pg_identify_object(x.classid, x.objid, 0) i
WHERE n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
    -- What belongs to an extension came with it.
    AND NOT EXISTS (SELECT FROM pg_catalog.pg_depend e WHERE e.classid = x.classid AND e.objid = x.objid AND e.deptype = 'e')
ORDER BY i.type, i.identity
