using HoopConnect.Credentials.Vaults;
using HoopConnect.Hosting;
using HoopConnect.Tests.Credentials.Fakes;

namespace HoopConnect.Tests.Credentials;

public class CheckedVaultTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Four_writers_of_a_store_that_loses_concurrent_writes_lose_none_of_ten_secrets_each()
    {
        var state = Directory.CreateTempSubdirectory("hoop-vault-");
        try
        {
            var store = new WholeStoreVault.Store();
            // Each with a gate and a lock file handle of its own, as four processes have.
            await Task.WhenAll(Enumerable.Range(0, 4).Select(async process =>
            {
                        var vault = new CheckedVault(
                            new WholeStoreVault(store),
                            StateFolder.At(state.FullName),
                            CredentialSamples.QuickVault,
                            TimeProvider.System,
                            new SemaphoreSlim(1, 1));
                for (var i = 0; i < 10; i++)
                    await vault.SetAsync(CredentialSamples.Entry($"process-{process}-{i}", $"secret {process} {i}"), Cancel);
            }));
            Assert.Equal(40, store.Entries.Count);
            Assert.All(store.Entries.Values, entry => Assert.Equal($"secret {entry.Name[8]} {entry.Name[10]}", entry.Secret.Reveal()));
        }
        finally
        {
            state.Delete(recursive: true);
        }
    }

    [Fact]
    public async Task Runspaces_of_one_process_take_turns_without_a_lock_file()
    {
        var store = new WholeStoreVault.Store();
        await Task.WhenAll(Enumerable.Range(0, 20).Select(i =>
            new CheckedVault(new WholeStoreVault(store), locks: null).SetAsync(CredentialSamples.Entry($"runspace-{i}", "s"), Cancel)));
        Assert.Equal(20, store.Entries.Count);
    }

    [Fact]
    public async Task Writers_of_a_vault_that_takes_turns_itself_do_not_wait_for_each_other_and_keep_other_processes_out()
    {
        var state = Directory.CreateTempSubdirectory("hoop-vault-");
        try
        {
            var folder = StateFolder.At(state.FullName);
            var held = new HeldVault();
            var first = new CheckedVault(held, folder, CredentialSamples.QuickVault, TimeProvider.System).SetAsync(
                CredentialSamples.Entry("first", "s"), Cancel);
            await held.Arrived;
            // Further down the same pipeline: the first can only go on when this one is done.
            await new CheckedVault(new HeldVault(held), folder, CredentialSamples.QuickVault, TimeProvider.System)
                .SetAsync(CredentialSamples.Entry("second", "s"), Cancel)
                .WaitAsync(TimeSpan.FromSeconds(10), Cancel);
            Assert.Null(await FileLock.TryAcquireAsync(folder, "vault held", TimeSpan.FromMilliseconds(20), TimeProvider.System, Cancel));
            held.GoOn();
            await first;
            using var free = await FileLock.TryAcquireAsync(folder, "vault held", TimeSpan.FromSeconds(5), TimeProvider.System, Cancel);
            Assert.NotNull(free);
        }
        finally
        {
            state.Delete(recursive: true);
        }
    }

    [Fact]
    public async Task A_write_that_reported_success_and_stored_nothing_is_written_again()
    {
        var inner = new InMemoryVault();
        var vault = CredentialSamples.Checked(new TroubledVault(inner, VaultTrouble.Lies, call => call == 0));
        await vault.SetAsync(CredentialSamples.Entry("a", "s3cret"), Cancel);
        Assert.Equal("s3cret", (await inner.GetAsync("a", Cancel))!.Secret.Reveal());
    }

    [Theory]
    [InlineData("other password", "admin")]
    [InlineData("s3cret", "other user")]
    public async Task A_vault_that_keeps_something_else_is_found_out_by_name_and_without_the_secret(string kept, string user)
    {
        var inner = new InMemoryVault("Team");
        await inner.SetAsync(CredentialSamples.Entry("a", kept, user), Cancel);
        // Writes lie (every even call), reads tell the truth.
        var vault = CredentialSamples.Checked(new TroubledVault(inner, VaultTrouble.Lies, call => call % 2 == 0));
        var error = await Assert.ThrowsAsync<HoopException>(() => vault.SetAsync(CredentialSamples.Entry("a", "s3cret"), Cancel));
        Assert.Equal("Vault.ReadBackFailed", error.ErrorId);
        Assert.Equal("a", error.Target);
        Assert.Contains("'Team'", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("s3cret", error.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("other", error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_removal_that_did_not_happen_is_found_out()
    {
        var inner = new InMemoryVault();
        await inner.SetAsync(CredentialSamples.Entry("a", "s3cret"), Cancel);
        var vault = CredentialSamples.Checked(new TroubledVault(inner, VaultTrouble.Lies, call => call % 2 == 0));
        var error = await Assert.ThrowsAsync<HoopException>(() => vault.RemoveAsync("a", Cancel));
        Assert.Equal("Vault.ReadBackFailed", error.ErrorId);
    }

    [Fact]
    public async Task A_vault_that_is_locked_is_not_asked_again()
    {
        var locked = new LockedVault();
        var error = await Assert.ThrowsAsync<HoopException>(
            () => CredentialSamples.Checked(locked).SetAsync(CredentialSamples.Entry("a", "s3cret"), Cancel));
        Assert.Equal("Vault.Locked", error.ErrorId);
        Assert.Equal(1, locked.Calls);
    }

    [Fact]
    public async Task A_name_that_some_vault_could_not_take_never_reaches_the_vault()
    {
        var troubled = new TroubledVault(new InMemoryVault(), VaultTrouble.IsSlow, _ => false);
        var error = await Assert.ThrowsAsync<HoopException>(
            () => CredentialSamples.Checked(troubled).SetAsync(CredentialSamples.Entry("a/b", "s3cret"), Cancel));
        Assert.Equal("Vault.InvalidName", error.ErrorId);
        Assert.Equal(0, troubled.Calls);
    }

    [Fact]
    public async Task Who_waits_for_his_turn_can_be_cancelled()
    {
        using var gate = new SemaphoreSlim(0, 1);
        var vault = new CheckedVault(new InMemoryVault(), null, CredentialSamples.QuickVault, TimeProvider.System, gate);
        using var soon = new CancellationTokenSource(TimeSpan.FromMilliseconds(50));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => vault.SetAsync(CredentialSamples.Entry("a", "s3cret"), soon.Token));
    }

    /// <summary>A vault that serialises its calls itself, and whose first write waits until it is told to go on.</summary>
    private sealed class HeldVault(HeldVault? other = null) : IVault
    {
        private readonly InMemoryVault _vault = other?._vault ?? new InMemoryVault("Held");
        private readonly TaskCompletionSource _arrived = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly TaskCompletionSource _goOn = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task Arrived => _arrived.Task;

        public string Name => _vault.Name;

        public bool KeepsMetadata => true;

        public bool TakesTurnsItself => true;

        public void GoOn() => _goOn.SetResult();

        public async Task SetAsync(VaultEntry entry, CancellationToken cancellationToken)
        {
            _arrived.TrySetResult();
            if (other is null)
                await _goOn.Task;
            await _vault.SetAsync(entry, cancellationToken);
        }

        public Task<VaultEntry?> GetAsync(string name, CancellationToken cancellationToken) => _vault.GetAsync(name, cancellationToken);

        public Task RemoveAsync(string name, CancellationToken cancellationToken) => _vault.RemoveAsync(name, cancellationToken);

        public Task<IReadOnlyList<string>> ListAsync(string prefix, CancellationToken cancellationToken) =>
            _vault.ListAsync(prefix, cancellationToken);
    }

    private sealed class LockedVault : IVault
    {
        public int Calls { get; private set; }

        public string Name => "Locked";

        public bool KeepsMetadata => true;

        public Task SetAsync(VaultEntry entry, CancellationToken cancellationToken) => throw Locked();

        public Task<VaultEntry?> GetAsync(string name, CancellationToken cancellationToken) => throw Locked();

        public Task RemoveAsync(string name, CancellationToken cancellationToken) => throw Locked();

        public Task<IReadOnlyList<string>> ListAsync(string prefix, CancellationToken cancellationToken) => throw Locked();

        private HoopException Locked()
        {
            Calls++;
            return new HoopException("Vault.Locked", HoopErrorKind.PermissionDenied, "The vault is locked.");
        }
    }
}
