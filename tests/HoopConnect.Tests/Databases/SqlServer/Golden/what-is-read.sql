-- in master
SET NOCOUNT, XACT_ABORT ON;
SET IMPLICIT_TRANSACTIONS OFF;
SET QUOTED_IDENTIFIER, ANSI_NULLS, ANSI_PADDING, ANSI_WARNINGS, ANSI_NULL_DFLT_ON, ARITHABORT, CONCAT_NULL_YIELDS_NULL ON;
SET NUMERIC_ROUNDABORT, CURSOR_CLOSE_ON_COMMIT OFF;
SET ROWCOUNT 0;
SET TEXTSIZE 2147483647;
SET LANGUAGE us_english;
SET DATEFORMAT mdy;
SET DATEFIRST 7;
SET LOCK_TIMEOUT 16000;
SET QUERY_GOVERNOR_COST_LIMIT 0;
SET DEADLOCK_PRIORITY NORMAL;
SET TRANSACTION ISOLATION LEVEL READ COMMITTED;
SET CONTEXT_INFO 0x;


-- in master
DECLARE @p1 nvarchar(4000) = N'hoop_ro', @p2 nvarchar(4000) = N'hoop_rw', @p3 nvarchar(4000) = N'hoop_ddl', @p4 varbinary(8000) = 0x486F6F704442010105FA4A1FA9AFD3B0, @p5 varbinary(8000) = 0x486F6F7044420101DDE500A11C3C7E15, @p6 varbinary(8000) = 0x486F6F704442010192A515176238AFC6;
-- What the server is, what this login sees of it, and its databases.
SELECT CAST(SERVERPROPERTY(N'ProductVersion') AS nvarchar(128)), CAST(SERVERPROPERTY(N'Babelfish') AS int), SUSER_SNAME(),
       COALESCE(HAS_PERMS_BY_NAME(NULL, NULL, N'VIEW SERVER PERFORMANCE STATE'), HAS_PERMS_BY_NAME(NULL, NULL, N'VIEW SERVER STATE'));
SELECT d.name, d.state_desc, d.user_access_desc,
       CASE WHEN d.source_database_id IS NULL THEN 0 ELSE 1 END, CAST(d.is_in_standby AS int), CAST(d.is_read_only AS int),
       CAST(DATABASEPROPERTYEX(d.name, N'Updateability') AS nvarchar(128)), HAS_DBACCESS(d.name)
FROM sys.databases AS d;
-- The logins that are asked for: by name, and whoever else has the SID of one.
SELECT p.principal_id, CASE p.name WHEN @p1 THEN 0 WHEN @p2 THEN 1 WHEN @p3 THEN 2 END, p.name, p.type, p.sid, CAST(p.is_disabled AS int)
FROM sys.server_principals AS p
WHERE p.name IN (@p1, @p2, @p3) OR p.sid IN (@p4, @p5, @p6);
SELECT m.member_principal_id, r.name
FROM sys.server_role_members AS m
JOIN sys.server_principals AS p ON p.principal_id = m.member_principal_id
JOIN sys.server_principals AS r ON r.principal_id = m.role_principal_id
WHERE p.name IN (@p1, @p2, @p3);


-- in master
DECLARE @p1 nvarchar(4000) = N'hoop_ro', @p2 nvarchar(4000) = N'hoop_rw', @p3 nvarchar(4000) = N'hoop_ddl';
-- What was granted or denied to the logins on the server, and this login's own leave to connect: where that is listed, theirs is too.
SELECT g.principal_id, p.class_desc, p.state, p.permission_name, s.name, s.type, o.name
FROM sys.server_permissions AS p
JOIN sys.server_principals AS g ON g.principal_id = p.grantee_principal_id
JOIN sys.server_principals AS o ON o.principal_id = p.grantor_principal_id
LEFT JOIN sys.server_principals AS s ON p.class = 101 AND s.principal_id = p.major_id
WHERE g.name IN (@p1, @p2, @p3) OR (g.name = SUSER_SNAME() AND p.class = 100 AND p.type = 'COSQ');
SELECT o.principal_id, COUNT(*)
FROM sys.server_permissions AS p
JOIN sys.server_principals AS o ON o.principal_id = p.grantor_principal_id
WHERE o.name IN (@p1, @p2, @p3)
GROUP BY o.principal_id;
-- How their passwords stand (seen with ALTER ANY LOGIN).
SELECT l.principal_id, CAST(l.is_policy_checked AS int), CAST(l.is_expiration_checked AS int),
       CAST(LOGINPROPERTY(l.name, N'IsLocked') AS int), CAST(LOGINPROPERTY(l.name, N'IsExpired') AS int),
       CAST(LOGINPROPERTY(l.name, N'IsMustChange') AS int)
