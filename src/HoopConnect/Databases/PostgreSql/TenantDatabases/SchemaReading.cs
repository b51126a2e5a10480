namespace HoopConnect.Databases.PostgreSql.TenantDatabases;

/// <summary>What a tenant's user may do in the schema <c>public</c> of its database, which has to be entered to be told.</summary>
internal static class SchemaReading
{
    private const string Query =
        "SELECT n.nspname IS NOT NULL, pg_catalog.has_schema_privilege(r.oid, n.oid, 'USAGE') "
        + "AND pg_catalog.has_schema_privilege(r.oid, n.oid, 'CREATE') "
        + "FROM pg_catalog.pg_roles r LEFT JOIN pg_catalog.pg_namespace n ON n.nspname = 'public' WHERE r.rolname = $1";

    /// <summary>True where the user lacks the schema's use; a tenant may have dropped the schema, and then lacks nothing.</summary>
    public static async Task<bool> LacksAsync(IDatabaseSession session, string user, CancellationToken cancellationToken) =>
        await session.QueryAsync(Query, [user], cancellationToken) is [[true, false]];
}
