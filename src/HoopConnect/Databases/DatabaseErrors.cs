using HoopConnect.Hosting;

namespace HoopConnect.Databases;

/// <summary>What a connection fails with is the same on every engine: the ids, the sentences that need no engine, and what they say of a password.</summary>
internal static class DatabaseErrors
{
    public const string LoginRefused = "Database.LoginRefused";
    public const string PermissionDenied = "Database.PermissionDenied";
    public const string NotFound = "Database.NotFound";
    public const string TooManyConnections = "Database.TooManyConnections";
    public const string Unreachable = "Database.Unreachable";
    public const string TlsFailed = "Database.TlsFailed";
    public const string Timeout = "Database.Timeout";
    public const string StatementFailed = "Database.StatementFailed";

    /// <summary>What to do where a server cannot be reached.</summary>
    public const string ReachAdvice = "Check host name, port, security group and route; for a database in a private network run from inside it.";

    public static HoopException Error(string id, HoopErrorKind kind, string message, ConnectionSettings settings, Exception? inner, string? action = null) =>
        new(id, kind, message, inner) { Target = settings.ToString(), RecommendedAction = action };

    public static HoopException NoTls(Exception? exception, ConnectionSettings settings, string reason) =>
        Error(TlsFailed, HoopErrorKind.ConnectionError, $"No trusted TLS connection to {settings.Host}:{settings.Port} (SslMode {settings.SslMode}): {reason}", settings, exception,
            TlsAdvice.For(settings));

    public static HoopException TimedOut(Exception? exception, ConnectionSettings settings) =>
        Error(Timeout, HoopErrorKind.OperationTimeout, $"{settings} did not answer within {settings.Timeout.TotalSeconds:0.#} s.", settings, exception,
            "Check that a security group or firewall does not drop the packets; give more time with -TimeoutSeconds.");

    /// <summary>The first of that type among the exception and its causes.</summary>
    public static T? Find<T>(Exception? exception)
        where T : Exception
    {
        for (; exception is not null; exception = exception.InnerException)
        {
            if (exception is T found)
                return found;
        }

        return null;
    }

    /// <summary>True where the server knew the login and refused it only what came after: the password works.</summary>
    public static bool ProvesPassword(HoopException exception) => exception.ErrorId is PermissionDenied or NotFound;

    /// <summary>Opens a connection and closes it again, for what the server says to the login. Only a refusal is an answer; a server out of reach throws.</summary>
    public static async Task<LoginOutcome> TryLoginAsync<TConnection>(Func<Task<TConnection>> open)
        where TConnection : IAsyncDisposable
    {
        try
        {
            await using var connection = await open();
            return LoginOutcome.Accepted;
        }
        catch (HoopException exception) when (exception.ErrorId == LoginRefused)
        {
            return LoginOutcome.Refused;
        }
        catch (HoopException exception) when (ProvesPassword(exception))
        {
            return LoginOutcome.Accepted;
        }
    }
}
