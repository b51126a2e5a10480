-- The code that the users own, or that runs as them. A trigger's owner is its table's.
-- Columns: the user; its number; its type; schema and name; whom it runs as (-2 its owner, null whoever calls it); the user owns it.
SELECT w.id, o.object_id, o.type, s.name, o.name, m.execute_as_principal_id,
       CASE WHEN COALESCE(t.principal_id, o.principal_id, s.principal_id) = w.id THEN 1 ELSE 0 END
FROM sys.sql_modules AS m
JOIN sys.objects AS o ON o.object_id = m.object_id
JOIN sys.schemas AS s ON s.schema_id = o.schema_id
LEFT JOIN sys.objects AS t ON t.object_id = o.parent_object_id
JOIN @owners AS w ON w.id = COALESCE(t.principal_id, o.principal_id, s.principal_id) OR w.id = m.execute_as_principal_id;
-- What hangs on code of the users' by a schema-bound reference: it goes first, or keeps the code.
SELECT d.referenced_id, d.referencing_id, QUOTENAME(OBJECT_SCHEMA_NAME(d.referencing_id)) + N'.' + QUOTENAME(OBJECT_NAME(d.referencing_id))
FROM sys.sql_expression_dependencies AS d
JOIN sys.objects AS o ON o.object_id = d.referenced_id
JOIN sys.schemas AS s ON s.schema_id = o.schema_id
WHERE d.is_schema_bound_reference = 1 AND d.referencing_id <> d.referenced_id
  AND COALESCE(o.principal_id, s.principal_id) IN (SELECT id FROM @owners);
