-- The logins whose SID begins as those of ours do (@p1).
SELECT p.principal_id, NULL, p.name, p.type, p.sid, CAST(p.is_disabled AS int)
FROM sys.server_principals AS p
WHERE p.type = 'S' AND SUBSTRING(p.sid, 1, DATALENGTH(@p1)) = @p1
ORDER BY p.name;
