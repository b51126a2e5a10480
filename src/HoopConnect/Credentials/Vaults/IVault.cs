namespace HoopConnect.Credentials.Vaults;

/// <summary>
/// Where credentials are kept. A vault may lie or be shared: whoever writes reads back and compares, and never overwrites a pending entry.
/// Names are letters, digits and hyphens, at most 127 characters.
/// </summary>
public interface IVault
{
    /// <summary>The name the vault is registered under.</summary>
    string Name { get; }

    /// <summary>Whether metadata given to <see cref="SetAsync"/> is kept. Nothing may depend on it.</summary>
    bool KeepsMetadata { get; }

    /// <summary>
    /// True where calls from this process never overlap, whichever object of this vault they come from. Their writers then need not wait
    /// for each other, and must not: one that runs further down the same pipeline would wait for one that waits for the pipeline.
    /// </summary>
    bool TakesTurnsItself => false;

    /// <summary>Writes an entry, over one of the same name.</summary>
    /// <exception cref="Hosting.HoopException"><c>Vault.WriteFailed</c>, <c>Vault.Locked</c>.</exception>
    Task SetAsync(VaultEntry entry, CancellationToken cancellationToken);

    /// <summary>Reads an entry; null where there is none of that name.</summary>
    /// <exception cref="Hosting.HoopException"><c>Vault.ReadFailed</c>, <c>Vault.Locked</c>.</exception>
    Task<VaultEntry?> GetAsync(string name, CancellationToken cancellationToken);

    /// <summary>Takes an entry out; an entry that is not there is no failure.</summary>
    /// <exception cref="Hosting.HoopException"><c>Vault.WriteFailed</c>, <c>Vault.Locked</c>.</exception>
    Task RemoveAsync(string name, CancellationToken cancellationToken);

    /// <summary>
    /// The names of all entries that start with <paramref name="prefix"/>, without their secrets. As everywhere with names of entries case
    /// does not count: some vaults keep them in their own.
    /// </summary>
    Task<IReadOnlyList<string>> ListAsync(string prefix, CancellationToken cancellationToken);
}
