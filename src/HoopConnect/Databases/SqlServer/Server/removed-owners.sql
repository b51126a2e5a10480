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
