using System.Globalization;

namespace HoopConnect.Databases.SqlServer.Server;

/// <summary>
/// Reads the server from <c>master</c>. Only views that a master without <c>sysadmin</c> can read in full (VIEW ANY DEFINITION, which RDS
/// gives it); not <c>sys.sql_logins</c>, whose rows it does not see.
/// </summary>
internal static class ServerReader
{
    private const int InvalidObjectName = 208;

    private const string Sql = """
        SELECT d.name, d.state_desc, d.user_access_desc,
               CASE WHEN d.source_database_id IS NULL THEN 0 ELSE 1 END, CAST(d.is_in_standby AS int), CAST(d.is_read_only AS int),
               CAST(DATABASEPROPERTYEX(d.name, N'Updateability') AS nvarchar(128)), HAS_DBACCESS(d.name)
        FROM sys.databases AS d;
        SELECT p.name, p.type, p.sid, CAST(p.is_disabled AS int)
        FROM sys.server_principals AS p
        WHERE p.name IN (N'hoop_ro', N'hoop_rw', N'hoop_ddl');
        SELECT p.name, r.name
        FROM sys.server_role_members AS m
        JOIN sys.server_principals AS p ON p.principal_id = m.member_principal_id
        JOIN sys.server_principals AS r ON r.principal_id = m.role_principal_id
        WHERE p.name IN (N'hoop_ro', N'hoop_rw', N'hoop_ddl');
        """;

    private const string PermissionsSql = """
        SELECT g.name, p.class_desc, p.state, p.permission_name, s.name, s.type, o.name
        FROM sys.server_permissions AS p
        JOIN sys.server_principals AS g ON g.principal_id = p.grantee_principal_id
        JOIN sys.server_principals AS o ON o.principal_id = p.grantor_principal_id
        LEFT JOIN sys.server_principals AS s ON p.class = 101 AND s.principal_id = p.major_id
        WHERE g.name IN (N'hoop_ro', N'hoop_rw', N'hoop_ddl');
        SELECT o.name, COUNT(*)
        FROM sys.server_permissions AS p
        JOIN sys.server_principals AS o ON o.principal_id = p.grantor_principal_id
        WHERE o.name IN (N'hoop_ro', N'hoop_rw', N'hoop_ddl')
        GROUP BY o.name;
        """;

    public static async Task<ServerReading> ReadAsync(Session session, IReadOnlyList<string> names, CancellationToken cancellationToken)
    {
        var sets = await session.QuerySetsAsync(Sql, [], cancellationToken);
        var (permissions, grants) = await ReadPermissionsAsync(session, cancellationToken);
        var logins = sets[1]
            .Where(row => names.Any(name => DatabaseReading.Same(name, Text(row[0]))))
            .Select(row => new ServerLogin(Text(row[0]), Text(row[1]), (byte[])row[2]!, Number(row[3]) != 0, grants.GetValueOrDefault(Text(row[0])))
            {
                ServerRoles = sets[2].Where(member => DatabaseReading.Same(Text(member[0]), Text(row[0]))).Select(member => Text(member[1])).Order(StringComparer.Ordinal).ToList(),
                Permissions = permissions.Where(permission => DatabaseReading.Same(permission.Grantee, Text(row[0]))).ToList(),
            });
        var databases = sets[0].Where(row => !ServerDatabase.IsSystem(Text(row[0]))).Select(Database).OrderBy(database => database.Name, StringComparer.Ordinal);
        return new ServerReading(logins.ToList(), databases.ToList());
    }

    public static string Text(object? value) => Convert.ToString(value, CultureInfo.InvariantCulture)!.TrimEnd();

    public static string? TextOrNull(object? value) => value is null ? null : Text(value);

    public static int Number(object? value) => value is null ? 0 : Convert.ToInt32(value, CultureInfo.InvariantCulture);

    private static ServerDatabase Database(object?[] row) => new((string)row[0]!, ServerDatabase.ObstacleOf(
        Text(row[1]), Text(row[2]), Number(row[3]) != 0, Number(row[4]) != 0, Number(row[5]) != 0, TextOrNull(row[6]), row[7] is null ? null : Number(row[7]) != 0));

    private static async Task<(IReadOnlyList<Permission> Permissions, IReadOnlyDictionary<string, int> GrantsToOthers)> ReadPermissionsAsync(
        Session session, CancellationToken cancellationToken)
    {
        try
        {
            var sets = await session.QuerySetsAsync(PermissionsSql, [], cancellationToken);
            return (
                sets[0].Select(row => new Permission(Text(row[0]), Text(row[1]), Text(row[2]), Text(row[3]), null, TextOrNull(row[4]), null, TextOrNull(row[5]), Text(row[6]))).ToList(),
                sets[1].ToDictionary(row => Text(row[0]), row => Number(row[1]), StringComparer.OrdinalIgnoreCase));
        }
        catch (StatementException exception) when (exception.Number == InvalidObjectName)
        {
            // Not every server that speaks TDS has permissions of its own on the server level (Babelfish has not): then there are none.
            return ([], new Dictionary<string, int>());
        }
    }
}
