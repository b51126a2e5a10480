using HoopConnect.Databases.Channel;
using HoopConnect.Hosting;

namespace HoopConnect.Databases;

/// <summary>
/// What a connection fails with is the same on every engine: the ids, the sentences that need no engine, and what they say of a password.
/// </summary>
internal static class DatabaseErrors
{
    public static readonly ErrorDefinition AuthenticationNotServed = new(
        "Database.AuthenticationNotServed", HoopErrorKind.AuthenticationError,
        "The server asks for a way of logging in that is not served.",
        "Have the user log in with a method that the message names.");

    public static readonly ErrorDefinition CaFileNotFound = new(
        "Database.CaFileNotFound", HoopErrorKind.ObjectNotFound,
        "The CA file is not there.",
        "Check -CaFile, or fetch the certificates of RDS with Save-HoopRdsCertificate.");

    public static readonly ErrorDefinition DriverNotUsable = new(
        "Database.DriverNotUsable", HoopErrorKind.NotInstalled,
        "The driver of the engine cannot be used on this machine.",
        "Install what the message names.");

    public static readonly ErrorDefinition EngineNotServed = new(
        "Database.EngineNotServed", HoopErrorKind.NotImplemented,
        "The engine of the database is not served.",
        "Leave it out; PostgreSQL, MySQL, MariaDB and SQL Server are served.");

    public static readonly ErrorDefinition HashRefused = new(
        "Database.HashRefused", HoopErrorKind.InvalidOperation,
        "The server validates passwords and takes no hashes of them, and in clear no password is sent. Nothing was changed.",
        "Set strict_password_validation=OFF in the parameter group, or take the plugin that validates passwords away.");

    public static readonly ErrorDefinition InvalidCaFile = new(
        "Database.InvalidCaFile", HoopErrorKind.InvalidArgument,
        "The CA file has no certificate in PEM form, or cannot be read.",
        "Name a PEM file with the authorities, or fetch those of RDS with Save-HoopRdsCertificate.");

    public static readonly ErrorDefinition InvalidHost = new(
        "Database.InvalidHost", HoopErrorKind.InvalidArgument,
        "It is not a host name or an address.",
        "Give the host alone; a port goes to -Port.");

    public static readonly ErrorDefinition InvalidHostPattern = new(
        "Database.InvalidHostPattern", HoopErrorKind.InvalidArgument,
        "It is not the host part of an account of MySQL or MariaDB.",
        "Give %, a host name, an address, a pattern such as 10.0.%, or an address with a mask.");

    public static readonly ErrorDefinition InvalidName = new(
        "Database.InvalidName", HoopErrorKind.InvalidArgument,
        "The engine has no such name for a user, role or database.",
        "Choose a name that the message allows.");

    public static readonly ErrorDefinition InvalidPassword = new(
        "Database.InvalidPassword", HoopErrorKind.InvalidArgument,
        "The password has characters that this server and its clients do not agree on.",
        "Use printable ASCII characters.");

    public static readonly ErrorDefinition InvalidPort = new(
        "Database.InvalidPort", HoopErrorKind.InvalidArgument,
        "It is not a TCP port.",
        "Give 1 to 65535.");

    public static readonly ErrorDefinition InvalidStatement = new(
        "Database.InvalidStatement", HoopErrorKind.InvalidArgument,
        "The statement is too long, or has a quote without an end.",
        "This is a fault of HoopConnect: report it with the command that led to it.");

    public static readonly ErrorDefinition InvalidValue = new(
        "Database.InvalidValue", HoopErrorKind.InvalidArgument,
        "The engine has no such text.",
        "Leave out the character that the message names.");

    public static readonly ErrorDefinition IsReplica = new(
        "Database.IsReplica", HoopErrorKind.InvalidOperation,
        "The database replicates another one and takes no changes.",
        "Name its source: roles reach the replica from there.");

    public static readonly ErrorDefinition Locked = new(
        "Database.Locked", HoopErrorKind.OperationTimeout,
        "A statement waited for a lock that somebody holds until its time was over. Nothing of it was done.",
        "Have whoever holds it end his transaction, and run again; the message says who, as far as the login may see.");

    public static readonly ErrorDefinition LoginRefused = new(
        "Database.LoginRefused", HoopErrorKind.AuthenticationError,
        "The server was reached and refuses user or password.",
        "Check both, or leave -DbCredential out to use those of the vault.");

    public static readonly ErrorDefinition NoEndpoint = new(
        "Database.NoEndpoint", HoopErrorKind.InvalidOperation,
        "The database has no endpoint yet.",
        "Wait until it is available.");

    public static readonly ErrorDefinition NotAvailable = new(
        "Database.NotAvailable", HoopErrorKind.InvalidOperation,
        "The database takes no logins in its present status.",
        "Start it, or wait until it is available, and run again.");

    public static readonly ErrorDefinition NoneChosen = new(
        "Database.NoneChosen", HoopErrorKind.ObjectNotFound,
        "No database of the server is left by -Database and -ExcludeDatabase.",
        "Name one that is there, or leave both out for all of them.");

    public static readonly ErrorDefinition NotFound = new(
        "Database.NotFound", HoopErrorKind.ObjectNotFound,
        "There is no such database on the server.",
        "Check -Database; its case counts.");

    public static readonly ErrorDefinition PermissionDenied = new(
        "Database.PermissionDenied", HoopErrorKind.PermissionDenied,
        "The login works, and the user may not do that.",
        "Log in as the master user, or grant what the message names.");

    public static readonly ErrorDefinition ProtocolViolated = new(
        "Database.ProtocolViolated", HoopErrorKind.ConnectionError,
        "The server does not speak its protocol as it is documented.",
        "Check host and port: something else may listen there.");

