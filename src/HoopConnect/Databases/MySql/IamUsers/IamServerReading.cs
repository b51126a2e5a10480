using HoopConnect.Databases.MySql.Server;
using HoopConnect.Databases.Users;

namespace HoopConnect.Databases.MySql.IamUsers;

/// <summary>What was read of a server for one user.</summary>
/// <param name="Server">The server, with the accounts of that name.</param>
/// <param name="PluginStatus">What the server says of AWS's plugin; null where it has none.</param>
/// <param name="RequiresTls">The account takes TLS connections only.</param>
/// <param name="Method">What stands after the plugin: <c>RDS</c>.</param>
internal sealed record IamServerReading(ServerReading Server, string? PluginStatus, bool RequiresTls, string Method)
{
    private const string Query = $"""
        SELECT (SELECT PLUGIN_STATUS FROM information_schema.PLUGINS WHERE PLUGIN_NAME = '{TokenPlugin.Name}'),
            (SELECT ssl_type FROM mysql.user WHERE User = $1 AND Host = $2),
            (SELECT authentication_string FROM mysql.user WHERE User = $1 AND Host = $2)
        """;

    public bool HasPlugin => string.Equals(PluginStatus, "ACTIVE", StringComparison.OrdinalIgnoreCase);

    public static async Task<IamServerReading> ReadAsync(Session session, Account account, CancellationToken cancellationToken)
    {
        var server = await new ServerReader(session, ManagedKind.Iam, [account.User]).ReadAsync([account], cancellationToken);
        var row = (await session.QueryAsync(Query, [account.User, account.Host], cancellationToken))[0];
        return new IamServerReading(
            server, row[0] is null ? null : ServerValue.Text(row[0]), ServerValue.Text(row[1]).Length > 0, ServerValue.Text(row[2]));
    }
}
