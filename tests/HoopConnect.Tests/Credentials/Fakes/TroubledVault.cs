using HoopConnect.Credentials.Vaults;
using HoopConnect.Hosting;

namespace HoopConnect.Tests.Credentials.Fakes;

internal enum VaultTrouble
{
    /// <summary>Throws and has done nothing.</summary>
    Fails,

    /// <summary>Has done it and throws all the same.</summary>
    DoesItAndFails,

    /// <summary>Says it is done and has done nothing; reads find nothing.</summary>
    Lies,

    /// <summary>Takes its time.</summary>
    IsSlow,

    /// <summary>Drops the metadata.</summary>
    LosesMetadata,

    /// <summary>The process is killed before the call.</summary>
    Kills,

    /// <summary>The process is killed after the call.</summary>
    KillsAfterwards,
}

/// <summary>A vault in which the calls that <paramref name="when"/> names (counted from 0) go wrong.</summary>
internal sealed class TroubledVault(IVault vault, VaultTrouble trouble, Func<int, bool> when) : IVault
{
    private int _calls;

    public int Calls => _calls;

    public string Name => vault.Name;

    public bool KeepsMetadata => trouble != VaultTrouble.LosesMetadata;

    public Task SetAsync(VaultEntry entry, CancellationToken cancellationToken) =>
        CallAsync(
            async () =>
            {
                await vault.SetAsync(
                    trouble == VaultTrouble.LosesMetadata ? entry with { Metadata = new Dictionary<string, object>() } : entry,
                    cancellationToken);
                return true;
            },
            lie: true,
            "Vault.WriteFailed");

    public Task<VaultEntry?> GetAsync(string name, CancellationToken cancellationToken) =>
        CallAsync(() => vault.GetAsync(name, cancellationToken), lie: null, "Vault.ReadFailed");

    public Task RemoveAsync(string name, CancellationToken cancellationToken) =>
        CallAsync(
            async () =>
            {
                await vault.RemoveAsync(name, cancellationToken);
                return true;
            },
            lie: true,
            "Vault.WriteFailed");

    public Task<IReadOnlyList<string>> ListAsync(string prefix, CancellationToken cancellationToken) =>
        CallAsync(() => vault.ListAsync(prefix, cancellationToken), lie: [], "Vault.ReadFailed");

    private async Task<T> CallAsync<T>(Func<Task<T>> work, T lie, string errorId)
    {
        if (!when(_calls++))
            return await work();
        switch (trouble)
        {
            case VaultTrouble.Fails:
                throw new HoopException(errorId, HoopErrorKind.WriteError, "The vault is in trouble.");
            case VaultTrouble.DoesItAndFails:
                await work();
                throw new HoopException(errorId, HoopErrorKind.WriteError, "The vault is in trouble.");
            case VaultTrouble.Lies:
                return lie;
            case VaultTrouble.IsSlow:
                await Task.Delay(1);
                return await work();
            case VaultTrouble.Kills:
                throw new KilledException();
            case VaultTrouble.KillsAfterwards:
                await work();
                throw new KilledException();
            default:
                return await work();
        }
    }
}

/// <summary>Stands for the end of the process: nothing in the product catches it.</summary>
internal sealed class KilledException : Exception;
