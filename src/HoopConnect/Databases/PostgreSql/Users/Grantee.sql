-- Whether a user is good in the database we are in, as whoever is logged in sees it. It is the fast path of every request for a session
-- user: relations are grouped by owner and ACL before privileges are asked for, so its cost follows the number of different ACLs. What
-- belongs to an extension is left to what the extension grants.
-- $1: the user; $2: schemas; $3, $4, $5, $6: privileges on the database, the schemas, the tables and the sequences.
WITH who AS (
    SELECT r.oid, r.rolcanlogin, r.rolvaliduntil,
        r.rolsuper OR r.rolcreaterole OR r.rolcreatedb OR r.rolreplication OR r.rolbypassrls OR EXISTS (
            SELECT FROM pg_catalog.pg_roles g WHERE g.oid <> r.oid AND pg_catalog.pg_has_role(r.oid, g.oid, 'MEMBER')
                AND (g.rolname NOT IN ('rds_iam', 'hoop_managed')
                    OR g.rolsuper OR g.rolcreaterole OR g.rolcreatedb OR g.rolreplication OR g.rolbypassrls)) AS has_powers
    FROM pg_catalog.pg_roles r WHERE r.rolname = $1),
scopes AS (
    SELECT s.name, n.oid FROM unnest($2) s(name) LEFT JOIN pg_catalog.pg_namespace n ON n.nspname = s.name),
relations AS (
    SELECT s.name AS schema, c.relkind = 'S' AS sequences, min(c.oid) AS sample, min(c.relname::text) AS name
    FROM pg_catalog.pg_class c JOIN scopes s ON s.oid = c.relnamespace
    WHERE c.relkind = ANY ('{r,p,v,m,f,S}') AND c.relpersistence <> 't'
        AND NOT EXISTS (SELECT FROM pg_catalog.pg_depend d
            WHERE d.classid = 'pg_catalog.pg_class'::regclass AND d.objid = c.oid AND d.deptype = 'e')
    GROUP BY s.name, c.relkind = 'S', c.relowner, c.relacl),
lacking AS (
    SELECT concat(p.name, ' on the database') AS what
    FROM who, unnest($3) p(name) WHERE NOT has_database_privilege(who.oid, current_database(), p.name)
    UNION ALL
    SELECT concat(p.name, ' on schema ', quote_ident(s.name))
    FROM who, scopes s, unnest($4) p(name) WHERE s.oid IS NOT NULL AND NOT has_schema_privilege(who.oid, s.oid, p.name)
    UNION ALL
    SELECT concat(p.name, ' on table ', quote_ident(r.schema), '.', quote_ident(r.name))
    FROM who, relations r, unnest($5) p(name) WHERE NOT r.sequences AND NOT has_table_privilege(who.oid, r.sample, p.name)
    UNION ALL
    SELECT concat(p.name, ' on sequence ', quote_ident(r.schema), '.', quote_ident(r.name))
    FROM who, relations r, unnest($6) p(name) WHERE r.sequences AND NOT has_sequence_privilege(who.oid, r.sample, p.name))
SELECT jsonb_build_object(
    'now', (extract(epoch FROM now()) * 1000000)::bigint,
    'canLogIn', (SELECT who.rolcanlogin FROM who),
    'hasPowers', coalesce((SELECT who.has_powers FROM who), false),
    'validUntil', (SELECT CASE WHEN who.rolvaliduntil < '1970-01-01 00:00:00+00' THEN 0
        WHEN who.rolvaliduntil < '9999-01-01 00:00:00+00' THEN (extract(epoch FROM who.rolvaliduntil) * 1000000)::bigint END FROM who),
    'comment', (SELECT shobj_description(who.oid, 'pg_authid') FROM who),
    'missingSchemas', to_jsonb(ARRAY(SELECT s.name FROM scopes s WHERE s.oid IS NULL)),
    'lacking', to_jsonb(ARRAY(SELECT l.what FROM lacking l LIMIT 10)))::text
