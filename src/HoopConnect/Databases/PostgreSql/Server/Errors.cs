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
    /// <param name="exception">What the driver threw.</param>
    /// <param name="settings">The connection.</param>
    /// <param name="holders">Who held a lock that the statement waited for; null for nobody.</param>
    public static HoopException OnStatement(Exception exception, ConnectionSettings settings, string? holders) => exception switch
    {
        PostgresException { SqlState: "57P01" or "57P02" or "57P03" } server => OfServer(server, settings),
        PostgresException { SqlState: "55P03" } server when holders is not null => new StatementException(
            server.SqlState, $"{server.MessageText}: the lock is held by {holders}", settings.ToString(), server)
        {
            RecommendedAction = EndHolder,
        },
        PostgresException { SqlState: "57014" } server => new StatementException(
            server.SqlState, server.MessageText, settings.ToString(), server)
        {
            RecommendedAction = "Somebody cancelled the statement (pg_cancel_backend), or something between here and the server set "
                + "statement_timeout: this session sets it to 0. Run again.",
        },
        PostgresException server => new StatementException(server.SqlState, server.MessageText, settings.ToString(), server),
        _ when Find<TimeoutException>(exception) is not null =>
            holders is null ? TimedOut(exception, settings) : HeldUp(exception, settings, "it is held by " + holders, EndHolder),
        _ => Broken($"The connection {settings} broke off: {Innermost(exception)}", null, settings, exception),
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
                MoreConnections(server, settings)),
            _ when server.SqlState.StartsWith("57P", StringComparison.Ordinal) =>
                Broken($"The server at {settings.Host}:{settings.Port} is going down or coming up: {said}.",
                    "Try again when the instance is available.", settings, server),
            _ => Broken($"The server refuses {settings}: {said} ({server.SqlState}).", null, settings, server),
        };

        HoopException Refused(string id, HoopErrorKind kind, string message, string? action = null) =>
            Error(id, kind, message, settings, server, action);
    }

    private const string EndHolder = "Have its transaction ended, or end it (SELECT pg_terminate_backend(<process>)), and run again.";

    /// <summary>Which limit it is shows by the function of the server that says so; its words may be in any language.</summary>
    private static string MoreConnections(PostgresException server, ConnectionSettings settings) => server.Routine switch
    {
        "InitializeSessionUserId" => "The user's own limit is reached: close its connections, or ALTER ROLE "
            + $"{Identifier.Quote(settings.Login.UserName)} CONNECTION LIMIT -1.",
        "CheckMyDatabase" => "The database's own limit is reached: close its connections, or ALTER DATABASE "
            + $"{Identifier.Quote(settings.Database ?? "postgres")} CONNECTION LIMIT -1.",
        _ => "The server is full: close connections, lower -ThrottleLimit, or raise max_connections.",
    };

    private static HoopException Broken(string message, string? action, ConnectionSettings settings, Exception inner) =>
        Error(Unreachable, HoopErrorKind.ConnectionError, message, settings, inner, action);

    private static string Innermost(Exception exception)
    {
        while (exception.InnerException is { } inner)
            exception = inner;
        return exception.Message;
    }
}
