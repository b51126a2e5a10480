-- The logins that are asked for: by name, and whoever else has the SID of one.
SELECT p.principal_id, @index(p.name), p.name, p.type, p.sid, CAST(p.is_disabled AS int)
FROM sys.server_principals AS p
WHERE p.name IN (@names) OR p.sid IN (@sids);
SELECT m.member_principal_id, r.name
FROM sys.server_role_members AS m
JOIN sys.server_principals AS p ON p.principal_id = m.member_principal_id
JOIN sys.server_principals AS r ON r.principal_id = m.role_principal_id
WHERE p.name IN (@names);
