using static HoopConnect.Databases.SqlServer.Server.ServerReader;

namespace HoopConnect.Databases.SqlServer.Server;

/// <summary>Reads one database, on a connection to it, in one round trip.</summary>
internal static class DatabaseReader
{
    /// <summary>The values are the SIDs of the three logins (empty where there is none) and the heir's name (empty where there is none).</summary>
    private const string Sql = """
        SELECT SUSER_SNAME(), USER_NAME();
        SELECT p.name, p.type, p.sid, CAST(p.authentication_type AS int),
               (SELECT COUNT(*) FROM sys.database_permissions AS g WHERE g.grantor_principal_id = p.principal_id)
        FROM sys.database_principals AS p
        WHERE p.name IN (N'hoop_ro', N'hoop_rw', N'hoop_ddl', N'db_datareader', N'db_datawriter', N'db_ddladmin', @p4)
           OR p.sid IN (@p1, @p2, @p3);
        SELECT u.name, r.name
        FROM sys.database_role_members AS m
        JOIN sys.database_principals AS u ON u.principal_id = m.member_principal_id
        JOIN sys.database_principals AS r ON r.principal_id = m.role_principal_id
        WHERE u.name IN (N'hoop_ro', N'hoop_rw', N'hoop_ddl');
        SELECT u.name, p.class_desc, p.state, p.permission_name,
               CASE p.class WHEN 1 THEN OBJECT_SCHEMA_NAME(p.major_id) WHEN 6 THEN SCHEMA_NAME(t.schema_id) END,
               CASE p.class WHEN 1 THEN OBJECT_NAME(p.major_id) WHEN 3 THEN SCHEMA_NAME(p.major_id) WHEN 4 THEN s.name WHEN 6 THEN t.name END,
               CASE WHEN p.class = 1 AND p.minor_id > 0 THEN COL_NAME(p.major_id, p.minor_id) END,
               s.type, g.name
        FROM sys.database_permissions AS p
        JOIN sys.database_principals AS u ON u.principal_id = p.grantee_principal_id
        JOIN sys.database_principals AS g ON g.principal_id = p.grantor_principal_id
        LEFT JOIN sys.database_principals AS s ON p.class = 4 AND s.principal_id = p.major_id
        LEFT JOIN sys.types AS t ON p.class = 6 AND t.user_type_id = p.major_id
        WHERE u.name IN (N'hoop_ro', N'hoop_rw', N'hoop_ddl')
           OR (u.name = N'dbo' AND p.class = 0 AND p.permission_name = N'CONNECT');
        SELECT e.name
        FROM sys.extended_properties AS e
        WHERE e.class = 0 AND e.name IN (N'HoopConnect.hoop_ro', N'HoopConnect.hoop_rw', N'HoopConnect.hoop_ddl');
        """;

    private const string OwnedSql = """

        SELECT u.name, N'SCHEMA', NULL, s.name
        FROM sys.schemas AS s
        JOIN sys.database_principals AS u ON u.principal_id = s.principal_id
        WHERE u.name IN (N'hoop_ro', N'hoop_rw', N'hoop_ddl');
        SELECT u.name, N'OBJECT', SCHEMA_NAME(o.schema_id), o.name
        FROM sys.objects AS o
        JOIN sys.database_principals AS u ON u.principal_id = o.principal_id
        WHERE u.name IN (N'hoop_ro', N'hoop_rw', N'hoop_ddl');
        SELECT u.name, N'TYPE', SCHEMA_NAME(t.schema_id), t.name
        FROM sys.types AS t
        JOIN sys.database_principals AS u ON u.principal_id = t.principal_id
        WHERE u.name IN (N'hoop_ro', N'hoop_rw', N'hoop_ddl');
        SELECT u.name, N'ROLE', NULL, r.name
        FROM sys.database_principals AS r
        JOIN sys.database_principals AS u ON u.principal_id = r.owning_principal_id
        WHERE r.type = 'R' AND u.name IN (N'hoop_ro', N'hoop_rw', N'hoop_ddl');
        """;

    /// <summary>Reads what a plan needs.</summary>
    public static Task<DatabaseReading> ReadAsync(Session session, string database, ServerReading server, CancellationToken cancellationToken) =>
        ReadAsync(session, database, Sql, server, null, cancellationToken);

    /// <summary>Reads what a removal needs: also what the users own, and the heir.</summary>
    public static Task<DatabaseReading> ReadWithOwnedAsync(Session session, string database, ServerReading server, string? heir, CancellationToken cancellationToken) =>
        ReadAsync(session, database, Sql + OwnedSql, server, heir, cancellationToken);

    private static async Task<DatabaseReading> ReadAsync(Session session, string database, string sql, ServerReading server, string? heir, CancellationToken cancellationToken)
    {
        var values = server.Logins.Select(login => login.Sid).Concat(Enumerable.Repeat(Array.Empty<byte>(), 3)).Take(3).Append<object?>(heir ?? "").ToList();
        var sets = await session.QuerySetsAsync(sql, values, cancellationToken);
        return new DatabaseReading(database)
        {
            MasterLogin = Text(sets[0][0][0]),
            MasterUser = Text(sets[0][0][1]),
            Principals = sets[1].Select(row => new DatabasePrincipal((string)row[0]!, Text(row[1]), row[2] as byte[] ?? [], Number(row[3]), Number(row[4]))).ToList(),
            Memberships = sets[2].Select(row => ((string)row[0]!, (string)row[1]!)).ToList(),
            Permissions = sets[3].Select(row => new Permission(
                Text(row[0]), Text(row[1]), Text(row[2]), Text(row[3]), (string?)row[4], (string?)row[5], (string?)row[6], TextOrNull(row[7]), (string)row[8]!)).ToList(),
            Marks = sets[4].Select(row => Text(row[0])["HoopConnect.".Length..]).ToList(),
            Owned = sets.Skip(5).SelectMany(rows => rows).Select(row => new OwnedObject((string)row[0]!, Text(row[1]), (string?)row[2], (string)row[3]!)).ToList(),
        };
    }
}
