using HoopConnect.Credentials.Vaults;

namespace HoopConnect.Tests.Credentials.Fakes;

/// <summary>A vault that keeps names in small letters, as some that are registered with SecretManagement do.</summary>
internal sealed class LowerCaseVault : IVault
{
    private readonly InMemoryVault _vault = new();

    public string Name => _vault.Name;

    public bool KeepsMetadata => true;

    public Task SetAsync(VaultEntry entry, CancellationToken cancellationToken) =>
        _vault.SetAsync(entry with { Name = entry.Name.ToLowerInvariant() }, cancellationToken);

    public Task<VaultEntry?> GetAsync(string name, CancellationToken cancellationToken) =>
        _vault.GetAsync(name.ToLowerInvariant(), cancellationToken);

    public Task RemoveAsync(string name, CancellationToken cancellationToken) =>
        _vault.RemoveAsync(name.ToLowerInvariant(), cancellationToken);

    public Task<IReadOnlyList<string>> ListAsync(string prefix, CancellationToken cancellationToken) =>
        _vault.ListAsync(prefix, cancellationToken);
}
