-- What users have on the tables and schemas of the database we are in, taken back table by table: DROP OWNED would write each table's
-- row anew for each of them. What this cannot do, DROP OWNED does.
-- Their names, as literals with commas between, go where the comment in IN () is.
DECLARE one record;
BEGIN
    FOR one IN
        SELECT x.what, pg_catalog.string_agg(DISTINCT pg_catalog.quote_ident(u.rolname), ', ') AS users
        FROM pg_catalog.pg_shdepend s
        JOIN pg_catalog.pg_roles u ON u.oid = s.refobjid
        JOIN pg_catalog.pg_database d ON d.oid = s.dbid AND d.datname = pg_catalog.current_database()
        CROSS JOIN LATERAL (
            SELECT pg_catalog.format('TABLE %I.%I', n.nspname, c.relname) AS what
                FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
                WHERE s.classid = 'pg_catalog.pg_class'::regclass AND c.oid = s.objid
            UNION ALL SELECT pg_catalog.format('SCHEMA %I', n.nspname) FROM pg_catalog.pg_namespace n
                WHERE s.classid = 'pg_catalog.pg_namespace'::regclass AND n.oid = s.objid) x
        WHERE s.refclassid = 'pg_catalog.pg_authid'::regclass AND s.deptype = 'a' AND u.rolname IN (/* users */)
        -- Tables first: naming one takes what its schema gives.
        GROUP BY 1 ORDER BY 1 DESC
    LOOP
        BEGIN
            EXECUTE pg_catalog.format('REVOKE ALL PRIVILEGES ON %s FROM %s CASCADE', one.what, one.users);
        EXCEPTION WHEN insufficient_privilege THEN NULL;
        END;
    END LOOP;
END
