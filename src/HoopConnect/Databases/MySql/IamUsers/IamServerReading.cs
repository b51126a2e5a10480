using System.Globalization;
using HoopConnect.Databases.MySql.Server;

namespace HoopConnect.Databases.MySql.IamUsers;

/// <summary>What was read of a server for one user.</summary>
/// <param name="Server">The server, with the accounts of that name.</param>
/// <param name="PluginStatus">What the server says of AWS's plugin; null where it has none.</param>
/// <param name="RequiresTls">The account takes TLS connections only.</param>
/// <param name="Method">What stands after the plugin: <c>RDS</c>.</param>
internal sealed record IamServerReading(ServerReading Server, string? PluginStatus, bool RequiresTls, string Method)
{
    /// <summary>The plugin (Amazon RDS User Guide, "Creating a database account using IAM authentication").</summary>
    public const string Plugin = "AWSAuthenticationPlugin";

    /// <summary>The method that is meant for it.</summary>
    public const string WantedMethod = "RDS";

    private const string Query = $"""
        SELECT (SELECT PLUGIN_STATUS FROM information_schema.PLUGINS WHERE PLUGIN_NAME = '{Plugin}'),
            (SELECT ssl_type FROM mysql.user WHERE User = $1 AND Host = $2), (SELECT authentication_string FROM mysql.user WHERE User = $1 AND Host = $2)
        """;

    public bool HasPlugin => string.Equals(PluginStatus, "ACTIVE", StringComparison.OrdinalIgnoreCase);

    /// <summary>The account logs in by token.</summary>
    public static bool IsByToken(AccountReading? account) => string.Equals(account?.Plugin, Plugin, StringComparison.OrdinalIgnoreCase);

    public static async Task<IamServerReading> ReadAsync(Session session, Account account, CancellationToken cancellationToken)
    {
        var server = await new ServerReader(session, [account.User]).ReadAsync([account], cancellationToken);
        var row = (await session.QueryAsync(Query, [account.User, account.Host], cancellationToken))[0];
        return new IamServerReading(server, row[0] is null ? null : Text(row[0]), Text(row[1]).Length > 0, Text(row[2]));
    }

    private static string Text(object? value) =>
        value is byte[] bytes ? System.Text.Encoding.UTF8.GetString(bytes) : Convert.ToString(value, CultureInfo.InvariantCulture) ?? "";
}
