using System.Collections.Concurrent;
using HoopConnect.Hosting;

namespace HoopConnect.Credentials.Vaults;

/// <summary>
/// A vault whose writes are believed only after reading them back. A vault may report success and have stored nothing, or lose a write to
/// another process that rewrites the whole store; so each write is read back and compared (user and secret) and tried again a few times.
/// Writers of one vault take turns, in this process and among the processes of this machine; that lock is a courtesy that makes losses
/// rare, and what makes them known is the reading back.
/// </summary>
public sealed class CheckedVault : IVault
{
    // One gate a vault name for the whole process: all its runspaces write into the same store.
    private static readonly ConcurrentDictionary<string, SemaphoreSlim> Gates = new(StringComparer.OrdinalIgnoreCase);

    private static readonly ConcurrentDictionary<(string Folder, string Vault), ProcessTurn> Turns = new();

    private readonly IVault _vault;
    private readonly StateFolder? _locks;
    private readonly CheckedVaultOptions _options;
    private readonly TimeProvider _time;
    private readonly SemaphoreSlim _gate;

    /// <summary>Puts the checks before a vault.</summary>
    /// <param name="vault">Where entries are really kept.</param>
    /// <param name="locks">The state folder in which processes lock each other out; null where only this process writes.</param>
    public CheckedVault(IVault vault, StateFolder? locks)
        : this(vault, locks, new CheckedVaultOptions(), TimeProvider.System)
    {
    }

    internal CheckedVault(IVault vault, StateFolder? locks, CheckedVaultOptions options, TimeProvider time, SemaphoreSlim? gate = null)
    {
        ArgumentNullException.ThrowIfNull(vault);
        _vault = vault is CheckedVault already ? already._vault : vault;
        _locks = locks;
        _options = options;
        _time = time;
        _gate = gate ?? Gates.GetOrAdd(_vault.Name, _ => new SemaphoreSlim(1, 1));
    }

    /// <inheritdoc/>
    public string Name => _vault.Name;

    /// <inheritdoc/>
    public bool KeepsMetadata => _vault.KeepsMetadata;

    /// <inheritdoc/>
    public bool TakesTurnsItself => _vault.TakesTurnsItself;

    /// <summary>Writes an entry and reads it back.</summary>
    /// <exception cref="HoopException"><c>Vault.ReadBackFailed</c>, <c>Vault.InvalidName</c>, and those of the vault itself.</exception>
    public Task SetAsync(VaultEntry entry, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(entry);
        VaultNames.Validate(entry.Name);
        return TryAsync(
            async () =>
            {
                await _vault.SetAsync(entry, cancellationToken);
                var stored = await _vault.GetAsync(entry.Name, cancellationToken);
                using var secret = stored?.Secret;
                if (stored is null || stored.UserName != entry.UserName || !entry.Secret.Equals(secret))
                    throw ReadBackFailed(entry.Name, stored is null ? "it is not there" : "it holds something else");
                return true;
            },
            alone: true,
            cancellationToken);
    }

    /// <inheritdoc/>
    public Task<VaultEntry?> GetAsync(string name, CancellationToken cancellationToken) =>
        TryAsync(() => _vault.GetAsync(VaultNames.Validate(name), cancellationToken), alone: false, cancellationToken);

    /// <summary>Reads an entry that somebody else named, by whatever rule; null where there is none.</summary>
    /// <exception cref="HoopException">Those of the vault itself.</exception>
    public Task<VaultEntry?> GetAnyAsync(string name, CancellationToken cancellationToken)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        return TryAsync(() => _vault.GetAsync(name, cancellationToken), alone: false, cancellationToken);
    }

    /// <summary>Takes an entry out and looks whether it is gone.</summary>
    /// <exception cref="HoopException"><c>Vault.ReadBackFailed</c>, <c>Vault.InvalidName</c>, and those of the vault itself.</exception>
    public Task RemoveAsync(string name, CancellationToken cancellationToken)
    {
        VaultNames.Validate(name);
        return TryAsync(
            async () =>
            {
                await _vault.RemoveAsync(name, cancellationToken);
                var stored = await _vault.GetAsync(name, cancellationToken);
                using var secret = stored?.Secret;
                return stored is null ? true : throw ReadBackFailed(name, "it was removed and is still there");
            },
            alone: true,
            cancellationToken);
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<string>> ListAsync(string prefix, CancellationToken cancellationToken) =>
        TryAsync(() => _vault.ListAsync(prefix, cancellationToken), alone: false, cancellationToken);

    private async Task<T> TryAsync<T>(Func<Task<T>> work, bool alone, CancellationToken cancellationToken)
    {
        var backoff = new Backoff(_options.FirstPause, _options.LongestPause);
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return alone ? await AloneAsync(work, cancellationToken) : await work();
            }
            catch (HoopException error) when (attempt < _options.Attempts && MayPass(error))
            {
                await Task.Delay(backoff.Next(), _time, cancellationToken);
            }
        }
    }

    private async Task<T> AloneAsync<T>(Func<Task<T>> work, CancellationToken cancellationToken)
    {
        if (_vault.TakesTurnsItself)
        {
            using var turn = _locks is null
                ? null
                : await Turns
                    .GetOrAdd((_locks.Path, Name.ToLowerInvariant()), _ => new ProcessTurn())
                    .EnterAsync(() => LockAsync(_locks, CancellationToken.None), cancellationToken);
            return await work();
        }

        await _gate.WaitAsync(cancellationToken);
        try
        {
            using var held = _locks is null ? null : await LockAsync(_locks, cancellationToken);
            return await work();
        }
        finally
        {
            _gate.Release();
        }
    }

    private Task<FileLock?> LockAsync(StateFolder folder, CancellationToken cancellationToken) =>
        FileLock.TryAcquireAsync(folder, "vault " + Name.ToLowerInvariant(), _options.LockPatience, _time, cancellationToken);

    // A locked or unknown vault does not open itself by asking again.
    private static bool MayPass(HoopException error) =>
        error.IsAnyOf(VaultErrors.ReadBackFailed, VaultErrors.WriteFailed, VaultErrors.ReadFailed);

    private HoopException ReadBackFailed(string entry, string what) =>
        VaultErrors.ReadBackFailed.Error($"Vault '{Name}' reported success for entry '{entry}', but {what}.", entry);
}
