-- Whether the server takes logins by token, and which of them are the user's. pg_hba.conf's "+role" takes every membership, whatever it
-- gives (PostgreSQL documentation, "The pg_hba.conf File").
-- $1: the user.
-- Columns: the role rds_iam is there; the user is a member of it, itself or through other roles; who is a member of the user.
WITH RECURSIVE above(oid) AS (
    SELECT m.roleid FROM pg_catalog.pg_auth_members m JOIN pg_catalog.pg_roles r ON r.oid = m.member WHERE r.rolname = $1
    UNION SELECT m.roleid FROM pg_catalog.pg_auth_members m JOIN above ON m.member = above.oid),
below(oid) AS (
    SELECT m.member FROM pg_catalog.pg_auth_members m JOIN pg_catalog.pg_roles r ON r.oid = m.roleid WHERE r.rolname = $1
    UNION SELECT m.member FROM pg_catalog.pg_auth_members m JOIN below ON m.roleid = below.oid)
SELECT EXISTS (SELECT FROM pg_catalog.pg_roles WHERE rolname = 'rds_iam'),
    EXISTS (SELECT FROM pg_catalog.pg_roles r JOIN above USING (oid) WHERE r.rolname = 'rds_iam'),
    ARRAY(SELECT r.rolname::text FROM pg_catalog.pg_roles r JOIN below USING (oid) WHERE r.rolcanlogin ORDER BY 1)
