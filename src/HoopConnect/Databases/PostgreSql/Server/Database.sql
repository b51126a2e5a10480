-- What one database tells: its objects grouped by schema, owner and ACL, what some roles have on them, and for whom the master can act.
-- pg_catalog only, since information_schema hides what the master cannot see. Relations are grouped before anything is worked out, so
-- that the cost follows the number of different ACLs, not of tables.
-- $1: names of the roles whose privileges are asked for; $2: whether what no database holds is told here.
WITH RECURSIVE me AS (
    SELECT r.oid, r.rolname, r.rolsuper, r.rolcreaterole, current_setting('server_version_num')::int AS version
    FROM pg_catalog.pg_roles r WHERE r.rolname = current_user),
db AS (
    SELECT d.oid, d.datname, d.datdba, d.datacl,
        (SELECT o.oid FROM pg_catalog.pg_roles o WHERE o.rolname = 'pg_database_owner') AS stand_in
    FROM pg_catalog.pg_database d WHERE d.datname = current_database()),
grantees AS (SELECT r.oid, r.rolname FROM pg_catalog.pg_roles r WHERE r.rolname = ANY ($1)),
touched AS (
    SELECT s.classid, s.objid, s.objsubid
    FROM pg_catalog.pg_shdepend s, db
    WHERE s.dbid = db.oid AND s.deptype = 'a' AND s.refclassid = 'pg_catalog.pg_authid'::regclass
        AND s.refobjid IN (SELECT oid FROM grantees)),
schemas AS (
    SELECT n.oid, n.nspname, n.nspowner, n.nspacl, n.nspname ~ '^pg_' OR n.nspname = 'information_schema' AS system,
        EXISTS (SELECT FROM pg_catalog.pg_extension x WHERE x.extnamespace = n.oid)
            OR EXISTS (SELECT FROM pg_catalog.pg_depend d
                WHERE d.classid = 'pg_catalog.pg_namespace'::regclass AND d.objid = n.oid AND d.deptype = 'e') AS extension
    FROM pg_catalog.pg_namespace n),
relations AS (
    SELECT c.relnamespace, c.relkind = 'S' AS sequences, c.relowner, c.relacl, e.objid IS NOT NULL AS extension,
        min(c.oid) AS sample, array_agg(c.relname) AS names
    FROM pg_catalog.pg_class c
    JOIN schemas n ON n.oid = c.relnamespace
    LEFT JOIN (SELECT DISTINCT d.objid FROM pg_catalog.pg_depend d
        WHERE d.classid = 'pg_catalog.pg_class'::regclass AND d.deptype = 'e') e ON e.objid = c.oid
    WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f', 'S') AND c.relpersistence <> 't'
        AND (NOT n.system
            OR c.oid IN (SELECT t.objid FROM touched t WHERE t.classid = 'pg_catalog.pg_class'::regclass AND t.objsubid = 0))
    GROUP BY 1, 2, 3, 4, 5),
columns AS (
    SELECT c.relnamespace, c.relname, c.relowner, a.attname, a.attacl
    FROM touched t
    JOIN pg_catalog.pg_class c ON c.oid = t.objid
    JOIN pg_catalog.pg_attribute a ON a.attrelid = t.objid AND a.attnum = t.objsubid
    WHERE t.classid = 'pg_catalog.pg_class'::regclass AND t.objsubid <> 0
    GROUP BY 1, 2, 3, 4, 5),
others AS (
    -- What else carries privileges, where one of the roles has some (the parameters of 15 and later are read by themselves).
    SELECT 'Routine' AS kind, p.oid, p.oid::regprocedure::text AS name, p.pronamespace AS schema, p.proowner AS owner, p.proacl AS acl
        FROM pg_catalog.pg_proc p JOIN touched t ON t.classid = 'pg_catalog.pg_proc'::regclass AND t.objid = p.oid
    UNION SELECT 'Type', y.oid, y.oid::regtype::text, y.typnamespace, y.typowner, y.typacl
        FROM pg_catalog.pg_type y JOIN touched t ON t.classid = 'pg_catalog.pg_type'::regclass AND t.objid = y.oid
    UNION SELECT 'Language', l.oid, quote_ident(l.lanname), NULL, l.lanowner, l.lanacl
        FROM pg_catalog.pg_language l JOIN touched t ON t.classid = 'pg_catalog.pg_language'::regclass AND t.objid = l.oid
    UNION SELECT 'Wrapper', w.oid, quote_ident(w.fdwname), NULL, w.fdwowner, w.fdwacl
        FROM pg_catalog.pg_foreign_data_wrapper w
        JOIN touched t ON t.classid = 'pg_catalog.pg_foreign_data_wrapper'::regclass AND t.objid = w.oid
    UNION SELECT 'ForeignServer', f.oid, quote_ident(f.srvname), NULL, f.srvowner, f.srvacl
        FROM pg_catalog.pg_foreign_server f JOIN touched t ON t.classid = 'pg_catalog.pg_foreign_server'::regclass AND t.objid = f.oid
    UNION SELECT 'LargeObject', o.oid, o.oid::text, NULL, o.lomowner, o.lomacl
        FROM pg_catalog.pg_largeobject_metadata o JOIN touched t ON t.classid = 'pg_catalog.pg_largeobject'::regclass AND t.objid = o.oid
    UNION SELECT 'Tablespace', s.oid, quote_ident(s.spcname), NULL, s.spcowner, s.spcacl FROM pg_catalog.pg_tablespace s
        WHERE $2 AND EXISTS (SELECT FROM pg_catalog.pg_shdepend d
            WHERE d.dbid = 0 AND d.deptype = 'a' AND d.classid = 'pg_catalog.pg_tablespace'::regclass AND d.objid = s.oid
                AND d.refclassid = 'pg_catalog.pg_authid'::regclass AND d.refobjid IN (SELECT oid FROM grantees))),