FROM sys.sql_logins AS l
WHERE l.name IN (@p1, @p2, @p3);


-- in Orders
SET NOCOUNT, XACT_ABORT ON;
SET IMPLICIT_TRANSACTIONS OFF;
SET QUOTED_IDENTIFIER, ANSI_NULLS, ANSI_PADDING, ANSI_WARNINGS, ANSI_NULL_DFLT_ON, ARITHABORT, CONCAT_NULL_YIELDS_NULL ON;
SET NUMERIC_ROUNDABORT, CURSOR_CLOSE_ON_COMMIT OFF;
SET ROWCOUNT 0;
SET TEXTSIZE 2147483647;
SET LANGUAGE us_english;
SET DATEFORMAT mdy;
SET DATEFIRST 7;
SET LOCK_TIMEOUT 16000;
SET QUERY_GOVERNOR_COST_LIMIT 0;
SET DEADLOCK_PRIORITY NORMAL;
SET TRANSACTION ISOLATION LEVEL READ COMMITTED;
SET CONTEXT_INFO 0x;


-- in Orders
DECLARE @p1 nvarchar(4000) = N'hoop_ro', @p2 nvarchar(4000) = N'hoop_rw', @p3 nvarchar(4000) = N'hoop_ddl', @p4 nvarchar(4000) = N'dbo', @p5 varbinary(8000) = 0x486F6F704442010105FA4A1FA9AFD3B0, @p6 varbinary(8000) = 0x486F6F7044420101DDE500A11C3C7E15, @p7 varbinary(8000) = 0x486F6F704442010192A515176238AFC6, @p8 varbinary(8000) = 0x486F6F704442010105FA4A1FA9AFD3B0, @p9 varbinary(8000) = 0x486F6F7044420101DDE500A11C3C7E15, @p10 varbinary(8000) = 0x486F6F704442010192A515176238AFC6;
-- Who this login is here, and whether it may make users and put them into fixed roles.
SELECT SUSER_SNAME(), USER_NAME(), CASE WHEN USER_NAME() = N'dbo' THEN 1 ELSE IS_MEMBER(N'db_owner') END;
-- The principals that are asked for by name, and whoever has the SID of one of the logins.
SELECT p.principal_id, CASE p.name WHEN @p1 THEN 0 WHEN @p2 THEN 1 WHEN @p3 THEN 2 WHEN @p4 THEN 3 END, p.name, p.type, p.sid, CAST(p.authentication_type AS int),
       (SELECT COUNT(*) FROM sys.database_permissions AS g WHERE g.grantor_principal_id = p.principal_id),
       DATEDIFF(second, CAST(N'20000101' AS datetime), p.create_date),
       (SELECT COUNT(*) FROM sys.schemas AS s WHERE s.principal_id = p.principal_id)
         + (SELECT COUNT(*) FROM sys.objects AS o WHERE o.principal_id = p.principal_id)
         + (SELECT COUNT(*) FROM sys.types AS t WHERE t.principal_id = p.principal_id)
         + (SELECT COUNT(*) FROM sys.database_principals AS r WHERE r.owning_principal_id = p.principal_id)
