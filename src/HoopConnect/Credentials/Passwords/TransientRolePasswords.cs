using HoopConnect.Databases;
using HoopConnect.Databases.Roles;
using HoopConnect.Hosting;
using HoopConnect.Secrets;

namespace HoopConnect.Credentials.Passwords;

/// <summary>Role passwords without a vault: a new one each time, set, proved and given to the caller, who keeps it or loses it.</summary>
public sealed class TransientRolePasswords : IRolePasswords
{
    private readonly TryLogin _tryLogin;
    private readonly PasswordProtocolOptions _options;
    private readonly TimeProvider _time;

    /// <summary>Role passwords of one database server.</summary>
    /// <param name="engine">Logs in.</param>
    /// <param name="server">Host, port and TLS to log in with; the login and the database in it are not used.</param>
    public TransientRolePasswords(IDatabaseEngine engine, ConnectionSettings server)
        : this(engine, server, new PasswordProtocolOptions(), TimeProvider.System)
    {
    }

    internal TransientRolePasswords(IDatabaseEngine engine, ConnectionSettings server, PasswordProtocolOptions options, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(engine);
        ArgumentNullException.ThrowIfNull(server);
        _tryLogin = (login, cancellationToken) => engine.TryLoginAsync(server with { Login = login, Database = null }, cancellationToken);
        _options = options;
        _time = time;
    }

    /// <inheritdoc/>
    public Task<RolePasswordState> InspectAsync(RoleKind role, bool existsOnServer, CancellationToken cancellationToken) =>
        Task.FromResult(new RolePasswordState(RolePasswordKnowledge.NoVault));

    /// <inheritdoc/>
    /// <exception cref="HoopException"><c>Password.NotProved</c>, and those of the server.</exception>
    public async Task<DatabaseLogin> ChangeAsync(
        RoleKind role, Func<Secret, CancellationToken, Task> setOnServer, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(setOnServer);
        var login = new DatabaseLogin(role.RoleName(), PasswordGenerator.Generate(_options.PasswordLength));
        await setOnServer(login.Password, cancellationToken);
        await LoginProof.ProveAsync(login, _tryLogin, "no vault was given, so it is kept nowhere", _options, _time, cancellationToken);
        return login;
    }

    /// <inheritdoc/>
    public Task ForgetAsync(RoleKind role, CancellationToken cancellationToken) => Task.CompletedTask;
}
