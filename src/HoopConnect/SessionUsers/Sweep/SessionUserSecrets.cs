using HoopConnect.Credentials;
using HoopConnect.Credentials.Vaults;
using HoopConnect.Databases.SessionUsers;
using HoopConnect.Databases.Users;
using HoopConnect.Discovery;

namespace HoopConnect.SessionUsers.Sweep;

/// <summary>
/// What a vault has of the users of one server. The names in it are read once for all of them; a server in RDS is known there by its
/// identifier, by the address in a granter's DSN, or both.
/// </summary>
internal sealed class SessionUserSecrets
{
    private readonly CheckedVault _vault;
    private readonly IReadOnlyList<DatabaseIdentity> _servers;
    private readonly HashSet<string> _entries;
    private readonly IReadOnlyList<string> _pending;

    private SessionUserSecrets(CheckedVault vault, IReadOnlyList<DatabaseIdentity> servers, IReadOnlyList<string> entries)
    {
        _vault = vault;
        _servers = servers;
        _entries = entries.ToHashSet(StringComparer.OrdinalIgnoreCase);
        _pending = entries.Where(name => name.Contains("-pending-", StringComparison.OrdinalIgnoreCase)).ToList();
    }

    public static async Task<SessionUserSecrets> ReadAsync(CheckedVault vault, FoundSessionUser server, CancellationToken cancellationToken)
    {
        var address = DatabaseIdentity.At(server.HostName, server.Port);
        IReadOnlyList<DatabaseIdentity> servers = server.Arn.Length == 0 ? [address] : [address, DatabaseIdentity.Of(new RdsDatabase
        {
                            AccountId = server.AccountId,
                            Region = server.Region,
                            Identifier = server.Identifier,
                            Arn = server.Arn,
                            ResourceId = "",
                            Engine = server.Engine,
                            Status = "",
        })];
        return new SessionUserSecrets(vault, servers, await vault.ListAsync("HoopConnect-", cancellationToken));
    }

    /// <summary>The entries of a user: current, previous, pending.</summary>
    public IReadOnlyList<string> EntriesOf(string userName)
    {
        if (SessionUserNameRule.HashOf(userName) is not { } hash)
            return [];
        // As SessionUserProvider names them: the hash, and a hyphen before the caller's part.
        var caller = userName[(SessionUserNameRule.Prefix.Length + hash.Length)..];
        var entry = hash + (caller.StartsWith('_') ? "-" + caller[1..] : caller);
        if (!entry.All(VaultNames.IsAllowed))
            return [];
        return _servers.Select(server => VaultNames.ForSessionUser(server, entry)).SelectMany(current =>
                new[] { current, VaultNames.Previous(current) }
                    .Where(_entries.Contains)
                    .Concat(_pending.Where(name => VaultNames.PendingSince(current, name) is not null)))
            .ToList();
    }

    public async Task ForgetAsync(string userName, CancellationToken cancellationToken)
    {
        foreach (var entry in EntriesOf(userName))
            await _vault.RemoveAsync(entry, cancellationToken);
    }
}
