using HoopConnect.Credentials.Vaults;
using HoopConnect.Databases.Roles;
using HoopConnect.Hosting;
using HoopConnect.Provisioning.Connections;
using HoopConnect.Provisioning.Roles;
using HoopConnect.Secrets;

namespace HoopConnect.Provisioning.Runs;

/// <summary>What is done to one database so far: it is filled step by step, so that a failure in a later step loses nothing.</summary>
internal sealed class DatabaseOutcome
{
    private readonly List<string> _done = [];

    public List<DatabaseRole> Roles { get; } = [];

    public List<Connection> Connections { get; } = [];

    /// <summary>The master login that worked, where one was found.</summary>
    public DatabaseLogin? Master { get; set; }

    public bool Changed => _done.Count > 0;

    /// <summary>Says what was changed.</summary>
    public void Did(string what) => _done.Add(what);

    /// <summary>Takes a role as it is now.</summary>
    public void Add(DatabaseRole role)
    {
        Roles.Add(role);
        if (role.State is RoleState.Created or RoleState.Updated)
            Did($"role {role.UserName} {role.State.ToString().ToLowerInvariant()}");
        else if (role.PasswordChanged)
            Did($"role {role.UserName} given a new password");
    }

    /// <summary>Takes a connection as it is stored now.</summary>
    public void Add(ConnectionChange change)
    {
        Connections.Add(change.Connection);
        if (change.Changed)
            Did($"connection {change.Connection.Name} stored");
    }

    /// <summary>
    /// The roles' passwords by the roles' names, as the results have them or the vault. One that cannot be read is a warning: where it is,
    /// the record says.
    /// </summary>
    public async Task<IReadOnlyDictionary<string, Secret>> PasswordsAsync(
        CheckedVault? vault, IHoopHost host, CancellationToken cancellationToken)
    {
        var passwords = new Dictionary<string, Secret>(StringComparer.Ordinal);
        foreach (var role in Roles.Where(role => role.IsUsable))
        {
            try
            {
                if (role.Login is { } login)
                    passwords[role.UserName] = login.Password;
                else if (role.SecretName is { } name && vault is not null && await vault.GetAsync(name, cancellationToken) is { } entry)
                    passwords[role.UserName] = entry.Secret;
            }
            catch (HoopException error)
            {
                host.Warning(
                    $"The password of '{role}' cannot be read for the hook, and is not hidden in what that writes: {error.Message}");
            }
        }

        return passwords;
    }

    /// <summary>The sentence for a database whose every row is well; the error where one is not.</summary>
    /// <exception cref="HoopException"><c>Roles.Incomplete</c>.</exception>
    public string Conclude(string target)
    {
        if (DatabaseRole.Incomplete(Roles, target) is { } incomplete)
            throw incomplete;
        return Changed ? string.Join(", ", _done) : "nothing to do";
    }
}
