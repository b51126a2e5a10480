-- in master
SELECT d.name, d.state_desc, d.user_access_desc,
       CASE WHEN d.source_database_id IS NULL THEN 0 ELSE 1 END, CAST(d.is_in_standby AS int), CAST(d.is_read_only AS int),
       CAST(DATABASEPROPERTYEX(d.name, N'Updateability') AS nvarchar(128)), HAS_DBACCESS(d.name)
FROM sys.databases AS d;
SELECT p.name, p.type, p.sid, CAST(p.is_disabled AS int)
FROM sys.server_principals AS p
WHERE p.name IN (N'hoop_ro', N'hoop_rw', N'hoop_ddl');
SELECT p.name, r.name
FROM sys.server_role_members AS m
JOIN sys.server_principals AS p ON p.principal_id = m.member_principal_id
JOIN sys.server_principals AS r ON r.principal_id = m.role_principal_id
WHERE p.name IN (N'hoop_ro', N'hoop_rw', N'hoop_ddl');

-- in master
SELECT g.name, p.class_desc, p.state, p.permission_name, s.name, s.type, o.name
FROM sys.server_permissions AS p
JOIN sys.server_principals AS g ON g.principal_id = p.grantee_principal_id
JOIN sys.server_principals AS o ON o.principal_id = p.grantor_principal_id
LEFT JOIN sys.server_principals AS s ON p.class = 101 AND s.principal_id = p.major_id
WHERE g.name IN (N'hoop_ro', N'hoop_rw', N'hoop_ddl');
SELECT o.name, COUNT(*)
FROM sys.server_permissions AS p
JOIN sys.server_principals AS o ON o.principal_id = p.grantor_principal_id
WHERE o.name IN (N'hoop_ro', N'hoop_rw', N'hoop_ddl')
GROUP BY o.name;

-- in Orders
DECLARE @p1 varbinary(8000) = 0xAB010000000000000000000000000000, @p2 varbinary(8000) = 0xAB020000000000000000000000000000, @p3 varbinary(8000) = 0xAB030000000000000000000000000000, @p4 nvarchar(4000) = N'';
SELECT SUSER_SNAME(), USER_NAME();
SELECT p.name, p.type, p.sid, CAST(p.authentication_type AS int),
       (SELECT COUNT(*) FROM sys.database_permissions AS g WHERE g.grantor_principal_id = p.principal_id)
FROM sys.database_principals AS p
WHERE p.name IN (N'hoop_ro', N'hoop_rw', N'hoop_ddl', N'db_datareader', N'db_datawriter', N'db_ddladmin', @p4)
   OR p.sid IN (@p1, @p2, @p3);
SELECT u.name, r.name
FROM sys.database_role_members AS m
JOIN sys.database_principals AS u ON u.principal_id = m.member_principal_id
JOIN sys.database_principals AS r ON r.principal_id = m.role_principal_id
WHERE u.name IN (N'hoop_ro', N'hoop_rw', N'hoop_ddl');
SELECT u.name, p.class_desc, p.state, p.permission_name,
       CASE p.class WHEN 1 THEN OBJECT_SCHEMA_NAME(p.major_id) WHEN 6 THEN SCHEMA_NAME(t.schema_id) END,
       CASE p.class WHEN 1 THEN OBJECT_NAME(p.major_id) WHEN 3 THEN SCHEMA_NAME(p.major_id) WHEN 4 THEN s.name WHEN 6 THEN t.name END,
       CASE WHEN p.class = 1 AND p.minor_id > 0 THEN COL_NAME(p.major_id, p.minor_id) END,
       s.type, g.name
FROM sys.database_permissions AS p
JOIN sys.database_principals AS u ON u.principal_id = p.grantee_principal_id
JOIN sys.database_principals AS g ON g.principal_id = p.grantor_principal_id
LEFT JOIN sys.database_principals AS s ON p.class = 4 AND s.principal_id = p.major_id
LEFT JOIN sys.types AS t ON p.class = 6 AND t.user_type_id = p.major_id
WHERE u.name IN (N'hoop_ro', N'hoop_rw', N'hoop_ddl')
   OR (u.name = N'dbo' AND p.class = 0 AND p.permission_name = N'CONNECT');
SELECT e.name
FROM sys.extended_properties AS e
WHERE e.class = 0 AND e.name IN (N'HoopConnect.hoop_ro', N'HoopConnect.hoop_rw', N'HoopConnect.hoop_ddl');
SELECT u.name, N'SCHEMA', NULL, s.name
FROM sys.schemas AS s
JOIN sys.database_principals AS u ON u.principal_id = s.principal_id
WHERE u.name IN (N'hoop_ro', N'hoop_rw', N'hoop_ddl');
SELECT u.name, N'OBJECT', SCHEMA_NAME(o.schema_id), o.name
FROM sys.objects AS o
JOIN sys.database_principals AS u ON u.principal_id = o.principal_id
WHERE u.name IN (N'hoop_ro', N'hoop_rw', N'hoop_ddl');
SELECT u.name, N'TYPE', SCHEMA_NAME(t.schema_id), t.name
FROM sys.types AS t
JOIN sys.database_principals AS u ON u.principal_id = t.principal_id
WHERE u.name IN (N'hoop_ro', N'hoop_rw', N'hoop_ddl');
SELECT u.name, N'ROLE', NULL, r.name
FROM sys.database_principals AS r
JOIN sys.database_principals AS u ON u.principal_id = r.owning_principal_id
WHERE r.type = 'R' AND u.name IN (N'hoop_ro', N'hoop_rw', N'hoop_ddl');
