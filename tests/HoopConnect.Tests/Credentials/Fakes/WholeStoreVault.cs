using HoopConnect.Credentials.Vaults;

namespace HoopConnect.Tests.Credentials.Fakes;

/// <summary>
/// A vault that writes as SecretStore does: it reads the whole store, changes it, and writes it back, so that of two writers at once the
/// later one throws away what the earlier one wrote, and both are told it went well.
/// </summary>
internal sealed class WholeStoreVault(WholeStoreVault.Store store) : IVault
{
    internal sealed class Store
    {
        public IReadOnlyDictionary<string, VaultEntry> Entries { get; set; } = new Dictionary<string, VaultEntry>();
    }

    public string Name => "Whole";

    public bool KeepsMetadata => true;

    public Task SetAsync(VaultEntry entry, CancellationToken cancellationToken) =>
        RewriteAsync(entries => entries[entry.Name] = entry, cancellationToken);

    public async Task<VaultEntry?> GetAsync(string name, CancellationToken cancellationToken)
    {
        await Task.Yield();
        return store.Entries.TryGetValue(name, out var entry)
            ? entry with { Secret = HoopConnect.Secrets.Secret.From(entry.Secret.Reveal()) }
            : null;
    }

    public Task RemoveAsync(string name, CancellationToken cancellationToken) =>
        RewriteAsync(entries => entries.Remove(name), cancellationToken);

    public Task<IReadOnlyList<string>> ListAsync(string prefix, CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<string>>([.. store.Entries.Keys.Where(name => name.StartsWith(prefix, StringComparison.Ordinal))]);

    private async Task RewriteAsync(Action<Dictionary<string, VaultEntry>> change, CancellationToken cancellationToken)
    {
        var entries = new Dictionary<string, VaultEntry>(store.Entries);
        change(entries);
        await Task.Delay(3, cancellationToken);
        store.Entries = entries;
    }
}
