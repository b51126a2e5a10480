-- Who this login is here, and whether it may make users and put them into fixed roles.
SELECT SUSER_SNAME(), USER_NAME(), CASE WHEN USER_NAME() = N'dbo' THEN 1 ELSE IS_MEMBER(N'db_owner') END;
-- The principals that are asked for by name, and whoever has the SID of one of the logins.
SELECT p.principal_id, @index(p.name), p.name, p.type, p.sid, CAST(p.authentication_type AS int),
       (SELECT COUNT(*) FROM sys.database_permissions AS g WHERE g.grantor_principal_id = p.principal_id),
       DATEDIFF(second, CAST(N'20000101' AS datetime), p.create_date),
       (SELECT COUNT(*) FROM sys.schemas AS s WHERE s.principal_id = p.principal_id)
         + (SELECT COUNT(*) FROM sys.objects AS o WHERE o.principal_id = p.principal_id)
         + (SELECT COUNT(*) FROM sys.types AS t WHERE t.principal_id = p.principal_id)
         + (SELECT COUNT(*) FROM sys.database_principals AS r WHERE r.owning_principal_id = p.principal_id)
FROM sys.database_principals AS p
WHERE p.name IN (@names) OR p.sid IN (@sids);
-- The roles that they are members of.
SELECT m.member_principal_id, r.name
FROM sys.database_role_members AS m
JOIN sys.database_principals AS u ON u.principal_id = m.member_principal_id
JOIN sys.database_principals AS r ON r.principal_id = m.role_principal_id
WHERE u.name IN (@names);
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
WHERE u.name IN (@names);
-- Our marks of users.
SELECT @index(SUBSTRING(e.name, 13, 128)), CAST(e.value AS nvarchar(4000))
FROM sys.extended_properties AS e
WHERE e.class = 0 AND e.name LIKE N'HoopConnect.%';
