using System.Collections.Concurrent;
using HoopConnect.Credentials.Vaults;

namespace HoopConnect.Tests.Provisioning.Runs;

/// <summary>A vault in memory that also remembers every text it was ever given to keep.</summary>
internal sealed class RecordingVault : IVault
{
    private readonly InMemoryVault _vault;
    private readonly ConcurrentDictionary<string, bool> _passwords = new(StringComparer.Ordinal);
    private int _writes;

    // A name of its own: vaults of one name take turns.
    public RecordingVault() => _vault = new InMemoryVault("Team-" + Guid.NewGuid().ToString("N"));

    /// <summary>Every password there ever was; documents are none.</summary>
    public IReadOnlyCollection<string> Passwords => [.. _passwords.Keys];

    public int Writes => _writes;

    public string Name => _vault.Name;

    public bool KeepsMetadata => _vault.KeepsMetadata;

    public Task SetAsync(VaultEntry entry, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _writes);
        if (entry.UserName != "connection")
            _passwords[entry.Secret.Reveal()] = true;
        return _vault.SetAsync(entry, cancellationToken);
    }

    public Task<VaultEntry?> GetAsync(string name, CancellationToken cancellationToken) => _vault.GetAsync(name, cancellationToken);

    public Task RemoveAsync(string name, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _writes);
        return _vault.RemoveAsync(name, cancellationToken);
    }

    public Task<IReadOnlyList<string>> ListAsync(string prefix, CancellationToken cancellationToken) =>
        _vault.ListAsync(prefix, cancellationToken);
}