acls AS (
    SELECT 'd' AS kind, db.oid AS object, db.datdba AS owner, coalesce(db.datacl, acldefault('d', db.datdba)) AS acl FROM db
    UNION ALL SELECT 'n', n.oid, n.nspowner, n.nspacl FROM schemas n
    UNION ALL SELECT 'r', r.sample, r.relowner, r.relacl FROM relations r
    UNION ALL SELECT o.kind, o.oid, o.owner, o.acl FROM others o),
creators AS (
    SELECT r.relowner AS oid FROM relations r JOIN schemas n ON n.oid = r.relnamespace WHERE NOT n.system AND NOT r.extension
    UNION SELECT o.oid FROM (
        SELECT n.nspowner AS oid FROM schemas n WHERE NOT n.system
        UNION SELECT db.datdba FROM db
        UNION SELECT me.oid FROM me
        UNION SELECT a.grantee FROM acls x, aclexplode(x.acl) a
            WHERE a.privilege_type = 'CREATE' AND a.grantee <> 0
                AND (x.kind = 'd' OR x.kind = 'n' AND x.object IN (SELECT n.oid FROM schemas n WHERE NOT n.system))) o
        JOIN pg_catalog.pg_roles p ON p.oid = o.oid JOIN me ON NOT p.rolsuper OR p.oid = me.oid
    UNION SELECT m.member FROM creators c
        JOIN pg_catalog.pg_auth_members m ON m.roleid = c.oid
        JOIN pg_catalog.pg_roles p ON p.oid = m.member
        WHERE NOT p.rolsuper
            AND (coalesce((to_jsonb(m) ->> 'inherit_option')::boolean, true) OR coalesce((to_jsonb(m) ->> 'set_option')::boolean, true))),
defaults AS (
    SELECT f.defaclrole, n.nspname, f.defaclobjtype, h.rolname, a.privilege_type, a.is_grantable
    FROM pg_catalog.pg_default_acl f
    CROSS JOIN aclexplode(f.defaclacl) a
    JOIN grantees h ON h.oid = a.grantee AND h.oid <> f.defaclrole
    LEFT JOIN pg_catalog.pg_namespace n ON n.oid = f.defaclnamespace),
owners AS (
    SELECT r.oid, r.rolname, r.rolsuper, r.oid IN (SELECT c.oid FROM creators c) AS creates
    FROM pg_catalog.pg_roles r, db
    WHERE r.oid IN (
            SELECT oid FROM creators UNION SELECT relowner FROM relations UNION SELECT relowner FROM columns
            UNION SELECT nspowner FROM schemas WHERE NOT system UNION SELECT defaclrole FROM defaults
            UNION SELECT oid FROM grantees UNION SELECT db.datdba FROM db UNION SELECT owner FROM others)
        AND r.oid IS DISTINCT FROM db.stand_in),
secured AS (
    SELECT x.kind, x.object, jsonb_build_object(
        'owner', o.rolname,
        'actingOwner', CASE WHEN x.owner = db.stand_in
            THEN (SELECT r.rolname FROM pg_catalog.pg_roles r WHERE r.oid = db.datdba) ELSE o.rolname END,
        'acl', (
            SELECT coalesce(jsonb_agg(jsonb_build_object(
                'role', h.rolname, 'privilege', a.privilege_type, 'grantor', g.rolname, 'grantable', a.is_grantable)), '[]')
            FROM aclexplode(x.acl) a JOIN grantees h ON h.oid = a.grantee JOIN pg_catalog.pg_roles g ON g.oid = a.grantor),
        'public', (SELECT coalesce(jsonb_agg(DISTINCT a.privilege_type), '[]') FROM aclexplode(x.acl) a WHERE a.grantee = 0),
        'passedOnBy', (
            SELECT coalesce(jsonb_agg(DISTINCT h.rolname), '[]')
            FROM aclexplode(x.acl) a JOIN grantees h ON h.oid = a.grantor WHERE a.grantor <> x.owner),
        'grantable', CASE WHEN pg_catalog.pg_has_role(x.owner, 'USAGE') THEN '[]' ELSE (
            SELECT coalesce(jsonb_agg(DISTINCT a.privilege_type), '[]') FROM aclexplode(x.acl) a
            WHERE a.is_grantable AND a.grantee <> 0 AND pg_catalog.pg_has_role(a.grantee, 'USAGE')) END) AS facts
    FROM acls x JOIN db ON true JOIN pg_catalog.pg_roles o ON o.oid = x.owner)
