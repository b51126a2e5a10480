-- What some users own in the database we are in, thing by thing; what of it runs with the rights of its owner; and the schemas it is in.
-- $1: the users; $2: their new owners, in the same order; $3: whether what no database holds counts here.
WITH db AS (
    SELECT b.oid, b.datdba, (SELECT r.oid FROM pg_catalog.pg_roles r WHERE r.rolname = 'pg_database_owner') AS stand_in
    FROM pg_catalog.pg_database b WHERE b.datname = current_database()),
users AS MATERIALIZED (
    SELECT u.oid, u.rolname, o.oid AS new_owner
    FROM unnest($1::text[], $2::text[]) n (name, new_owner)
    JOIN pg_catalog.pg_roles u ON u.rolname = n.name LEFT JOIN pg_catalog.pg_roles o ON o.rolname = n.new_owner),
owned AS MATERIALIZED (
    SELECT u.oid AS user_oid, u.rolname, u.new_owner, s.classid, s.objid
    FROM pg_catalog.pg_shdepend s JOIN users u ON u.oid = s.refobjid, db
    WHERE s.refclassid = 'pg_catalog.pg_authid'::regclass AND s.deptype = 'o' AND (s.dbid = db.oid OR ($3 AND s.dbid = 0))
        -- These are nobody's but the user's own, and end with it.
        AND s.classid NOT IN ('pg_catalog.pg_default_acl'::regclass, 'pg_catalog.pg_user_mapping'::regclass)),
things AS MATERIALIZED (
    SELECT w.user_oid, w.rolname, w.new_owner, w.classid, w.objid, c.relkind AS kind,
        coalesce(p.prosecdef, false) AS definer,
        coalesce(c.relkind IN ('v', 'm') AND NOT coalesce(array_to_string(c.reloptions, ',') ~* 'security_invoker=(true|on|1|yes)', false),
            false) AS runs
    FROM owned w
    LEFT JOIN pg_catalog.pg_class c ON w.classid = 'pg_catalog.pg_class'::regclass AND c.oid = w.objid
    LEFT JOIN pg_catalog.pg_proc p ON w.classid = 'pg_catalog.pg_proc'::regclass AND p.oid = w.objid
    -- Rules run in the name of their table's owner; somebody's function in an index does when the server itself analyses the table.
    UNION ALL SELECT w.user_oid, w.rolname, w.new_owner, 'pg_catalog.pg_rewrite'::regclass, r.oid, NULL, false, true
        FROM owned w JOIN pg_catalog.pg_class c ON w.classid = 'pg_catalog.pg_class'::regclass AND c.oid = w.objid
        JOIN pg_catalog.pg_rewrite r ON r.ev_class = c.oid WHERE r.rulename <> '_RETURN'
    UNION ALL SELECT w.user_oid, w.rolname, w.new_owner, 'pg_catalog.pg_class'::regclass, x.indexrelid, 'i', false, true
        FROM owned w JOIN pg_catalog.pg_index x ON x.indrelid = w.objid
        -- The server's own functions leave no trace here.
        WHERE w.classid = 'pg_catalog.pg_class'::regclass AND EXISTS (
            SELECT FROM pg_catalog.pg_depend d WHERE d.classid = 'pg_catalog.pg_class'::regclass AND d.objid = x.indexrelid
                AND d.refclassid IN ('pg_catalog.pg_proc'::regclass, 'pg_catalog.pg_operator'::regclass,
                    'pg_catalog.pg_opclass'::regclass))),
reads AS (
    -- What views and rules read of others, that not everybody may read.
    SELECT t.classid, t.objid, pg_catalog.string_agg(DISTINCT pg_catalog.format('%I.%I', n.nspname, c.relname), ', ') AS what
    FROM things t JOIN pg_catalog.pg_rewrite r
        ON t.runs AND ((t.classid = 'pg_catalog.pg_class'::regclass AND r.ev_class = t.objid)
            OR (t.classid = 'pg_catalog.pg_rewrite'::regclass AND r.oid = t.objid))
    JOIN pg_catalog.pg_depend d ON d.classid = 'pg_catalog.pg_rewrite'::regclass AND d.objid = r.oid
        AND d.refclassid = 'pg_catalog.pg_class'::regclass AND d.refobjid <> r.ev_class
    JOIN pg_catalog.pg_class c ON c.oid = d.refobjid JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
    WHERE c.relowner <> t.user_oid AND NOT pg_catalog.has_table_privilege('public', c.oid, 'SELECT')
    GROUP BY 1, 2),
schemas AS (
    SELECT w.rolname, w.user_oid, w.new_owner, n.oid, n.nspname, n.nspowner,
        CASE WHEN n.nspowner = db.stand_in THEN db.datdba ELSE n.nspowner END AS acting,
        -- Tables and types change hands without CREATE; a foreign key is looked after in the names of the owners of both its tables.
        bool_or(w.classid NOT IN ('pg_catalog.pg_class'::regclass, 'pg_catalog.pg_type'::regclass)) AS must_create,
        bool_or(w.classid = 'pg_catalog.pg_class'::regclass AND EXISTS (
            SELECT FROM pg_catalog.pg_constraint k WHERE k.contype = 'f' AND w.objid IN (k.conrelid, k.confrelid))) AS must_use
    FROM db, owned w CROSS JOIN LATERAL pg_catalog.pg_identify_object(w.classid, w.objid, 0) i
    JOIN pg_catalog.pg_namespace n ON pg_catalog.quote_ident(n.nspname) = i.schema
        OR (w.classid = 'pg_catalog.pg_namespace'::regclass AND n.oid = w.objid)
    GROUP BY 1, 2, 3, 4, 5, 6, 7)
