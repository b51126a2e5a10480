using System.Net.Sockets;
using System.Security.Authentication;
using HoopConnect.Hosting;
using Npgsql;
using static HoopConnect.Databases.DatabaseErrors;

namespace HoopConnect.Databases.PostgreSql.Server;

/// <summary>Turns what the driver throws into failures with an id. Codes: PostgreSQL documentation, "PostgreSQL Error Codes".</summary>
internal static class Errors
{
    /// <summary>A failure while connecting. What the server says comes after it knew the password, except for class 28.</summary>
    public static HoopException OnConnect(Exception exception, ConnectionSettings settings, ServerTrust trust) => exception switch
    {
        _ when trust.Failure is { } unusable => unusable,
        PostgresException server => OfServer(server, settings),
        _ when Find<TimeoutException>(exception) is not null => TimedOut(exception, settings),
        _ when Find<AuthenticationException>(exception) is { } => NoTls(exception, settings, trust.Complaint),
        _ when exception.Message.Contains("SSL", StringComparison.OrdinalIgnoreCase) && Find<SocketException>(exception) is null
            => NoTls(exception, settings, exception.Message),
        _ => Broken(
            $"The server at {settings.Host}:{settings.Port} cannot be reached: {Innermost(exception)}", ReachAdvice, settings, exception),
    };

    /// <summary>A failure of a statement on an open connection.</summary>
    public static HoopException OnStatement(Exception exception, ConnectionSettings settings) => exception switch
    {
        PostgresException { SqlState: "57P01" or "57P02" or "57P03" } server => OfServer(server, settings),
        PostgresException server =>
            new StatementException(server.SqlState, ServerWords.Of(server, settings.Login.Password), settings.ToString()),
        _ when Find<TimeoutException>(exception) is not null => TimedOut(exception, settings),
        _ => Broken($"The connection {settings} broke off: {Innermost(exception)}", null, settings, exception),
    };

    // The driver's exception is not kept: all that the server said is in the message, without the secrets that it may repeat.
    private static HoopException OfServer(PostgresException server, ConnectionSettings settings)
    {
        var said = ServerWords.Of(server, settings.Login.Password);
        return server.SqlState switch
        {
            "28000" when settings.SslMode == SslMode.Disable && said.Contains("pg_hba.conf", StringComparison.Ordinal) =>
                NoTls(null, settings, "the server takes no connection without TLS (" + said + ")"),
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
                    "Try again when the instance is available.", settings, null),
            _ => Broken($"The server refuses {settings}: {said} ({server.SqlState}).", null, settings, null),
        };

        HoopException Refused(string id, HoopErrorKind kind, string message, string? action = null) =>
            Error(id, kind, message, settings, null, action);
    }

    private static HoopException Broken(string message, string? action, ConnectionSettings settings, Exception? inner) =>
        Error(Unreachable, HoopErrorKind.ConnectionError, message, settings, inner, action);

    private static string Innermost(Exception exception)
    {
        while (exception.InnerException is { } inner)
            exception = inner;
        return exception.Message;
    }
}
