-- The parameters (PostgreSQL 15 and later) on which some roles have something, as entries of their ACLs.
-- $1: names of the roles.
-- Columns: parameter; role; privilege; grantor; whether it may be passed on; who owns all parameters (the superuser that the server was
-- made with); whether the master acts for that one.
SELECT p.parname, r.rolname::text, a.privilege_type, g.rolname::text, a.is_grantable, o.rolname::text,
    pg_catalog.pg_has_role(o.oid, 'USAGE')
FROM pg_catalog.pg_parameter_acl p
CROSS JOIN LATERAL pg_catalog.aclexplode(p.paracl) a
JOIN pg_catalog.pg_roles r ON r.oid = a.grantee AND r.rolname = ANY ($1)
JOIN pg_catalog.pg_roles g ON g.oid = a.grantor
JOIN pg_catalog.pg_roles o ON o.oid = 10
ORDER BY p.parname, r.rolname, a.privilege_type