SELECT jsonb_build_object(
    'things', (
        SELECT coalesce(jsonb_agg(jsonb_build_object(
            'user', t.rolname,
            'name', pg_catalog.pg_describe_object(t.classid, t.objid, 0),
            'isCode', coalesce(t.kind IN ('v', 'm'), false) OR t.classid IN (
                'pg_catalog.pg_proc'::regclass, 'pg_catalog.pg_rewrite'::regclass, 'pg_catalog.pg_operator'::regclass,
                'pg_catalog.pg_opclass'::regclass, 'pg_catalog.pg_opfamily'::regclass,
                'pg_catalog.pg_conversion'::regclass, 'pg_catalog.pg_event_trigger'::regclass, 'pg_catalog.pg_publication'::regclass,
                'pg_catalog.pg_statistic_ext'::regclass, 'pg_catalog.pg_language'::regclass)
                OR (t.classid = 'pg_catalog.pg_type'::regclass AND EXISTS (
                    SELECT FROM pg_catalog.pg_type y WHERE y.oid = t.objid AND y.typtype = 'b')),
            'runsAsOwner', t.runs OR t.definer OR t.classid = 'pg_catalog.pg_statistic_ext'::regclass,
            'isDefiner', t.definer,
            'reads', r.what,
            -- Who owns these must be a superuser, or have privileges that a new owner has not.
            'isBound', t.classid IN ('pg_catalog.pg_event_trigger'::regclass, 'pg_catalog.pg_publication'::regclass,
                'pg_catalog.pg_subscription'::regclass, 'pg_catalog.pg_language'::regclass,
                'pg_catalog.pg_foreign_data_wrapper'::regclass, 'pg_catalog.pg_foreign_server'::regclass))
            ORDER BY t.rolname, t.classid, t.objid), '[]')
        FROM things t LEFT JOIN reads r ON r.classid = t.classid AND r.objid = t.objid),
    'schemas', (
        SELECT coalesce(jsonb_agg(jsonb_build_object(
            'user', s.rolname,
            'name', s.nspname,
            'isOwned', s.nspowner = s.user_oid,
            'mustCreate', s.must_create,
            'mustUse', s.must_use,
            -- A new owner that is not there yet has what everybody has.
            'creates', CASE WHEN s.new_owner IS NULL THEN pg_catalog.has_schema_privilege('public', s.oid, 'CREATE')
                ELSE pg_catalog.has_schema_privilege(s.new_owner, s.oid, 'CREATE') END,
            'uses', CASE WHEN s.new_owner IS NULL THEN pg_catalog.has_schema_privilege('public', s.oid, 'USAGE')
                ELSE pg_catalog.has_schema_privilege(s.new_owner, s.oid, 'USAGE') END,
            'owner', a.rolname,
            'isGrantable', a.oid IN (SELECT u.oid FROM users u) OR pg_catalog.pg_has_role(a.oid, 'USAGE')
                OR (pg_catalog.has_schema_privilege(s.oid, 'CREATE WITH GRANT OPTION')
                    AND pg_catalog.has_schema_privilege(s.oid, 'USAGE WITH GRANT OPTION')))
            ORDER BY s.rolname, s.nspname), '[]')
        FROM schemas s JOIN pg_catalog.pg_roles a ON a.oid = s.acting),
    -- What a new owner owns or may do here that the user could not.
    'beyond', (
        SELECT coalesce(jsonb_agg(jsonb_build_object(
            'user', u.rolname, 'name', pg_catalog.pg_describe_object(s.classid, s.objid, s.objsubid))
            ORDER BY u.rolname, s.classid, s.objid), '[]')
        FROM db, users u JOIN pg_catalog.pg_shdepend s
            ON s.refclassid = 'pg_catalog.pg_authid'::regclass AND s.refobjid = u.new_owner
        WHERE (s.dbid = db.oid OR (s.dbid = 0 AND s.classid = 'pg_catalog.pg_database'::regclass AND s.objid = db.oid))
            AND NOT EXISTS (
                SELECT FROM pg_catalog.pg_shdepend o
                WHERE o.refclassid = 'pg_catalog.pg_authid'::regclass AND o.refobjid = u.oid AND o.deptype = 'o'
                    AND o.dbid = s.dbid AND o.classid = s.classid AND o.objid = s.objid)
            AND NOT (s.classid = 'pg_catalog.pg_namespace'::regclass AND s.deptype = 'a' AND NOT EXISTS (
                SELECT FROM pg_catalog.pg_namespace n, pg_catalog.aclexplode(n.nspacl) e
                WHERE n.oid = s.objid AND e.grantee = u.new_owner AND e.privilege_type <> 'USAGE'))
            AND NOT (s.classid = 'pg_catalog.pg_database'::regclass AND s.deptype = 'a' AND NOT EXISTS (
                SELECT FROM pg_catalog.pg_database d, pg_catalog.aclexplode(d.datacl) e
                WHERE d.oid = s.objid AND e.grantee = u.new_owner AND e.privilege_type <> 'CONNECT'))))::text
