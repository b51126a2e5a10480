-- What the users own and another user can be given.
DECLARE @owners TABLE (id int NOT NULL PRIMARY KEY);
INSERT INTO @owners SELECT p.principal_id FROM sys.database_principals AS p WHERE p.type = 'S' AND p.name IN (@users);
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
