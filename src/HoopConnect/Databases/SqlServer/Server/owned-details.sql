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