    public static readonly ErrorDefinition ReadOnly = new(
        "Database.ReadOnly", HoopErrorKind.InvalidOperation,
        "The server is a replica or a reader, or read-only for another reason.",
        "Connect to the primary; for a cluster to its writer endpoint.");

    public static readonly ErrorDefinition StatementFailed = new(
        "Database.StatementFailed", HoopErrorKind.InvalidOperation,
        "A statement failed on the server, with what the server says.",
        "The message has the server's code and words.");

    public static readonly ErrorDefinition Timeout = new(
        "Database.Timeout", HoopErrorKind.OperationTimeout,
        "The server did not answer in time.",
        "Check that a security group or firewall does not drop the packets; give more time with -TimeoutSeconds.");

    public static readonly ErrorDefinition TlsFailed = new(
        "Database.TlsFailed", HoopErrorKind.ConnectionError,
        "There is no trusted TLS connection to the server.",
        "Fetch the certificates of RDS once with Save-HoopRdsCertificate, name the authorities with -CaFile, or use -SslMode " +
            "VerifyCA where only the host name differs.");

    public static readonly ErrorDefinition TooManyConnections = new(
        "Database.TooManyConnections", HoopErrorKind.LimitsExceeded,
        "The server has no connection left.",
        "Wait, or run again with a smaller -ThrottleLimit.");

    public static readonly ErrorDefinition Unreachable = new(
        "Database.Unreachable", HoopErrorKind.ConnectionError,
        "The server cannot be reached.",
        "Check host name, port, security group and route; for a database in a private network run from inside it.");

    public static readonly ErrorDefinition VersionNotServed = new(
        "Database.VersionNotServed", HoopErrorKind.NotImplemented,
        "The server is older than what is served.",
        "Upgrade it.");

    /// <summary>What to do where a server cannot be reached.</summary>
    public static string ReachAdvice => Unreachable.WayOut;

    /// <summary>The failure of a connection.</summary>
    public static HoopException Error(
        this ErrorDefinition definition, string message, ConnectionSettings settings, Exception? cause, string? action = null) =>
        definition.Error(message, settings.ToString(), action, cause);

    /// <summary>Refuses a text that no literal of an engine can hold.</summary>
    /// <param name="value">The text.</param>
    /// <param name="language">The engine's language.</param>
    /// <exception cref="HoopException"><c>Database.InvalidValue</c>.</exception>
    public static void RefuseNul(string value, string language)
    {
        ArgumentNullException.ThrowIfNull(value);
        if (value.Contains('\0', StringComparison.Ordinal))
            throw InvalidValue.Error($"A text with a NUL character cannot be a value in {language}.");
    }

    public static HoopException NoTls(Exception? exception, ConnectionSettings settings, string reason) =>
        TlsFailed.Error(
            $"No trusted TLS connection to {settings.Host}:{settings.Port} (SslMode {settings.SslMode}): {reason}",
            settings, exception, TlsAdvice.For(settings));

    /// <summary>A login that was not gone on with, for what the server asked.</summary>
    public static HoopException NotGoneOnWith(AuthenticationRefusedException refused, ConnectionSettings settings, string action) =>
        AuthenticationNotServed.Error($"The login {settings} was not gone on with: {refused.Message}", settings, refused, action);

    /// <summary>A connection that was not made, or broke off, for another reason than the server's own word.</summary>
    /// <param name="exception">How it ended.</param>
    /// <param name="settings">The connection.</param>
    /// <param name="what">What that means.</param>
    /// <param name="reason">Why.</param>
    /// <param name="action">What to do where the server spoke no language that we know.</param>
    public static HoopException BrokenOff(
        Exception exception, ConnectionSettings settings, string what, string reason, string? action = null) => exception switch
        {
            _ when Find<TimeoutException>(exception) is not null => TimedOut(exception, settings),
            ProtocolException or NotSupportedException =>
                ProtocolViolated.Error($"{what}: {exception.Message}", settings, exception, action),
            _ => Unreachable.Error($"{what}: {reason}", settings, exception),
        };

    public static HoopException TimedOut(Exception? exception, ConnectionSettings settings) =>
        Timeout.Error($"{settings} did not answer within {settings.Timeout.TotalSeconds:0.#} s.", settings, exception);

    /// <summary>A statement waited for a lock until its time was over.</summary>
    /// <param name="exception">How it ended.</param>
    /// <param name="settings">The connection.</param>
    /// <param name="holders">Who holds it.</param>
    /// <param name="action">How that is ended.</param>
    public static HoopException HeldUp(Exception? exception, ConnectionSettings settings, string holders, string action) =>
        Locked.Error($"{settings} waited for a lock until its time was over: {holders}.", settings, exception, action);

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
    public static bool ProvesPassword(HoopException exception) => exception.IsAnyOf(PermissionDenied, NotFound, NotAvailable);

    /// <summary>
    /// Opens a connection and closes it again, for what the server says to the login. Only a refusal is an answer; a server out of reach
    /// throws.
    /// </summary>
    public static async Task<LoginOutcome> TryLoginAsync<TConnection>(Func<Task<TConnection>> open)
        where TConnection : IAsyncDisposable
    {
        try
        {
            await using var connection = await open();
            return LoginOutcome.Accepted;
        }
        catch (HoopException exception) when (LoginRefused.Is(exception))
        {
            return LoginOutcome.Refused;
        }
        catch (HoopException exception) when (ProvesPassword(exception))
        {
            return LoginOutcome.Accepted;
        }
    }
}
