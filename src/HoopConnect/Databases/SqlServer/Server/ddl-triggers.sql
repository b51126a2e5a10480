-- The triggers of this database that run as whoever changes a user in it.
SELECT t.name
FROM sys.triggers AS t
WHERE t.parent_class = 0 AND t.is_disabled = 0 AND t.is_ms_shipped = 0
  AND NOT EXISTS (SELECT 1 FROM sys.sql_modules AS m WHERE m.object_id = t.object_id AND m.execute_as_principal_id IS NOT NULL)
  AND NOT EXISTS (SELECT 1 FROM sys.assembly_modules AS a WHERE a.object_id = t.object_id AND a.execute_as_principal_id IS NOT NULL);
