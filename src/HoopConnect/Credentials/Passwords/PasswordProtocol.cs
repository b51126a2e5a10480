using System.Security.Cryptography;
using HoopConnect.Credentials.Vaults;
using HoopConnect.Databases;
using HoopConnect.Hosting;
using HoopConnect.Planning;
using HoopConnect.Secrets;

namespace HoopConnect.Credentials.Passwords;

/// <summary>
/// The way every password goes, so that the one on the server is in the vault at any time: pending, set, proved, previous, current, tidied.
/// <para>
/// No step relies on a lock. Each attempt writes the new password under a name of its own before the server knows it, and whoever writes
/// the current entry (a change, or a recovery that promotes what it found) has such an entry in the vault from before it proves the
/// password until after its last write. Nobody takes its own entry away while it sees another one, since that other attempt may yet
/// overwrite the current entry; so of two that cross, the one whose password the server has leaves it in the vault. What is left over is
/// taken away by a later run, once it is too old to belong to an attempt at work and the current entry is known to log in.
/// </para>
/// </summary>
internal sealed class PasswordProtocol(
    CheckedVault vault, PasswordProtocolOptions options, TimeProvider time, Func<ProtocolStep, CancellationToken, Task>? afterStep = null)
{
    private const int RecoveryRounds = 3;

    /// <summary>Makes a new password and takes it through all steps.</summary>
    /// <param name="subject">Whose password.</param>
    /// <param name="setOnServer">Sets exactly that password on the server.</param>
    /// <param name="tryLogin">Logs in once.</param>
    /// <param name="cancellationToken">Ends the attempt between two steps; the next run goes on from there.</param>
    /// <returns>A login that works: the new one, or where another run overtook this one, that run's.</returns>
    public async Task<DatabaseLogin> ChangeAsync(
        PasswordSubject subject, Func<Secret, CancellationToken, Task> setOnServer, TryLogin tryLogin, CancellationToken cancellationToken)
    {
        var userName = subject.UserName ?? throw new ArgumentException("A change needs the user's name.", nameof(subject));
        await RefuseAnothersAsync(subject, cancellationToken);
        var login = new DatabaseLogin(userName, PasswordGenerator.Generate(options.PasswordLength));
        if (await StoreAsync(subject, login, setOnServer, tryLogin, cancellationToken))
            return login;
        var theirs = await RecoverAsync(subject, tryLogin, cancellationToken);
        return theirs?.Login ?? throw LoginProof.NotProved(userName, Kept(subject), options.ProofDeadline);
    }

    /// <summary>The current entry as it stands, which nobody has tried; null where there is none of this user.</summary>
    public async Task<DatabaseLogin?> ReadAsync(PasswordSubject subject, CancellationToken cancellationToken)
    {
        if (await ReadCurrentAsync(subject, cancellationToken) is not { } entry)
            return null;
        if (subject.UserName is null || subject.UserName == entry.UserName)
            return new DatabaseLogin(entry.UserName, entry.Secret);
        entry.Secret.Dispose();
        return null;
    }

    /// <summary>
    /// Finds the stored password that logs in, and where that is allowed puts right what an attempt that did not end left.
    /// </summary>
    public Task<FoundPassword?> FindAsync(PasswordSubject subject, TryLogin tryLogin, RunMode mode, CancellationToken cancellationToken) =>
        mode == RunMode.Apply ? RecoverAsync(subject, tryLogin, cancellationToken) : FindWorkingAsync(subject, tryLogin, cancellationToken);

    /// <summary>
    /// Finds the stored password that logs in: current, then pending ones, the newest first, then previous. Changes nothing; null where
    /// none works.
    /// </summary>
    public async Task<FoundPassword?> FindWorkingAsync(PasswordSubject subject, TryLogin tryLogin, CancellationToken cancellationToken)
    {
        if (await TryEntryAsync(await ReadCurrentAsync(subject, cancellationToken), PasswordSource.Current) is { } current)
            return current;
        foreach (var pending in await ListPendingAsync(subject, cancellationToken))
        {
            if (await TryEntryAsync(await vault.GetAsync(pending.Name, cancellationToken), PasswordSource.Pending) is { } found)
                return found;
        }

        return await TryEntryAsync(
            await vault.GetAsync(VaultNames.Previous(subject.EntryName), cancellationToken), PasswordSource.Previous);

        async Task<FoundPassword?> TryEntryAsync(VaultEntry? entry, PasswordSource source)
        {
            if (entry is null)
                return null;
            var login = new DatabaseLogin(entry.UserName, entry.Secret);
            // An entry of another user (the database was made anew under the same name) is no candidate.
            if (
                (subject.UserName is null || subject.UserName == entry.UserName)
                && await tryLogin(login, cancellationToken) == LoginOutcome.Accepted)
                return new FoundPassword(login, source, entry.Name);
            entry.Secret.Dispose();
            return null;
        }
    }

    /// <summary>
    /// Finds the stored password that logs in and, where an attempt that did not end left it elsewhere, makes it the current one.
    /// Changes the vault only; null where none works.
    /// </summary>
    public async Task<FoundPassword?> RecoverAsync(PasswordSubject subject, TryLogin tryLogin, CancellationToken cancellationToken)
    {
        for (var round = 1; ; round++)
        {
            var found = await FindWorkingAsync(subject, tryLogin, cancellationToken);
            if (found is null)
                return null;
            if (found.Source == PasswordSource.Current)
            {
                await RemoveStaleAsync(await ListPendingAsync(subject, cancellationToken), cancellationToken);
                return found;
            }

            try
            {
                if (await StoreAsync(subject, found.Login, setOnServer: null, tryLogin, cancellationToken))
                    return found;
            }
            catch (HoopException error) when (PasswordErrors.NotProved.Is(error) && round < RecoveryRounds)
            {
            }

            // It worked a moment ago: another run has just changed it. Look again, but not for ever.
            if (round == RecoveryRounds)
                throw LoginProof.NotProved(found.Login.UserName, Kept(subject), options.ProofDeadline);
        }
    }

    /// <summary>Takes everything that is stored for a user who is gone out of the vault.</summary>
    public async Task ForgetAsync(PasswordSubject subject, CancellationToken cancellationToken)
    {
        await RefuseAnothersAsync(subject, cancellationToken);
        await vault.RemoveAsync(subject.EntryName, cancellationToken);
        await vault.RemoveAsync(VaultNames.Previous(subject.EntryName), cancellationToken);
        foreach (var pending in await ListPendingAsync(subject, cancellationToken))
            await vault.RemoveAsync(pending.Name, cancellationToken);
    }

    /// <summary>The steps. False where another run has changed the password since, so that this one no longer logs in.</summary>
    private async Task<bool> StoreAsync(
        PasswordSubject subject,
        DatabaseLogin login,
        Func<Secret, CancellationToken, Task>? setOnServer,
        TryLogin tryLogin,
        CancellationToken cancellationToken)
    {
        var began = time.GetUtcNow();
        var metadata = subject.Metadata(began);
        var own = VaultNames.Pending(subject.EntryName, began, RandomNumberGenerator.GetHexString(VaultNames.RunLength, lowercase: true));

        await vault.SetAsync(new VaultEntry(own, login.UserName, login.Password) { Metadata = metadata }, cancellationToken);
        await DoneAsync(ProtocolStep.PendingStored);

        if (setOnServer is not null)
        {
            RefuseIfTooLate(began, own);
            await setOnServer(login.Password, cancellationToken);
            await DoneAsync(ProtocolStep.SetOnServer);
        }

        await LoginProof.ProveAsync(login, tryLogin, Kept(subject), options, time, cancellationToken);
        await DoneAsync(ProtocolStep.Proved);

        RefuseIfTooLate(began, own);
        await KeepFormerAsync(subject, login, metadata, cancellationToken);
        await DoneAsync(ProtocolStep.PreviousStored);

        await vault.SetAsync(new VaultEntry(subject.EntryName, login.UserName, login.Password) { Metadata = metadata }, cancellationToken);
        await DoneAsync(ProtocolStep.CurrentStored);

        var pending = await ListPendingAsync(subject, cancellationToken);
        var others = pending.Any(entry => entry.Name != own && !IsStale(entry));
        if (others && await tryLogin(login, cancellationToken) == LoginOutcome.Refused)
        {
            await DoneAsync(ProtocolStep.Tidied);
            return false;
        }

        await RemoveStaleAsync(pending, cancellationToken);
        if (!others)
            await TryRemoveAsync(own, cancellationToken);
        await DoneAsync(ProtocolStep.Tidied);
        return true;

        Task DoneAsync(ProtocolStep step) => afterStep?.Invoke(step, cancellationToken) ?? Task.CompletedTask;
    }

    private async Task KeepFormerAsync(
        PasswordSubject subject, DatabaseLogin login, IReadOnlyDictionary<string, object> metadata, CancellationToken cancellationToken)
    {
        var former = await ReadCurrentAsync(subject, cancellationToken);
        if (former is null)
            return;
        using var secret = former.Secret;
        if (former.UserName == login.UserName && secret.Equals(login.Password))
            return;
        await vault.SetAsync(
            former with
            {
                Name = VaultNames.Previous(subject.EntryName),
                Metadata = former.Metadata.Count > 0 ? former.Metadata : metadata,
            },
            cancellationToken);
    }

    /// <summary>Refuses an entry that says that it is another database's, before anything is changed.</summary>
    private async Task RefuseAnothersAsync(PasswordSubject subject, CancellationToken cancellationToken) =>
        (await ReadCurrentAsync(subject, cancellationToken))?.Secret.Dispose();

    /// <summary>
    /// The current entry, refused where it says that it is another database's (an instance and a cluster may share a name).
    /// </summary>
    private async Task<VaultEntry?> ReadCurrentAsync(PasswordSubject subject, CancellationToken cancellationToken)
    {
        var entry = await vault.GetAsync(subject.EntryName, cancellationToken);
        if (entry?.Metadata.GetValueOrDefault(PasswordSubject.ArnKey) is string { Length: > 0 } arn && subject.Database.Arn is { } ours &&
            !string.Equals(arn, ours, StringComparison.OrdinalIgnoreCase))
        {
            entry.Secret.Dispose();
            throw VaultErrors.EntryOfAnother.Error(
                $"Entry '{entry.Name}' of vault '{vault.Name}' belongs to '{arn}', not to '{ours}'.", entry.Name);
        }

        return entry;
    }

    private async Task<IReadOnlyList<PendingEntry>> ListPendingAsync(PasswordSubject subject, CancellationToken cancellationToken)
    {
        var names = await vault.ListAsync(VaultNames.PendingPrefix(subject.EntryName), cancellationToken);
        return
        [
            .. from name in names
               let since = VaultNames.PendingSince(subject.EntryName, name)
               where since is not null
               orderby since descending, name descending
               select new PendingEntry(name, since.Value),
        ];
    }

    // Only called when the current entry is known to log in: what is in an old pending entry is then either the same or dead.
    private async Task RemoveStaleAsync(IReadOnlyList<PendingEntry> pending, CancellationToken cancellationToken)
    {
        foreach (var entry in pending.Where(IsStale))
            await TryRemoveAsync(entry.Name, cancellationToken);
    }

    // What is left over harms nobody: the next run takes it away.
    private async Task TryRemoveAsync(string name, CancellationToken cancellationToken)
    {
        try
        {
            await vault.RemoveAsync(name, cancellationToken);
        }
        catch (HoopException)
        {
        }
    }

    private string Kept(PasswordSubject subject) => $"the candidates are kept under '{subject.EntryName}' in vault '{vault.Name}'";

    private bool IsStale(PendingEntry entry) => time.GetUtcNow() - entry.Since > options.StaleAfter;

    private void RefuseIfTooLate(DateTimeOffset began, string own)
    {
        if (time.GetUtcNow() - began > options.AttemptLifetime)
        {
            throw PasswordErrors.TooLate.Error(
                $"The attempt '{own}' is more than {options.AttemptLifetime.TotalMinutes:0} minutes old and ends here.", own);
        }
    }

    private sealed record PendingEntry(string Name, DateTimeOffset Since);
}
