-- Owner and ACL of what a row of pg_shdepend (d) tells of.
SELECT c.relowner AS owner, c.relacl AS acl FROM pg_catalog.pg_class c
    WHERE d.classid = 'pg_catalog.pg_class'::regclass AND d.objsubid = 0 AND c.oid = d.objid
UNION ALL SELECT c.relowner, a.attacl FROM pg_catalog.pg_attribute a JOIN pg_catalog.pg_class c ON c.oid = a.attrelid
    WHERE d.classid = 'pg_catalog.pg_class'::regclass AND d.objsubid <> 0 AND a.attrelid = d.objid AND a.attnum = d.objsubid
UNION ALL SELECT n.nspowner, n.nspacl FROM pg_catalog.pg_namespace n
    WHERE d.classid = 'pg_catalog.pg_namespace'::regclass AND n.oid = d.objid
UNION ALL SELECT p.proowner, p.proacl FROM pg_catalog.pg_proc p
    WHERE d.classid = 'pg_catalog.pg_proc'::regclass AND p.oid = d.objid
UNION ALL SELECT t.typowner, t.typacl FROM pg_catalog.pg_type t
    WHERE d.classid = 'pg_catalog.pg_type'::regclass AND t.oid = d.objid
UNION ALL SELECT l.lanowner, l.lanacl FROM pg_catalog.pg_language l
    WHERE d.classid = 'pg_catalog.pg_language'::regclass AND l.oid = d.objid
UNION ALL SELECT w.fdwowner, w.fdwacl FROM pg_catalog.pg_foreign_data_wrapper w
    WHERE d.classid = 'pg_catalog.pg_foreign_data_wrapper'::regclass AND w.oid = d.objid
UNION ALL SELECT f.srvowner, f.srvacl FROM pg_catalog.pg_foreign_server f
    WHERE d.classid = 'pg_catalog.pg_foreign_server'::regclass AND f.oid = d.objid
UNION ALL SELECT o.lomowner, o.lomacl FROM pg_catalog.pg_largeobject_metadata o
    WHERE d.classid = 'pg_catalog.pg_largeobject'::regclass AND o.oid = d.objid
UNION ALL SELECT b.datdba, b.datacl FROM pg_catalog.pg_database b
    WHERE d.classid = 'pg_catalog.pg_database'::regclass AND b.oid = d.objid
UNION ALL SELECT s.spcowner, s.spcacl FROM pg_catalog.pg_tablespace s
    WHERE d.classid = 'pg_catalog.pg_tablespace'::regclass AND s.oid = d.objid
UNION ALL SELECT c.relowner, NULL FROM pg_catalog.pg_policy y JOIN pg_catalog.pg_class c ON c.oid = y.polrelid
    WHERE d.classid = 'pg_catalog.pg_policy'::regclass AND y.oid = d.objid
