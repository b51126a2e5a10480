namespace HoopConnect.Databases.PostgreSql.Server;

/// <summary>The condition, in SQL, that the master may make itself a member of a role for the length of a transaction.</summary>
internal static class JoinableRole
{
    /// <summary>Of the role <c>o</c> (<c>pg_roles</c>) and of <c>me</c>, with <c>oid</c>, <c>rolcreaterole</c> and the server's <c>version</c>.</summary>
    public const string Condition = """
        NOT o.rolsuper AND o.rolname !~ '^pg_' AND NOT pg_catalog.pg_has_role(o.oid, me.oid, 'MEMBER') AND CASE
            WHEN me.version >= 160000 THEN pg_catalog.pg_has_role(o.oid, 'MEMBER WITH ADMIN OPTION')
            ELSE NOT pg_catalog.pg_has_role(o.oid, 'MEMBER') AND (me.rolcreaterole OR pg_catalog.pg_has_role(o.oid, 'MEMBER WITH ADMIN OPTION')) END
        """;
}
