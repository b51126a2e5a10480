-- Code of the database's owner and of the user that is logged in, and what speaks for a removed user of ours as its author. Whoever gets
-- an object has it written at the object; whoever gets a schema does not.
DECLARE @ours TABLE (id int NOT NULL PRIMARY KEY, name nvarchar(128) NOT NULL);
INSERT INTO @ours SELECT p.principal_id, p.name
FROM sys.database_principals AS p
WHERE p.name IN (N'hoop_ro', N'hoop_rw', N'hoop_ddl')
   OR EXISTS (SELECT 1 FROM sys.extended_properties AS e WHERE e.class = 0 AND e.name = N'HoopConnect.' + p.name);
-- Columns: number; type; schema and name; whom it runs as (-2 its owner, null whoever calls it); the owner; the owner was set at the
-- object; everybody may use it; when it was changed, in seconds since 2000, UTC by the present offset.
SELECT o.object_id, o.type, s.name, o.name, CASE m.execute_as_principal_id WHEN w.principal_id THEN -2 ELSE m.execute_as_principal_id END,
       w.name, CASE WHEN COALESCE(t.principal_id, o.principal_id) IS NULL THEN 0 ELSE 1 END,
       CASE WHEN EXISTS (SELECT 1 FROM sys.database_permissions AS p
            WHERE p.grantee_principal_id = 0 AND p.state IN ('G', 'W')
              AND (p.class = 0 OR (p.class = 3 AND p.major_id = s.schema_id)
                   OR (p.class = 1 AND p.major_id = COALESCE(t.object_id, o.object_id)))
              AND (p.permission_name IN (N'EXECUTE', N'SELECT', N'CONTROL')
                   OR (t.object_id IS NOT NULL AND p.permission_name IN (N'INSERT', N'UPDATE', N'DELETE'))))
            THEN 1 ELSE 0 END,
       DATEDIFF(second, CAST(N'20000101' AS datetime), o.modify_date) + DATEDIFF(second, GETDATE(), GETUTCDATE())
FROM sys.sql_modules AS m
JOIN sys.objects AS o ON o.object_id = m.object_id
JOIN sys.schemas AS s ON s.schema_id = o.schema_id
LEFT JOIN sys.objects AS t ON t.object_id = o.parent_object_id
JOIN sys.database_principals AS w ON w.principal_id = COALESCE(t.principal_id, o.principal_id, s.principal_id)
WHERE o.is_ms_shipped = 0 AND w.name IN (N'dbo', USER_NAME())
ORDER BY s.name, o.name;
-- Users of ours in the privileges of objects.
SELECT DISTINCT p.major_id, u.name
FROM sys.database_permissions AS p
JOIN @ours AS u ON u.id IN (p.grantee_principal_id, p.grantor_principal_id)
WHERE p.class = 1
ORDER BY u.name;
-- Who may make or alter code, of our users and of everybody (public): in one schema, or in all (null).
SELECT CAST(NULL AS nvarchar(128)), u.name
FROM sys.database_role_members AS m
JOIN sys.database_principals AS r ON r.principal_id = m.role_principal_id
JOIN @ours AS u ON u.id = m.member_principal_id
WHERE r.name IN (N'db_ddladmin', N'db_owner')
UNION
SELECT CASE p.class WHEN 3 THEN SCHEMA_NAME(p.major_id) END, g.name
FROM sys.database_permissions AS p
JOIN sys.database_principals AS g ON g.principal_id = p.grantee_principal_id
WHERE p.class IN (0, 3) AND p.state IN ('G', 'W') AND p.permission_name IN (N'ALTER', N'CONTROL', N'ALTER ANY SCHEMA')
  AND (g.principal_id = 0 OR g.principal_id IN (SELECT id FROM @ours))
ORDER BY 2;
