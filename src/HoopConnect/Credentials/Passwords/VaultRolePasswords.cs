using HoopConnect.Credentials.Vaults;
using HoopConnect.Databases;
using HoopConnect.Databases.Roles;
using HoopConnect.Hosting;
using HoopConnect.Planning;
using HoopConnect.Secrets;

namespace HoopConnect.Credentials.Passwords;

/// <summary>Role passwords that are kept in a vault, under the protocol "a password is never lost".</summary>
public sealed class VaultRolePasswords : IRolePasswords
{
    private readonly PasswordProtocol _protocol;
    private readonly DatabaseIdentity _database;
    private readonly RunMode _mode;
    private readonly TryLogin _tryLogin;

    /// <summary>Role passwords of one database server.</summary>
    /// <param name="vault">Where they are kept.</param>
    /// <param name="database">Whose they are; the entries are named after it.</param>
    /// <param name="engine">Logs in.</param>
    /// <param name="server">Host, port and TLS to log in with; the login and the database in it are not used.</param>
    /// <param name="mode">Whether a working password that an interrupted run left in the vault may be made the current one.</param>
    public VaultRolePasswords(
        CheckedVault vault, DatabaseIdentity database, IDatabaseEngine engine, ConnectionSettings server, RunMode mode = RunMode.Apply)
        : this(vault, database, engine, server, mode, new PasswordProtocolOptions(), TimeProvider.System)
    {
    }

    internal VaultRolePasswords(
        CheckedVault vault, DatabaseIdentity database, IDatabaseEngine engine, ConnectionSettings server, RunMode mode,
        PasswordProtocolOptions options, TimeProvider time, Func<ProtocolStep, CancellationToken, Task>? afterStep = null)
    {
        ArgumentNullException.ThrowIfNull(database);
        ArgumentNullException.ThrowIfNull(engine);
        ArgumentNullException.ThrowIfNull(server);
        _protocol = new PasswordProtocol(vault, options, time, afterStep);
        _database = database.Engine is null ? database with { Engine = engine.Family } : database;
        _mode = mode;
        _tryLogin = (login, cancellationToken) => engine.TryLoginAsync(server with { Login = login, Database = null }, cancellationToken);
    }

    /// <inheritdoc/>
    /// <exception cref="HoopException">Those of the vault, and of <see cref="IDatabaseEngine.TryLoginAsync"/>.</exception>
    public async Task<RolePasswordState> InspectAsync(RoleKind role, bool existsOnServer, CancellationToken cancellationToken)
    {
        if (!existsOnServer)
            return new RolePasswordState(RolePasswordKnowledge.NotWorking);
        var subject = PasswordSubject.Of(_database, role);
        var found = await _protocol.FindAsync(subject, _tryLogin, _mode, cancellationToken);
        return found is null
            ? new RolePasswordState(RolePasswordKnowledge.NotWorking)
            : new RolePasswordState(RolePasswordKnowledge.Working, found.Login);
    }

    /// <inheritdoc/>
    /// <exception cref="HoopException">Those of the vault, and of <see cref="IDatabaseEngine.TryLoginAsync"/>.</exception>
    public async Task<RolePasswordState> InspectUnmarkedAsync(RoleKind role, CancellationToken cancellationToken)
    {
        var isTried = false;
        var found = await _protocol.FindWorkingAsync(PasswordSubject.Of(_database, role), TryOnceAsync, cancellationToken);
        if (found is null)
            return new RolePasswordState(RolePasswordKnowledge.NotWorking);
        found.Login.Password.Dispose();
        // So it is ours, and what an interrupted run left is put right as always.
        return await InspectAsync(role, existsOnServer: true, cancellationToken);

        Task<LoginOutcome> TryOnceAsync(DatabaseLogin login, CancellationToken stop)
        {
            if (isTried)
                return Task.FromResult(LoginOutcome.Refused);
            isTried = true;
            return _tryLogin(login, stop);
        }
    }

    /// <inheritdoc/>
    /// <exception cref="HoopException"><c>Password.NotProved</c>, and those of the vault and the server.</exception>
    public Task<DatabaseLogin> ChangeAsync(
        RoleKind role,
        Func<Secret, CancellationToken, Task> setOnServer,
        CancellationToken cancellationToken
    ) => _protocol.ChangeAsync(PasswordSubject.Of(_database, role), setOnServer, _tryLogin, cancellationToken);

    /// <inheritdoc/>
    /// <exception cref="HoopException">Those of the vault.</exception>
    public Task ForgetAsync(RoleKind role, CancellationToken cancellationToken) =>
        _protocol.ForgetAsync(PasswordSubject.Of(_database, role), cancellationToken);
}
