using System.Security.Authentication;
using HoopConnect.Databases.Channel;
using HoopConnect.Hosting;
using Npgsql;
using static HoopConnect.Databases.DatabaseErrors;

namespace HoopConnect.Databases.PostgreSql.Server;

/// <summary>Turns what the driver throws into failures with an id. Codes: PostgreSQL documentation, "PostgreSQL Error Codes".</summary>
internal static class Errors
{
    /// <summary>A failure while connecting. What the server says comes after it knew the password, except for class 28.</summary>
    public static HoopException OnConnect(Exception exception, ConnectionSettings settings) => exception switch
    {
        HoopException ours => ours,
        PostgresException server => OfServer(server, settings),
        AuthenticationException tls => NoTls(tls, settings, tls.Message),
        AuthenticationRefusedException refused => AuthenticationNotServed.Error(
            $"The login {settings} was not gone on with: {refused.Message}", settings, refused,
            "Have the server's certificate verified (-SslMode VerifyFull, with -CaFile where it is needed), and the password kept for "
                + "SCRAM (password_encryption = 'scram-sha-256', and the password set anew)."),
        TokenWantedException wanted => LoginRefused.Error(
            $"The server takes no password for the login {settings}: {wanted.Message}.", settings, wanted,
            "A member of rds_iam logs in with a token (Get-HoopAuthToken, or a marker in place of the password)."),
        _ => OnConnection(exception, settings, $"The server at {settings.Host}:{settings.Port} cannot be reached"),
    };

    /// <summary>A failure of a statement on an open connection.</summary>
    public static HoopException OnStatement(Exception exception, ConnectionSettings settings) => exception switch
    {
        PostgresException { SqlState: "57P01" or "57P02" or "57P03" } server => OfServer(server, settings),
        PostgresException server => new StatementException(server.SqlState, server.MessageText, settings.ToString(), server),
        _ => OnConnection(exception, settings, $"The connection {settings} broke off"),
    };

    private static HoopException OnConnection(Exception exception, ConnectionSettings settings, string what) => exception switch
    {
        _ when Find<TimeoutException>(exception) is not null => TimedOut(exception, settings),
        ProtocolException => ProtocolViolated.Error($"{what}: {exception.Message}", settings, exception),
        _ => Unreachable.Error($"{what}: {Innermost(exception)}", settings, exception),
    };

    private static HoopException OfServer(PostgresException server, ConnectionSettings settings)
    {
        var said = server.MessageText;
        return server.SqlState switch
        {
            "28000" when settings.SslMode == SslMode.Disable && said.Contains("pg_hba.conf", StringComparison.Ordinal) =>
                NoTls(server, settings, "the server takes no connection without TLS (" + said + ")"),
            "28P01" or "28000" =>
                Refused(LoginRefused, HoopErrorKind.AuthenticationError, $"The server refuses the login {settings}: {said}."),
            "42501" => Refused(PermissionDenied, HoopErrorKind.PermissionDenied, $"The login {settings} may not connect: {said}."),
            "3D000" => Refused(NotFound, HoopErrorKind.ObjectNotFound, $"The database of {settings} is not there: {said}."),
            "55000" => Refused(NotFound, HoopErrorKind.InvalidOperation, $"The database of {settings} takes no connections: {said}."),
            "53300" => Refused(
                TooManyConnections, HoopErrorKind.LimitsExceeded, $"The server has no connection left for {settings}: {said}.",
                "Close connections, lower -ThrottleLimit, or raise the limit (max_connections, CONNECTION LIMIT)."),
            _ when server.SqlState.StartsWith("57P", StringComparison.Ordinal) =>
                Broken($"The server at {settings.Host}:{settings.Port} is going down or coming up: {said}.",
                    "Try again when the instance is available.", settings, server),
            _ => Broken($"The server refuses {settings}: {said} ({server.SqlState}).", null, settings, server),
        };

        HoopException Refused(string id, HoopErrorKind kind, string message, string? action = null) =>
            Error(id, kind, message, settings, server, action);
    }

    private static HoopException Broken(string message, string? action, ConnectionSettings settings, Exception inner) =>
        Error(Unreachable, HoopErrorKind.ConnectionError, message, settings, inner, action);

    private static string Innermost(Exception exception)
    {
        while (exception.InnerException is { } inner)
            exception = inner;
        return exception.Message;
    }
}
