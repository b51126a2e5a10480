using HoopConnect.Credentials.Vaults;
using HoopConnect.Databases;
using HoopConnect.Databases.SessionUsers;
using HoopConnect.Hosting;
using HoopConnect.Planning;
using HoopConnect.Secrets;

namespace HoopConnect.Credentials.Passwords;

/// <summary>
/// The password of one session user, under the protocol "a password is never lost": in a vault, or, where none was given, in the memory of
/// this process, so that at least its callers share it.
/// </summary>
public sealed class SessionUserPasswords : ISessionUserPasswords
{
    // One for the process, whatever runspace asks. Nothing of it is ever written down.
    private static readonly CheckedVault OfProcess = new(new InMemoryVault("HoopConnect-process"), locks: null);

    private readonly PasswordProtocol _protocol;
    private readonly PasswordSubject _subject;
    private readonly RunMode _mode;
    private readonly TryLogin _tryLogin;

    /// <summary>The password of one session user.</summary>
    /// <param name="vault">Where it is kept; null for this process alone.</param>
    /// <param name="database">The server; the entry is named after it.</param>
    /// <param name="entry">What names the user there: its policy's hash, for a user of one's own with the caller.</param>
    /// <param name="userName">The user as the server spells it.</param>
    /// <param name="engine">Logs in.</param>
    /// <param name="server">Host, port and TLS to log in with; the login and the database in it are not used.</param>
    /// <param name="mode">Whether a working password that an interrupted run left in the vault may be made the current one.</param>
    public SessionUserPasswords(
        CheckedVault? vault,
        DatabaseIdentity database,
        string entry,
        string userName,
        IDatabaseEngine engine,
        ConnectionSettings server,
        RunMode mode = RunMode.Apply)
        : this(vault, database, entry, userName, engine, server, mode, new PasswordProtocolOptions(), TimeProvider.System)
    {
    }

    internal SessionUserPasswords(
        CheckedVault? vault,
        DatabaseIdentity database,
        string entry,
        string userName,
        IDatabaseEngine engine,
        ConnectionSettings server,
        RunMode mode,
        PasswordProtocolOptions options, TimeProvider time, Func<ProtocolStep, CancellationToken, Task>? afterStep = null)
    {
        ArgumentNullException.ThrowIfNull(database);
        ArgumentNullException.ThrowIfNull(engine);
        ArgumentNullException.ThrowIfNull(server);
        IsVault = vault is not null;
        _protocol = new PasswordProtocol(vault ?? OfProcess, options, time, afterStep);
        _subject = PasswordSubject.SessionUser(
            database.Engine is null ? database with { Engine = engine.Family } : database, entry, userName);
        _mode = mode;
        _tryLogin = (login, cancellationToken) =>
            engine.TryLoginWaitingAsync(server with { Login = login, Database = null }, time, cancellationToken);
    }

    /// <inheritdoc/>
    public bool IsVault { get; }

    /// <summary>The name of the vault entry.</summary>
    public string SecretName => _subject.EntryName;

    /// <summary>The current password as it is stored, without a login; null where none is stored for this user.</summary>
    /// <exception cref="HoopException">Those of the vault.</exception>
    public Task<DatabaseLogin?> ReadAsync(CancellationToken cancellationToken) => _protocol.ReadAsync(_subject, cancellationToken);

    /// <inheritdoc/>
    /// <exception cref="HoopException">Those of the vault, and of <see cref="IDatabaseEngine.TryLoginAsync"/>.</exception>
    public async Task<DatabaseLogin?> FindAsync(CancellationToken cancellationToken) =>
        (await _protocol.FindAsync(_subject, _tryLogin, _mode, cancellationToken))?.Login;

    /// <inheritdoc/>
    /// <exception cref="HoopException"><c>Password.NotProved</c>, and those of the vault and the server.</exception>
    public Task<DatabaseLogin> ChangeAsync(Func<Secret, CancellationToken, Task> setOnServer, CancellationToken cancellationToken) =>
        _protocol.ChangeAsync(_subject, setOnServer, _tryLogin, cancellationToken);
}
