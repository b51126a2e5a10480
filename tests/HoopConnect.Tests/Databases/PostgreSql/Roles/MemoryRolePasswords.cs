using System.Collections.Concurrent;
using System.Security.Cryptography;
using HoopConnect.Databases;
using HoopConnect.Databases.Roles;
using HoopConnect.Secrets;

namespace HoopConnect.Tests.Databases.PostgreSql.Roles;

/// <summary>
/// Role passwords in memory, proved by real logins: what the provisioner needs of the protocol, without a vault. The protocol has its
/// own tests.
/// </summary>
internal sealed class MemoryRolePasswords(IDatabaseEngine engine, ConnectionSettings master) : IRolePasswords
{
    private readonly ConcurrentDictionary<RoleKind, DatabaseLogin> _stored = new();
    private readonly ConcurrentBag<string> _all = [];

    public IReadOnlyDictionary<RoleKind, DatabaseLogin> Stored => _stored;

    /// <summary>Every password that was ever made.</summary>
    public IReadOnlyCollection<string> Made => _all;

    /// <summary>Answers as if no vault was given.</summary>
    public bool NoVault { get; init; }

    public int Changes { get; private set; }

    /// <summary>Is told of each stored password that the server refused.</summary>
    public Action Refused { get; set; } = () => { };

    /// <summary>As if another run had stored it.</summary>
    public void Store(RoleKind role, DatabaseLogin login) => _stored[role] = login;

    public async Task<RolePasswordState> InspectAsync(RoleKind role, bool existsOnServer, CancellationToken cancellationToken)
    {
        if (NoVault)
            return new RolePasswordState(RolePasswordKnowledge.NoVault);
        if (!existsOnServer || !_stored.TryGetValue(role, out var login))
            return new RolePasswordState(RolePasswordKnowledge.NotWorking);
        var outcome = await engine.TryLoginAsync(master with { Login = login, Database = null }, cancellationToken);
        if (outcome == LoginOutcome.Accepted)
            return new RolePasswordState(RolePasswordKnowledge.Working, login);
        Refused();
        return new RolePasswordState(RolePasswordKnowledge.NotWorking);
    }

    public async Task<DatabaseLogin> ChangeAsync(
        RoleKind role, Func<Secret, CancellationToken, Task> setOnServer, CancellationToken cancellationToken)
    {
        var password = "Made*by_test" + Convert.ToHexString(RandomNumberGenerator.GetBytes(12));
        _all.Add(password);
        var login = new DatabaseLogin(role.RoleName(), Secret.From(password));
        await setOnServer(login.Password, cancellationToken);
        Assert.Equal(LoginOutcome.Accepted, await engine.TryLoginAsync(master with { Login = login, Database = null }, cancellationToken));
        Changes++;
        _stored[role] = login;
        return login;
    }

    public Task ForgetAsync(RoleKind role, CancellationToken cancellationToken)
    {
        _stored.TryRemove(role, out _);
        return Task.CompletedTask;
    }
}
