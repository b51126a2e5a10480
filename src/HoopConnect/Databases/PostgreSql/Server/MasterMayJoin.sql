-- Whether the master (me) may make itself a member of a role (o) for the length of a transaction.
NOT o.rolsuper AND o.rolname !~ '^pg_' AND NOT pg_catalog.pg_has_role(o.oid, me.oid, 'MEMBER')
    AND CASE WHEN me.version >= 160000 THEN pg_catalog.pg_has_role(o.oid, 'MEMBER WITH ADMIN OPTION')
        ELSE NOT pg_catalog.pg_has_role(o.oid, 'MEMBER')
            AND (me.rolcreaterole OR pg_catalog.pg_has_role(o.oid, 'MEMBER WITH ADMIN OPTION')) END