FROM sys.database_principals AS p
WHERE p.name IN (@p1, @p2, @p3, @p4) OR p.sid IN (@p5, @p6, @p7, @p8, @p9, @p10);
-- The roles that they are members of.
SELECT m.member_principal_id, r.name
FROM sys.database_role_members AS m
JOIN sys.database_principals AS u ON u.principal_id = m.member_principal_id
JOIN sys.database_principals AS r ON r.principal_id = m.role_principal_id
WHERE u.name IN (@p1, @p2, @p3, @p4);
-- What was granted or denied to them directly (where dbo's CONNECT is listed, that of users is too).
SELECT p.grantee_principal_id, p.class_desc, p.state, p.permission_name,
       CASE p.class WHEN 1 THEN OBJECT_SCHEMA_NAME(p.major_id) WHEN 6 THEN SCHEMA_NAME(t.schema_id) END,
       CASE p.class WHEN 1 THEN OBJECT_NAME(p.major_id) WHEN 3 THEN SCHEMA_NAME(p.major_id) WHEN 4 THEN s.name WHEN 6 THEN t.name END,
       CASE WHEN p.class = 1 AND p.minor_id > 0 THEN COL_NAME(p.major_id, p.minor_id) END,
       s.type, g.name
FROM sys.database_permissions AS p
JOIN sys.database_principals AS u ON u.principal_id = p.grantee_principal_id
JOIN sys.database_principals AS g ON g.principal_id = p.grantor_principal_id
LEFT JOIN sys.database_principals AS s ON p.class = 4 AND s.principal_id = p.major_id
LEFT JOIN sys.types AS t ON p.class = 6 AND t.user_type_id = p.major_id
WHERE u.name IN (@p1, @p2, @p3, @p4);
-- Our marks of users.
SELECT CASE SUBSTRING(e.name, 13, 128) WHEN @p1 THEN 0 WHEN @p2 THEN 1 WHEN @p3 THEN 2 WHEN @p4 THEN 3 END, CAST(e.value AS nvarchar(4000))
FROM sys.extended_properties AS e
WHERE e.class = 0 AND e.name LIKE N'HoopConnect.%';
-- The triggers of this database that run as whoever changes a user in it.
SELECT t.name
FROM sys.triggers AS t
WHERE t.parent_class = 0 AND t.is_disabled = 0 AND t.is_ms_shipped = 0
  AND NOT EXISTS (SELECT 1 FROM sys.sql_modules AS m WHERE m.object_id = t.object_id AND m.execute_as_principal_id IS NOT NULL)
  AND NOT EXISTS (SELECT 1 FROM sys.assembly_modules AS a WHERE a.object_id = t.object_id AND a.execute_as_principal_id IS NOT NULL);
-- What the users own and another user can be given.
DECLARE @owners TABLE (id int NOT NULL PRIMARY KEY);
INSERT INTO @owners SELECT p.principal_id FROM sys.database_principals AS p WHERE p.type = 'S' AND p.name IN (@p1, @p2, @p3);
SELECT s.principal_id, N'SCHEMA', NULL, s.name
FROM sys.schemas AS s
WHERE s.principal_id IN (SELECT id FROM @owners);
SELECT o.principal_id, N'OBJECT', SCHEMA_NAME(o.schema_id), o.name
FROM sys.objects AS o
WHERE o.principal_id IN (SELECT id FROM @owners);
SELECT t.principal_id, N'TYPE', SCHEMA_NAME(t.schema_id), t.name
FROM sys.types AS t
WHERE t.principal_id IN (SELECT id FROM @owners);
SELECT x.principal_id, N'XML SCHEMA COLLECTION', SCHEMA_NAME(x.schema_id), x.name
FROM sys.xml_schema_collections AS x
WHERE x.principal_id IN (SELECT id FROM @owners);
SELECT r.owning_principal_id, N'ROLE', NULL, r.name
FROM sys.database_principals AS r
WHERE r.type = 'R' AND r.owning_principal_id IN (SELECT id FROM @owners);
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
-- The users that bear the name of one that owns what a removed user owned, whoever made them: what they are, their mark, how many roles
-- and permissions they have, how many permissions others have on them, how much they own.
SELECT p.name, p.type, CAST(p.authentication_type AS int), CAST(e.value AS nvarchar(4000)),
       (SELECT COUNT(*) FROM sys.database_role_members AS m WHERE m.member_principal_id = p.principal_id),
       (SELECT COUNT(*) FROM sys.database_permissions AS g
        WHERE g.grantee_principal_id = p.principal_id AND g.state <> 'D' AND NOT (g.class = 0 AND g.permission_name = N'CONNECT')),
       (SELECT COUNT(*) FROM sys.database_permissions AS g WHERE g.class = 4 AND g.major_id = p.principal_id AND g.state <> 'D'),
       (SELECT COUNT(*) FROM sys.schemas AS s WHERE s.principal_id = p.principal_id)
         + (SELECT COUNT(*) FROM sys.objects AS o WHERE o.principal_id = p.principal_id)
         + (SELECT COUNT(*) FROM sys.types AS t WHERE t.principal_id = p.principal_id)
         + (SELECT COUNT(*) FROM sys.xml_schema_collections AS x WHERE x.principal_id = p.principal_id)
         + (SELECT COUNT(*) FROM sys.database_principals AS r WHERE r.owning_principal_id = p.principal_id)
FROM sys.database_principals AS p
LEFT JOIN sys.extended_properties AS e ON e.class = 4 AND e.major_id = p.principal_id AND e.name = N'HoopConnect'
WHERE p.name LIKE N'hoop[_]removed%';
-- What was granted or denied on what they own, which ALTER AUTHORIZATION drops; and what they granted themselves, which keeps them from
-- being dropped. The owner of an object is the one it was given, else the owner of its schema.
SELECT COALESCE(o.principal_id, os.principal_id, s.principal_id, t.principal_id, ts.principal_id, x.principal_id, xs.principal_id,
                r.owning_principal_id),
       p.grantor_principal_id, u.name, p.class_desc, p.state, p.permission_name,
       COALESCE(os.name, ts.name, xs.name), COALESCE(o.name, s.name, t.name, x.name, r.name),
       CASE WHEN p.class = 1 AND p.minor_id > 0 THEN COL_NAME(p.major_id, p.minor_id) END, r.type, g.name
FROM sys.database_permissions AS p
JOIN sys.database_principals AS u ON u.principal_id = p.grantee_principal_id
JOIN sys.database_principals AS g ON g.principal_id = p.grantor_principal_id
LEFT JOIN sys.objects AS o ON p.class = 1 AND o.object_id = p.major_id
LEFT JOIN sys.schemas AS os ON os.schema_id = o.schema_id
LEFT JOIN sys.schemas AS s ON p.class = 3 AND s.schema_id = p.major_id
LEFT JOIN sys.types AS t ON p.class = 6 AND t.user_type_id = p.major_id
LEFT JOIN sys.schemas AS ts ON ts.schema_id = t.schema_id
LEFT JOIN sys.xml_schema_collections AS x ON p.class = 10 AND x.xml_collection_id = p.major_id
LEFT JOIN sys.schemas AS xs ON xs.schema_id = x.schema_id
LEFT JOIN sys.database_principals AS r ON p.class = 4 AND r.principal_id = p.major_id
WHERE p.grantor_principal_id IN (SELECT id FROM @owners)
   OR COALESCE(o.principal_id, os.principal_id, s.principal_id, t.principal_id, ts.principal_id, x.principal_id, xs.principal_id,
               r.owning_principal_id) IN (SELECT id FROM @owners);
-- The code that only SQL Server has, in the columns of the other code: what is written in .NET, triggers of the database, Service Broker.
SELECT w.id, o.object_id, o.type, s.name, o.name, m.execute_as_principal_id,
       CASE WHEN COALESCE(t.principal_id, o.principal_id, s.principal_id) = w.id THEN 1 ELSE 0 END
FROM sys.assembly_modules AS m
JOIN sys.objects AS o ON o.object_id = m.object_id
JOIN sys.schemas AS s ON s.schema_id = o.schema_id
LEFT JOIN sys.objects AS t ON t.object_id = o.parent_object_id
JOIN @owners AS w ON w.id = COALESCE(t.principal_id, o.principal_id, s.principal_id) OR w.id = m.execute_as_principal_id;
SELECT w.id, t.object_id, N'DATABASE TRIGGER', NULL, t.name, w.id, 0
FROM sys.triggers AS t
LEFT JOIN sys.sql_modules AS m ON m.object_id = t.object_id
LEFT JOIN sys.assembly_modules AS a ON a.object_id = t.object_id
JOIN @owners AS w ON w.id = COALESCE(m.execute_as_principal_id, a.execute_as_principal_id)
WHERE t.parent_class = 0;
SELECT w.id, q.object_id, q.type, s.name, q.name, q.execute_as_principal_id,
       CASE WHEN COALESCE(q.principal_id, s.principal_id) = w.id THEN 1 ELSE 0 END
FROM sys.service_queues AS q
JOIN sys.schemas AS s ON s.schema_id = q.schema_id
JOIN @owners AS w ON w.id = q.execute_as_principal_id
    OR (w.id = COALESCE(q.principal_id, s.principal_id) AND q.activation_procedure IS NOT NULL);
SELECT COALESCE(y.principal_id, s.principal_id), 0, N'TYPE', s.name, y.name, NULL, 1
FROM sys.assembly_types AS y
JOIN sys.schemas AS s ON s.schema_id = y.schema_id
WHERE COALESCE(y.principal_id, s.principal_id) IN (SELECT id FROM @owners);
SELECT a.principal_id, 0, N'ASSEMBLY', NULL, a.name, NULL, 1 FROM sys.assemblies AS a WHERE a.principal_id IN (SELECT id FROM @owners);
SELECT b.principal_id, 0, N'SERVICE', NULL, b.name, NULL, 1 FROM sys.services AS b WHERE b.principal_id IN (SELECT id FROM @owners);
SELECT b.principal_id, 0, N'CONTRACT', NULL, b.name, NULL, 1
FROM sys.service_contracts AS b
WHERE b.principal_id IN (SELECT id FROM @owners);
SELECT b.principal_id, 0, N'MESSAGE TYPE', NULL, b.name, NULL, 1
FROM sys.service_message_types AS b
WHERE b.principal_id IN (SELECT id FROM @owners);
SELECT b.principal_id, 0, N'ROUTE', NULL, b.name, NULL, 1 FROM sys.routes AS b WHERE b.principal_id IN (SELECT id FROM @owners);
SELECT w.id, 0, N'REMOTE SERVICE BINDING', NULL, b.name, NULL, CASE WHEN b.principal_id = w.id THEN 1 ELSE 0 END
FROM sys.remote_service_bindings AS b
JOIN @owners AS w ON w.id IN (b.principal_id, b.remote_principal_id);
-- What else keeps them from being dropped.
SELECT c.principal_id, N'certificate', QUOTENAME(c.name) FROM sys.certificates AS c WHERE c.principal_id IN (SELECT id FROM @owners);
SELECT k.principal_id, N'asymmetric key', QUOTENAME(k.name) FROM sys.asymmetric_keys AS k WHERE k.principal_id IN (SELECT id FROM @owners);
SELECT k.principal_id, N'symmetric key', QUOTENAME(k.name) FROM sys.symmetric_keys AS k WHERE k.principal_id IN (SELECT id FROM @owners);
SELECT f.principal_id, N'full-text catalog', QUOTENAME(f.name)
FROM sys.fulltext_catalogs AS f
WHERE f.principal_id IN (SELECT id FROM @owners);
SELECT f.principal_id, N'full-text stoplist', QUOTENAME(f.name)
FROM sys.fulltext_stoplists AS f
WHERE f.principal_id IN (SELECT id FROM @owners);
SELECT l.principal_id, N'search property list', QUOTENAME(l.name)
FROM sys.registered_search_property_lists AS l
WHERE l.principal_id IN (SELECT id FROM @owners);
SELECT e.principal_id, N'event notification', QUOTENAME(e.name)
FROM sys.event_notifications AS e
WHERE e.principal_id IN (SELECT id FROM @owners);
