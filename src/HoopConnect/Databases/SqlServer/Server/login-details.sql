-- What was granted or denied to the logins on the server, and this login's own leave to connect: where that is listed, theirs is too.
SELECT g.principal_id, p.class_desc, p.state, p.permission_name, s.name, s.type, o.name
FROM sys.server_permissions AS p
JOIN sys.server_principals AS g ON g.principal_id = p.grantee_principal_id
JOIN sys.server_principals AS o ON o.principal_id = p.grantor_principal_id
LEFT JOIN sys.server_principals AS s ON p.class = 101 AND s.principal_id = p.major_id
WHERE g.name IN (@names) OR (g.name = SUSER_SNAME() AND p.class = 100 AND p.type = 'COSQ');
SELECT o.principal_id, COUNT(*)
FROM sys.server_permissions AS p
JOIN sys.server_principals AS o ON o.principal_id = p.grantor_principal_id
WHERE o.name IN (@names)
GROUP BY o.principal_id;
-- How their passwords stand (seen with ALTER ANY LOGIN).
SELECT l.principal_id, CAST(l.is_policy_checked AS int), CAST(l.is_expiration_checked AS int),
       CAST(LOGINPROPERTY(l.name, N'IsLocked') AS int), CAST(LOGINPROPERTY(l.name, N'IsExpired') AS int),
       CAST(LOGINPROPERTY(l.name, N'IsMustChange') AS int)
FROM sys.sql_logins AS l
WHERE l.name IN (@names);
