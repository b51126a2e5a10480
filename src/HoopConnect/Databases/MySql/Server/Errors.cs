using System.Security.Authentication;
using HoopConnect.Databases.Channel;
using HoopConnect.Databases.MySql.Server.Wire;
using HoopConnect.Hosting;
using static HoopConnect.Databases.DatabaseErrors;

namespace HoopConnect.Databases.MySql.Server;

/// <summary>
/// Turns what the driver and the relay before it throw into failures with an id. Numbers: MySQL and MariaDB, "Server Error Message
/// Reference".
/// </summary>
internal static class Errors
{
    /// <summary>A failure while connecting.</summary>
    public static HoopException OnConnect(Exception exception, ConnectionSettings settings) => exception switch
    {
        HoopException ours => ours,
        ServerException server => OfServer(server, settings),
        AuthenticationException tls => NoTls(tls, settings, tls.Message),
        AuthenticationRefusedException refused => NotGoneOnWith(
            refused, settings,
            "Connect with TLS (-SslMode VerifyFull), or give the user the plugin caching_sha2_password or mysql_native_password."),
        _ => OnConnection(exception, settings, $"The server at {settings.Host}:{settings.Port} cannot be reached"),
    };

    /// <summary>A failure of a round trip on an open connection.</summary>
    public static HoopException OnStatement(Exception exception, ConnectionSettings settings) => exception switch
    {
        HoopException ours => ours,
        // The server goes down, or somebody ended the connection.
        ServerException { Code: 1053 or 1927 or 3169 } server => OfServer(server, settings),
        ServerException { Code: Ledger.NoSuchKey } => LedgerReading.Swapped(settings),
        ServerException server => new StatementException(server, settings.ToString()),
        _ => OnConnection(exception, settings, $"The connection {settings} broke off"),
    };

    private static HoopException OnConnection(Exception exception, ConnectionSettings settings, string what) => BrokenOff(
        exception, settings, what, exception.Message, "Check that host and port are those of a MySQL or MariaDB server.");

    private static HoopException OfServer(ServerException server, ConnectionSettings settings) => server.Code switch
    {
        // Wrong user or password, no password, host not allowed, locked, expired, blocked for failed logins.
        1045 or 1698 or 1130 or 3118 or 4151 or 1862 or 1820 or 3955 => Refused(server, settings, null),
        // The user's plugin is not there: on RDS, AWS's while IAM authentication is off.
        1524 => Refused(
            server, settings,
            "Switch IAM authentication on (Enable-HoopIamAuthentication), or have an administrator give the user another way to log in."),
        1044 => PermissionDenied.Error($"The login {settings} may not connect: {server.Message} (1044).", settings, server),
        1049 => NotFound.Error($"The database of {settings} is not there: {server.Message} (1049).", settings, server),
        1040 or 1203 or 1226 => TooManyConnections.Error(
            $"The server has no connection left for {settings}: {server.Message} ({server.Code}).", settings, server,
            server.Code switch
            {
                1040 => "The server is full: close connections, lower -ThrottleLimit, or raise max_connections.",
                1226 => "The account's own limit is reached: wait for the hour to end, or ALTER USER ... WITH <the limit that is named> 0.",
                _ => "The account's own limit is reached: close its connections, or ALTER USER ... WITH MAX_USER_CONNECTIONS 0 "
                    + "(or raise max_user_connections).",
            }),
        3159 or 1105 when settings.SslMode == SslMode.Disable =>
            NoTls(server, settings, $"the server takes no connection without TLS ({server.Message})"),
        1129 => Unreachable.Error(
            $"The server at {settings.Host}:{settings.Port} blocks this host after too many broken connections: {server.Message} (1129).",
            settings, server,
            "Let an administrator run FLUSH HOSTS, or wait, and find what broke the connections."),
        1053 or 1927 or 3169 => Unreachable.Error(
            $"The server at {settings.Host}:{settings.Port} ended the connection: {server.Message} ({server.Code}).", settings, server,
            "Try again when the instance is available."),
        _ => Unreachable.Error($"The server refuses {settings}: {server.Message} ({server.Code}).", settings, server),
    };

    private static HoopException Refused(ServerException server, ConnectionSettings settings, string? action) =>
        LoginRefused.Error($"The server refuses the login {settings}: {server.Message} ({server.Code}).", settings, server, action);
}
