-- What stands under the ledger's name, a row for each column. Nothing of it is run: a view's definition is not evaluated here.
-- The columns in a table of their own, which LIMIT keeps whole: MariaDB would look for what a join's ON says in every table of the server.
SELECT t.TABLE_TYPE, t.ENGINE, t.TABLE_COMMENT, t.CREATE_OPTIONS,
    c.COLUMN_NAME, c.COLUMN_TYPE, c.COLLATION_NAME, c.EXTRA,
    (SELECT COUNT(*) FROM information_schema.TRIGGERS r
        WHERE r.EVENT_OBJECT_SCHEMA = 'hoop_connect' AND r.EVENT_OBJECT_TABLE = 'session_users') AS TRIGGERS
FROM information_schema.TABLES t
    LEFT JOIN (SELECT COLUMN_NAME, COLUMN_TYPE, COLLATION_NAME, EXTRA, ORDINAL_POSITION FROM information_schema.COLUMNS
        WHERE TABLE_SCHEMA = 'hoop_connect' AND TABLE_NAME = 'session_users' LIMIT 5000) c ON TRUE
WHERE t.TABLE_SCHEMA = 'hoop_connect' AND t.TABLE_NAME = 'session_users'
ORDER BY c.ORDINAL_POSITION
