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
        AuthenticationRefusedException refused => NotGoneOnWith(
            refused, settings,
            "Have the server's certificate verified (-SslMode VerifyFull, with -CaFile where it is needed), and the password kept for "
                + "SCRAM (password_encryption = 'scram-sha-256', and the password set anew)."),
        TokenWantedException wanted => LoginRefused.Error(
            $"The server takes no password for the login {settings}: {wanted.Message}.", settings, wanted,
            "A member of rds_iam logs in with a token (Get-HoopAuthToken, or a marker in place of the password)."),
        _ => OnConnection(exception, settings, $"The server at {settings.Host}:{settings.Port} cannot be reached"),
    };

    /// <summary>A failure of a statement on an open connection.</summary>
    /// <param name="exception">What the driver threw.</param>
    /// <param name="settings">The connection.</param>
    /// <param name="holders">Who held a lock that the statement waited for; null for nobody.</param>
    public static HoopException OnStatement(Exception exception, ConnectionSettings settings, string? holders) => exception switch
    {
        PostgresException { SqlState: "57P01" or "57P02" or "57P03" } server => OfServer(server, settings),
        PostgresException { SqlState: "55P03" } server when holders is not null => new StatementException(
            server.SqlState, $"{ServerWords.Of(server, settings.Login.Password)}: the lock is held by {holders}", settings.ToString())
        {
            RecommendedAction = EndHolder,
        },
        PostgresException { SqlState: "57014" } server => new StatementException(
            server.SqlState, ServerWords.Of(server, settings.Login.Password), settings.ToString())
        {
            RecommendedAction = "Somebody cancelled the statement (pg_cancel_backend), or something between here and the server set "
                + "statement_timeout: this session sets it to 0. Run again.",
        },
        PostgresException server =>
            new StatementException(server.SqlState, ServerWords.Of(server, settings.Login.Password), settings.ToString()),
        _ when holders is not null && Find<TimeoutException>(exception) is not null =>
            HeldUp(exception, settings, "it is held by " + holders, EndHolder),
        _ => OnConnection(exception, settings, $"The connection {settings} broke off"),
    };

    private static HoopException OnConnection(Exception exception, ConnectionSettings settings, string what) =>
        BrokenOff(exception, settings, what, Innermost(exception));

    // The driver's exception is not kept: all that the server said is in the message, without the secrets that it may repeat.
    private static HoopException OfServer(PostgresException server, ConnectionSettings settings)
    {
        var said = ServerWords.Of(server, settings.Login.Password);
        return server.SqlState switch
        {
            "28000" when settings.SslMode == SslMode.Disable && said.Contains("pg_hba.conf", StringComparison.Ordinal) =>
                NoTls(null, settings, "the server takes no connection without TLS (" + said + ")"),
            "28P01" or "28000" =>
                Refused(LoginRefused, $"The server refuses the login {settings}: {said}."),
            "42501" => Refused(PermissionDenied, $"The login {settings} may not connect: {said}."),
            "3D000" => Refused(NotFound, $"The database of {settings} is not there: {said}."),
            "55000" => Refused(NotAvailable, $"The database of {settings} takes no connections: {said}."),
            "53300" => Refused(
                TooManyConnections, $"The server has no connection left for {settings}: {said}.", MoreConnections(server, settings)),
            _ when server.SqlState.StartsWith("57P", StringComparison.Ordinal) =>
                Broken($"The server at {settings.Host}:{settings.Port} is going down or coming up: {said}.",
                    "Try again when the instance is available.", settings, null),
            _ => Broken($"The server refuses {settings}: {said} ({server.SqlState}).", null, settings, null),
        };

        HoopException Refused(ErrorDefinition definition, string message, string? action = null) =>
            definition.Error(message, settings, null, action);
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

    private static HoopException Broken(string message, string? action, ConnectionSettings settings, Exception? inner) =>
        Unreachable.Error(message, settings, inner, action);

    private static string Innermost(Exception exception)
    {
        while (exception.InnerException is { } inner)
            exception = inner;
        return exception.Message;
    }
}
