using static HoopConnect.Databases.SqlServer.Server.CatalogRow;

namespace HoopConnect.Databases.SqlServer.Server;

/// <summary>
/// Reads the server from <c>master</c>, with what a master of RDS sees: VIEW ANY DEFINITION and ALTER ANY LOGIN, no <c>sysadmin</c>.
/// </summary>
internal static class ServerReader
{
    private static readonly string ServerSql = EmbeddedSql.Read(typeof(ServerReader), "server");
    private static readonly string LoginsSql = EmbeddedSql.Read(typeof(ServerReader), "logins");
    private static readonly string MarkedLoginsSql = EmbeddedSql.Read(typeof(ServerReader), "marked-logins");
    private static readonly string DetailsSql = EmbeddedSql.Read(typeof(ServerReader), "login-details");

    /// <summary>Reads the server and these logins.</summary>
    public static async Task<ServerReading> ReadAsync(Session session, PrincipalQuery logins, CancellationToken cancellationToken)
    {
        var query = CatalogQuery.Of(ServerSql + LoginsSql, logins);
        var sets = await session.QuerySetsAsync(query.Text, query.Values, cancellationToken);
        var server = sets[0][0];
        var isBabelfish = Number(server[1]) == 1;
        // Babelfish has neither sys.server_permissions nor sys.sql_logins.
        var details = isBabelfish ? null : await ReadDetailsAsync(session, logins, cancellationToken);
        return new ServerReading(
            [.. sets[2].Select(row => Login(row, logins.Names, sets[3], details))],
            [.. sets[1].Where(row => !ServerDatabase.IsSystem(Name(row[0]))).Select(Database)
                .OrderBy(database => database.Name, StringComparer.Ordinal)])
        {
            Version = Version.TryParse(Text(server[0]), out var version) ? version : session.ServerVersion,
            IsBabelfish = isBabelfish,
            MasterLogin = Name(server[2]),
            SeesSessions = Number(server[3]) == 1,
        };
    }

    /// <summary>The logins whose SID begins so, by name.</summary>
    public static async Task<IReadOnlyList<ServerLogin>> ListAsync(
        Session session, byte[] sidPrefix, CancellationToken cancellationToken) =>
        [.. (await session.QueryAsync(MarkedLoginsSql, [sidPrefix], cancellationToken)).Select(row => Login(row, [], [], null))];

    private static ServerLogin Login(
        object?[] row, IReadOnlyList<string> names, IReadOnlyList<object?[]> roles, IReadOnlyList<IReadOnlyList<object?[]>>? details)
    {
        var id = Number(row[0]);
        var login = new ServerLogin(Name(row[2]), Text(row[3]), Bytes(row[4]), Number(row[5]) != 0, 0)
        {
            AskedName = row[1] is null ? null : names[Number(row[1])],
            ServerRoles = [.. roles.Where(role => Number(role[0]) == id).Select(role => Name(role[1])).Order(StringComparer.Ordinal)],
        };
        if (details is null || login.AskedName is null)
            return login;
        Permission[] permissions = [.. details[0].Where(permission => Number(permission[0]) == id)
            .Select(permission => Permission(permission, login.AskedName))];
        return login with
        {
            Permissions = permissions,
            GrantsToOthers = details[1].Where(count => Number(count[0]) == id).Sum(count => Number(count[1])),
            IsConnectRevoked = details[0].Any(permission => Permission(permission, "").IsConnect)
                && !permissions.Any(permission => permission.IsConnect),
            Password = details[2].FirstOrDefault(password => Number(password[0]) == id) is { } standing
                ? new PasswordStanding(Is(standing[1]), Is(standing[2]), Is(standing[3]), Is(standing[4]), Is(standing[5]))
                : null,
        };
    }

    private static async Task<IReadOnlyList<IReadOnlyList<object?[]>>> ReadDetailsAsync(
        Session session, PrincipalQuery logins, CancellationToken cancellationToken)
    {
        var query = CatalogQuery.Of(DetailsSql, logins with { Sids = [] });
        return await session.QuerySetsAsync(query.Text, query.Values, cancellationToken);
    }

    private static Permission Permission(object?[] row, string grantee) =>
        new(grantee, Text(row[1]), Text(row[2]), Text(row[3]), null, NameOrNull(row[4]), null, TextOrNull(row[5]), Name(row[6]));

    private static ServerDatabase Database(object?[] row) => new(Name(row[0]), ServerDatabase.ObstacleOf(
        Text(row[1]), Text(row[2]), Is(row[3]), Is(row[4]), Is(row[5]), TextOrNull(row[6]), row[7] is null ? null : Is(row[7])));
}
