using System.Runtime.CompilerServices;
using HoopConnect.Credentials.Vaults;
using HoopConnect.Hosting;
using HoopConnect.Planning;
using HoopConnect.Secrets;

namespace HoopConnect.Provisioning.Connections;

/// <summary>Keeps connections in a vault, each as one entry whose text is a JSON document without any secret.</summary>
public sealed class ConnectionStore
{
    /// <summary>What the vault entry of every connection starts with; the connection's name follows.</summary>
    public const string EntryPrefix = "HoopConnect-connection-";

    private const string EntryUserName = "connection";
    private readonly CheckedVault _vault;

    /// <summary>The connections in that vault.</summary>
    public ConnectionStore(IVault vault) => _vault = vault as CheckedVault ?? new CheckedVault(vault, locks: null);

    /// <summary>What storing the connection would change; null where it is stored already, just so.</summary>
    /// <exception cref="HoopException"><c>Connection.InvalidName</c>, <c>Connection.NameTaken</c>, and those of the vault.</exception>
    public async Task<PlanStep?> PlanAsync(Connection connection, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(connection);
        var present = await FindAsync(connection.Name, cancellationToken);
        ThrowIfTaken(connection, present);
        if (present is not null && ConnectionDocument.SaysTheSame(connection, present))
            return null;
        return new PlanStep(
            $"connection {connection.Name}",
            present is null ? "create connection" : "update connection",
            $"vault {_vault.Name}: {EntryPrefix}{connection.Name} = " +
                $"{connection.UserName}@{connection.HostName}:{connection.Port}/{connection.Database}, " +
                $"{(connection.Policy is null ? "password in" : $"policy {connection.Policy}, granter in")} {connection.SecretName}"
        );
    }

    /// <summary>Stores the connection and reads it back. One that is there already, just so, is left alone.</summary>
    /// <exception cref="HoopException"><c>Connection.InvalidName</c>, <c>Connection.NameTaken</c>, <c>Vault.ReadBackFailed</c>, and those
    /// of the vault.</exception>
    public async Task<ConnectionChange> SetAsync(Connection connection, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(connection);
        var present = await FindAsync(connection.Name, cancellationToken);
        ThrowIfTaken(connection, present);
        if (present is not null)
        {
            if (ConnectionDocument.SaysTheSame(connection, present))
                return new ConnectionChange(present, Changed: false);
            connection = connection with { Created = present.Created };
        }

        using var document = Secret.From(ConnectionDocument.Write(connection));
        await _vault.SetAsync(new VaultEntry(EntryPrefix + connection.Name, EntryUserName, document), cancellationToken);
        return new ConnectionChange(connection, Changed: true);
    }

    /// <summary>The connection of exactly that name; null where there is none.</summary>
    /// <exception cref="HoopException"><c>Connection.InvalidName</c>, <c>Connection.Unreadable</c>, and those of the vault.</exception>
    public async Task<Connection?> FindAsync(string name, CancellationToken cancellationToken)
    {
        var entryName = EntryPrefix + ConnectionName.Checked(name);
        using var entry = (await _vault.GetAsync(entryName, cancellationToken))?.Secret;
        return entry is null ? null : ConnectionDocument.Read(entryName, entry.Reveal());
    }

    /// <summary>The connection of exactly that name, for who cannot do without.</summary>
    /// <exception cref="HoopException"><c>Connection.NotFound</c>, and those of <see cref="FindAsync"/>.</exception>
    public async Task<Connection> RequireAsync(string name, CancellationToken cancellationToken) =>
        await FindAsync(name, cancellationToken) ?? throw ConnectionErrors.NotFound.Error($"There is no connection '{name}'.", name);

    /// <summary>
    /// The connections of these names, with wildcards. A name without them that is not there, or cannot be read, is reported to the host,
    /// and the rest comes.
    /// </summary>
    /// <exception cref="HoopException">Those of the vault.</exception>
    public async IAsyncEnumerable<Connection> GetAsync(
        IEnumerable<string> names, IHoopHost host, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(names);
        foreach (var name in names)
        {
            if (!NamePattern.Parse(name).HasWildcard)
            {
                if (await ReadableAsync(host, async () => await RequireAsync(name, cancellationToken)) is { } named)
                    yield return named;
                continue;
            }

            await foreach (var connection in GetAsync(name, host, cancellationToken))
                yield return connection;
        }
    }

    /// <summary>
    /// The connections whose names match, without regard to case; <c>*</c> and <c>?</c> are wildcards. An entry that cannot be read is
    /// reported to the host and the rest comes.
    /// </summary>
    public async IAsyncEnumerable<Connection> GetAsync(
        string pattern, IHoopHost host, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var wanted = NamePattern.Parse(pattern);
        ArgumentNullException.ThrowIfNull(host);
        foreach (var name in await NamesAsync(cancellationToken))
        {
            if (!wanted.Matches(name))
                continue;
            if (await ReadableAsync(host, () => FindAsync(name, cancellationToken)) is { } connection)
                yield return connection;
        }
    }

    /// <summary>The names of all connections.</summary>
    internal async Task<IReadOnlyList<string>> NamesAsync(CancellationToken cancellationToken) =>
        [.. (await _vault.ListAsync(EntryPrefix, cancellationToken)).Select(entry => entry[EntryPrefix.Length..])];

    /// <summary>User and password of a connection, from the entry that it names in this vault.</summary>
    /// <exception cref="HoopException">
    /// <c>Connection.NeedsSession</c>: its user is a policy's and has no password until a session makes one.
    /// <c>Connection.SecretMissing</c>,
    /// and those of the vault.
    /// </exception>
    public async Task<DatabaseLogin> LoginAsync(Connection connection, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(connection);
        if (connection.Policy is { } policy)
        {
            throw ConnectionErrors.NeedsSession.Error(
                $"The user of connection '{connection.Name}' is made by policy '{policy}' when it is needed; no password of it is stored " +
                    "under the connection.",
                connection.Name);
        }

        var entry = await _vault.GetAsync(connection.SecretName, cancellationToken)
            ?? throw ConnectionErrors.SecretMissing.Error(
                $"The vault '{_vault.Name}' has no entry '{connection.SecretName}', where the password of connection '{connection.Name}' " +
                    "should be.",
                connection.Name);
        return new DatabaseLogin(entry.UserName, entry.Secret);
    }

    /// <summary>Takes a connection out of the vault. The role's password stays: other connections may use it.</summary>
    public Task RemoveAsync(string name, CancellationToken cancellationToken) =>
        _vault.RemoveAsync(EntryPrefix + ConnectionName.Checked(name), cancellationToken);

    /// <summary>Null where that one connection is not to be had, which is reported.</summary>
    private static async Task<Connection?> ReadableAsync(IHoopHost host, Func<Task<Connection?>> read)
    {
        try
        {
            return await read();
        }
        catch (HoopException failure)
            when (failure.IsAnyOf(ConnectionErrors.NotFound, ConnectionErrors.Unreadable, ConnectionErrors.InvalidName))
        {
            host.Error(failure);
            return null;
        }
    }

    private static void ThrowIfTaken(Connection wanted, Connection? present)
    {
        if (present is null || present.LeadsToSameServerAs(wanted))
            return;
        throw ConnectionErrors.NameTaken.Error(
            $"The connection '{wanted.Name}' leads to {present.DatabaseArn ?? $"{present.HostName}:{present.Port}"} and is not made to " +
                $"lead to {wanted.DatabaseArn ?? $"{wanted.HostName}:{wanted.Port}"}.",
            wanted.Name);
    }
}
