using System.Collections.Concurrent;
using HoopConnect.Secrets;

namespace HoopConnect.Credentials.Vaults;

/// <summary>A vault that lives as long as the process: for tests, and for a run whose caller keeps the objects.</summary>
public sealed class InMemoryVault(string name = "InMemory") : IVault
{
    private readonly ConcurrentDictionary<string, VaultEntry> _entries = new(StringComparer.OrdinalIgnoreCase);

    /// <inheritdoc/>
    public string Name { get; } = name;

    /// <inheritdoc/>
    public bool KeepsMetadata => true;

    /// <inheritdoc/>
    public Task SetAsync(VaultEntry entry, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(entry);
        cancellationToken.ThrowIfCancellationRequested();
        _entries[entry.Name] = Copy(entry);
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task<VaultEntry?> GetAsync(string name, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return Task.FromResult(_entries.TryGetValue(name, out var entry) ? Copy(entry) : null);
    }

    /// <inheritdoc/>
    public Task RemoveAsync(string name, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        _entries.TryRemove(name, out _);
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<string>> ListAsync(string prefix, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        IReadOnlyList<string> names =
        [
            .. _entries.Keys.Where(key => key.StartsWith(prefix, StringComparison.OrdinalIgnoreCase)).Order(StringComparer.Ordinal),
        ];
        return Task.FromResult(names);
    }

    // A copy each way: whoever disposes a secret disposes his own.
    private static VaultEntry Copy(VaultEntry entry) => entry with { Secret = Secret.From(entry.Secret.Reveal()) };
}
