-- The code that some users own in the database we are in, and all that hangs on it, deepest first: what is code of theirs can be dropped,
-- and what is anything else keeps it.
-- $1: the users.
-- Columns: the user whose code it is or hangs on; what it is; the statement that drops it, null for what is not ours to drop.
WITH RECURSIVE users AS MATERIALIZED (SELECT u.oid, u.rolname FROM pg_catalog.pg_roles u WHERE u.rolname = ANY ($1)),
mine AS MATERIALIZED (
    SELECT u.rolname, s.classid, s.objid FROM pg_catalog.pg_shdepend s JOIN users u ON u.oid = s.refobjid
    WHERE s.refclassid = 'pg_catalog.pg_authid'::regclass AND s.deptype = 'o'
        AND s.dbid = (SELECT b.oid FROM pg_catalog.pg_database b WHERE b.datname = current_database())),
code AS (
    SELECT m.rolname, m.classid, m.objid FROM mine m
    WHERE (m.classid IN ('pg_catalog.pg_proc'::regclass, 'pg_catalog.pg_operator'::regclass, 'pg_catalog.pg_opclass'::regclass,
            'pg_catalog.pg_opfamily'::regclass, 'pg_catalog.pg_conversion'::regclass, 'pg_catalog.pg_event_trigger'::regclass,
            'pg_catalog.pg_publication'::regclass, 'pg_catalog.pg_statistic_ext'::regclass, 'pg_catalog.pg_language'::regclass)
        OR EXISTS (SELECT FROM pg_catalog.pg_class c
            WHERE m.classid = 'pg_catalog.pg_class'::regclass AND c.oid = m.objid AND c.relkind IN ('v', 'm'))
        OR EXISTS (SELECT FROM pg_catalog.pg_type y
            WHERE m.classid = 'pg_catalog.pg_type'::regclass AND y.oid = m.objid AND y.typtype = 'b'))
        -- What belongs to an extension goes with it.
        AND NOT EXISTS (SELECT FROM pg_catalog.pg_depend e WHERE e.classid = m.classid AND e.objid = m.objid AND e.deptype = 'e')
    UNION ALL SELECT m.rolname, 'pg_catalog.pg_rewrite'::regclass, r.oid FROM mine m
        JOIN pg_catalog.pg_class c ON m.classid = 'pg_catalog.pg_class'::regclass AND c.oid = m.objid AND c.relkind NOT IN ('v', 'm')
        JOIN pg_catalog.pg_rewrite r ON r.ev_class = c.oid),
hanging (rolname, classid, objid, objsubid, depth) AS (
    SELECT c.rolname, c.classid, c.objid, 0, 0 FROM code c
    UNION
    SELECT h.rolname, CASE WHEN v.oid IS NULL THEN d.classid ELSE 'pg_catalog.pg_class'::regclass::oid END,
        coalesce(v.ev_class, d.objid), CASE WHEN c.oid IS NULL THEN d.objsubid ELSE 0 END, h.depth + 1
    FROM hanging h
    JOIN pg_catalog.pg_depend d ON d.refclassid = h.classid AND d.refobjid = h.objid AND d.deptype IN ('n', 'a', 'i')
    -- The query of a view, and a column of it, stand for the view.
    LEFT JOIN pg_catalog.pg_rewrite v ON d.classid = 'pg_catalog.pg_rewrite'::regclass AND v.oid = d.objid AND v.rulename = '_RETURN'
    LEFT JOIN pg_catalog.pg_class c ON d.classid = 'pg_catalog.pg_class'::regclass AND c.oid = d.objid AND c.relkind IN ('v', 'm')
    WHERE h.depth < 30 AND NOT coalesce(h.classid = 'pg_catalog.pg_class'::regclass AND v.ev_class = h.objid, false)),
last AS (SELECT h.rolname, h.classid, h.objid, h.objsubid, max(h.depth) AS depth FROM hanging h GROUP BY 1, 2, 3, 4),
told AS (
    SELECT l.*, i.type, i.identity, coalesce(g.tgrelid, w.ev_class) AS on_table,
        EXISTS (SELECT FROM mine m WHERE m.classid = l.classid AND m.objid = l.objid)
            OR EXISTS (SELECT FROM mine m WHERE m.classid = 'pg_catalog.pg_class'::regclass AND m.objid = coalesce(g.tgrelid, w.ev_class))
            AS is_mine
    FROM last l CROSS JOIN LATERAL pg_catalog.pg_identify_object(l.classid, l.objid, l.objsubid) i
    LEFT JOIN pg_catalog.pg_trigger g ON l.classid = 'pg_catalog.pg_trigger'::regclass AND g.oid = l.objid
    LEFT JOIN pg_catalog.pg_rewrite w ON l.classid = 'pg_catalog.pg_rewrite'::regclass AND w.oid = l.objid)
SELECT t.rolname::text, pg_catalog.pg_describe_object(t.classid, t.objid, t.objsubid),
    CASE WHEN t.type = 'cast' THEN 'DROP CAST ' || t.identity
        WHEN NOT t.is_mine OR t.objsubid <> 0 THEN NULL
        WHEN t.type IN ('function', 'procedure', 'aggregate') THEN 'DROP ROUTINE ' || t.identity
        WHEN t.type = 'statistics object' THEN 'DROP STATISTICS ' || t.identity
        WHEN t.type IN ('view', 'materialized view', 'trigger', 'rule', 'operator', 'operator class', 'operator family', 'conversion',
                'event trigger', 'publication', 'language', 'transform')
            OR (t.type = 'type' AND EXISTS (SELECT FROM code c WHERE c.classid = t.classid AND c.objid = t.objid))
            THEN 'DROP ' || upper(t.type) || ' ' || t.identity END
FROM told t
WHERE NOT (
    -- What goes along without a word: row and array types, the parts of an operator class, of a publication, of a materialized view.
    (t.classid = 'pg_catalog.pg_type'::regclass AND NOT EXISTS (SELECT FROM code c WHERE c.classid = t.classid AND c.objid = t.objid)
        AND EXISTS (SELECT FROM pg_catalog.pg_depend d JOIN last l ON l.classid = d.refclassid AND l.objid = d.refobjid
            WHERE d.classid = t.classid AND d.objid = t.objid AND d.deptype = 'i'))
    OR t.classid IN ('pg_catalog.pg_amop'::regclass, 'pg_catalog.pg_amproc'::regclass, 'pg_catalog.pg_publication_rel'::regclass)
    OR t.type = 'publication namespace'
    OR (t.classid = 'pg_catalog.pg_class'::regclass AND EXISTS (
        SELECT FROM pg_catalog.pg_index x JOIN pg_catalog.pg_class c ON c.oid = x.indrelid AND c.relkind = 'm'
        WHERE x.indexrelid = t.objid)))
ORDER BY t.depth DESC, t.classid, t.objid
