using System.Net.Sockets;
using System.Security.Authentication;
using HoopConnect.Hosting;
using HoopConnect.Planning;
using HoopConnect.Secrets;
using Microsoft.Data.SqlClient;
using static HoopConnect.Databases.DatabaseErrors;

namespace HoopConnect.Databases.SqlServer.Server;

/// <summary>
/// Turns what the driver throws into failures with an id. Numbers: SQL Server documentation, "Database Engine events and errors".
/// </summary>
internal static class Errors
{
    /// <summary>A failure while connecting.</summary>
    public static HoopException OnConnect(Exception exception, ConnectionSettings settings)
    {
        var secret = settings.Login.Password;
        if (exception is HoopException already)
            return already;
        if (exception is NotSupportedException)
        {
            return Error(DriverNotUsable,
                $"The driver of SQL Server does not work here: {exception.Message}", settings, exception,
                "It needs the libraries of ICU (libicu on Linux) and a process without DOTNET_SYSTEM_GLOBALIZATION_INVARIANT=1.");
        }

        if (exception is SqlException sql && OfLogin(sql, settings) is { } known)
            return known;
        if (IsTimeout(exception))
            return TimedOut(exception, settings);
        if (IsTls(exception))
            return NoTls(exception, settings, Innermost(exception));
        return Error(Unreachable,
            $"The server at {settings.Host}:{settings.Port} cannot be reached: {Innermost(exception)}", settings, Clean(exception, secret));
    }

    /// <summary>A failure of a statement on an open connection.</summary>
    /// <param name="exception">What the driver threw.</param>
    /// <param name="settings">The connection.</param>
    /// <param name="secret">The password in the statement, if it had one: nothing the server echoes of it gets through.</param>
    public static HoopException OnStatement(Exception exception, ConnectionSettings settings, Secret? secret = null)
    {
        if (exception is HoopException already)
            return already;
        if (IsTimeout(exception))
            return TimedOut(exception, settings);
        // From class 20 on the server closes the connection; number 0 and the driver's own numbers mean that it is gone.
        if (exception is SqlException { Class: < 20, Number: > 0 } sql)
            return new StatementException(sql.Number, Scrub(Words(sql), secret), settings.ToString(), Clean(exception, secret));
        return Error(Unreachable,
            $"The connection {settings} broke off: {Scrub(Innermost(exception), secret)}", settings, Clean(exception, secret));
    }

    /// <summary>The server has no TLS at all.</summary>
    public static HoopException TlsIsOff(Exception? exception, ConnectionSettings settings) =>
        Error(TlsFailed,
            $"No trusted TLS connection to {settings.Host}:{settings.Port} (SslMode {settings.SslMode}): the server has TLS switched off",
            settings,
            Cleaned(exception, settings),
            "No certificate helps here. Switch encryption on at the server; -SslMode Disable does without, for a server on this machine.");

    public static HoopException NoTls(Exception? exception, ConnectionSettings settings, string reason) =>
        DatabaseErrors.NoTls(Cleaned(exception, settings), settings, Scrub(reason, settings.Login.Password));

    public static HoopException TimedOut(Exception? exception, ConnectionSettings settings) =>
        DatabaseErrors.TimedOut(Cleaned(exception, settings), settings);

    private static HoopException? OfLogin(SqlException sql, ConnectionSettings settings)
    {
        // "Cannot open database" comes with 18456 beside it although the password was right: first the reasons that follow a login.
        var secret = settings.Login.Password;
        var numbers = sql.Errors.Cast<SqlError>().Select(error => error.Number).ToHashSet();
        var message = Scrub(string.Join(" ", sql.Errors.Cast<SqlError>().Select(error => error.Message)), secret).TrimEnd('.');
        var inner = Clean(sql, secret);
        if (numbers.Contains(916) || numbers.Contains(4064))
            return Error(PermissionDenied, $"The login {settings} may not connect: {message}.", settings, inner);
        if (numbers.Overlaps([4060, 911]))
        {
            return Error(NotFound,
                $"The database of {settings} is not there, or not for this login: {message}.", settings, inner);
        }

        // 924 single-user, 927 restoring, 942 offline, 945 and 946 cannot be opened, 976 to 983 and 988 availability group.
        if (numbers.Overlaps([924, 927, 942, 945, 946, 976, 978, 979, 981, 982, 983, 988]))
            return Error(NotAvailable, $"The database of {settings} takes no connections: {message}.", settings, inner);
        // 18456 wrong, 18470 disabled, 18486 locked, 18487 expired, 18488 must change; 18450 to 18452 no trusted login.
        if (numbers.Overlaps([18456, 18470, 18486, 18487, 18488, 18450, 18451, 18452, 18461]))
            return Error(LoginRefused, $"The server refuses the login {settings}: {message}.", settings, inner);
        if (numbers.Overlaps([17809, 10928, 10929]))
        {
            return Error(TooManyConnections,
                $"The server has no connection left for {settings}: {message}.", settings, inner,
                "Close connections or lower -ThrottleLimit.");
        }

        return numbers.Contains(20) ? TlsIsOff(sql, settings) : null;
    }

    private static string Words(SqlException sql)
    {
        // Message 0 and below class 11 are remarks that come with the error; the error itself may have several parts.
        var parts = sql.Errors.Cast<SqlError>().Where(error => error.Class > 10).Select(error => error.Message.TrimEnd('.'))
            .Distinct(StringComparer.Ordinal);
        const int lockTimeout = 1222;
        return string.Join("; ", parts.DefaultIfEmpty(sql.Message.TrimEnd('.')))
            + (sql.Number == lockTimeout
                ? ": somebody else holds a lock on it (sys.dm_tran_locks and sys.dm_exec_requests say who); run again when it is free"
                : "");
    }

    private static bool IsTimeout(Exception exception) =>
        exception is SqlException { Number: -2 or 258 } || Find<TimeoutException>(exception) is not null
        || Find<SocketException>(exception) is { SocketErrorCode: SocketError.TimedOut };

    private static bool IsTls(Exception exception) =>
        Find<AuthenticationException>(exception) is not null
        || exception is SqlException { Number: -2146893019 or -2146893022 or -2146762481 or 31 }
        || (exception.Message.Contains("pre-login handshake", StringComparison.Ordinal) && Find<SocketException>(exception) is null);

    private static HoopException Error(
        ErrorDefinition definition, string message, ConnectionSettings settings, Exception? inner, string? action = null) =>
        definition.Error(Scrub(message, settings.Login.Password), settings, inner, action);

    private static Exception? Cleaned(Exception? exception, ConnectionSettings settings) =>
        exception is null ? null : Clean(exception, settings.Login.Password);

    /// <summary>The cause, unless it has the password in it somewhere (a server can echo what it was sent).</summary>
    private static Exception? Clean(Exception exception, Secret? secret) =>
        secret is { Length: > 0 } && exception.ToString().Contains(secret.Reveal(), StringComparison.Ordinal) ? null : exception;

    private static string Scrub(string message, Secret? secret) =>
        secret is { Length: > 0 } ? message.Replace(secret.Reveal(), PlanStep.Hole, StringComparison.Ordinal) : message;

    private static string Innermost(Exception exception)
    {
        var innermost = exception;
        while (innermost.InnerException is { } inner)
            innermost = inner;
        // The driver ends its chain with "Success" where a connection was refused.
        return innermost is SocketException { SocketErrorCode: SocketError.Success } ? exception.Message : innermost.Message;
    }
}