SELECT jsonb_build_object(
    'name', db.datname,
    'master', me.rolname,
    'database', (SELECT s.facts FROM secured s WHERE s.kind = 'd'),
    'schemas', (
        SELECT coalesce(jsonb_agg(s.facts || jsonb_build_object('name', n.nspname, 'system', n.system, 'extension', n.extension,
            'masterUses', pg_catalog.has_schema_privilege(n.oid, 'USAGE'))), '[]')
        FROM schemas n JOIN secured s ON s.kind = 'n' AND s.object = n.oid
        WHERE NOT n.system OR jsonb_array_length(s.facts -> 'acl') > 0
            OR n.oid IN (SELECT relnamespace FROM relations UNION SELECT relnamespace FROM columns UNION SELECT schema FROM others)),
    'relations', (
        SELECT coalesce(jsonb_agg(s.facts || jsonb_build_object(
            'schema', n.nspname, 'sequences', r.sequences, 'extension', r.extension,
            'ownerUsesSchema', pg_catalog.has_schema_privilege(r.relowner, r.relnamespace, 'USAGE'), 'names', to_jsonb(r.names))), '[]')
        FROM relations r JOIN schemas n ON n.oid = r.relnamespace JOIN secured s ON s.kind = 'r' AND s.object = r.sample),
    -- pg_parameter_acl, which 14 has not: its rows are read where there are any.
    'hasParameters', $2 AND EXISTS (SELECT FROM pg_catalog.pg_shdepend d
        WHERE d.dbid = 0 AND d.deptype = 'a' AND d.classid = 6243
            AND d.refclassid = 'pg_catalog.pg_authid'::regclass AND d.refobjid IN (SELECT oid FROM grantees)),
    'others', (
        SELECT coalesce(jsonb_agg(s.facts || jsonb_build_object('kind', o.kind, 'name', o.name, 'schema', n.nspname,
            'ownerUsesSchema', n.oid IS NULL OR pg_catalog.has_schema_privilege(o.owner, n.oid, 'USAGE'))), '[]')
        FROM others o JOIN secured s ON s.kind = o.kind AND s.object = o.oid LEFT JOIN pg_catalog.pg_namespace n ON n.oid = o.schema),
    'columns', (        SELECT coalesce(jsonb_agg(jsonb_build_object('schema', n.nspname, 'table', c.relname, 'column', c.attname,
            'ownerUsesSchema', pg_catalog.has_schema_privilege(c.relowner, c.relnamespace, 'USAGE'),
            'owner', o.rolname, 'actingOwner', o.rolname, 'public', '[]'::jsonb, 'grantable', '[]'::jsonb,
            'passedOnBy', (
                SELECT coalesce(jsonb_agg(DISTINCT h.rolname), '[]')
                FROM aclexplode(c.attacl) a JOIN grantees h ON h.oid = a.grantor WHERE a.grantor <> c.relowner),
            'acl', (
                SELECT coalesce(jsonb_agg(jsonb_build_object(
                    'role', h.rolname, 'privilege', a.privilege_type, 'grantor', g.rolname, 'grantable', a.is_grantable)), '[]')
                FROM aclexplode(c.attacl) a JOIN grantees h ON h.oid = a.grantee JOIN pg_catalog.pg_roles g ON g.oid = a.grantor))), '[]')
        FROM columns c JOIN schemas n ON n.oid = c.relnamespace JOIN pg_catalog.pg_roles o ON o.oid = c.relowner),
    'defaults', (
        SELECT coalesce(jsonb_agg(jsonb_build_object('creator', o.rolname, 'schema', f.nspname, 'objectType', f.defaclobjtype,
            'role', f.rolname, 'privilege', f.privilege_type, 'grantable', f.is_grantable)), '[]')
        FROM defaults f JOIN pg_catalog.pg_roles o ON o.oid = f.defaclrole),
    'owners', (
        SELECT coalesce(jsonb_agg(jsonb_build_object(
            'name', o.rolname, 'superuser', o.rolsuper, 'creates', o.creates,
            'usable', pg_catalog.pg_has_role(o.oid, 'USAGE'),
            'joinable', (
                -- include Server/MasterMayJoin.sql
            ),
            'selfGranted', EXISTS (
                SELECT FROM pg_catalog.pg_auth_members m WHERE m.roleid = o.oid AND m.member = me.oid AND m.grantor = me.oid),
            'admins', (SELECT coalesce(jsonb_agg(a.rolname), '[]') FROM (
                SELECT p.rolname FROM pg_catalog.pg_auth_members m JOIN pg_catalog.pg_roles p ON p.oid = m.member
                WHERE m.roleid = o.oid AND m.admin_option ORDER BY p.rolname LIMIT 3) a))), '[]')
        FROM owners o))::text
FROM me, db
