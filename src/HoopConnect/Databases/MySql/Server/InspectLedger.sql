-- What stands under the ledger's name, a row for each column. Nothing of it is run: a view's definition is not evaluated here.
SELECT t.TABLE_TYPE, t.ENGINE, t.TABLE_COMMENT, t.CREATE_OPTIONS,
    c.COLUMN_NAME, c.COLUMN_TYPE, c.COLLATION_NAME, c.EXTRA,
    (SELECT COUNT(*) FROM information_schema.TRIGGERS r
        WHERE r.EVENT_OBJECT_SCHEMA = 'hoop_connect' AND r.EVENT_OBJECT_TABLE = 'session_users') AS TRIGGERS
FROM information_schema.TABLES t
    LEFT JOIN information_schema.COLUMNS c ON c.TABLE_SCHEMA = 'hoop_connect' AND c.TABLE_NAME = 'session_users'
WHERE t.TABLE_SCHEMA = 'hoop_connect' AND t.TABLE_NAME = 'session_users'
ORDER BY c.ORDINAL_POSITION
