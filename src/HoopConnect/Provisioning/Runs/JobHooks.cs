using HoopConnect.Credentials.Vaults;
using HoopConnect.Hosting;
using HoopConnect.Provisioning.Jobs;
using HoopConnect.Secrets;

namespace HoopConnect.Provisioning.Runs;

/// <summary>The hooks of a run, for each of its jobs that has ended.</summary>
internal sealed class JobHooks(IReadOnlyList<IJobHook> hooks, CheckedVault? vault, IHoopHost host)
{
    /// <summary>Runs them one after the other; what one leaves in the record is kept before the next begins.</summary>
    /// <returns>The record as it is now.</returns>
    public async Task<JobRecord> RunAsync(
        JobRecord record, DatabaseOutcome outcome, Func<JobRecord, Task> keep, CancellationToken cancellationToken)
    {
        if (hooks.Count == 0)
            return record;
        var job = new EndedJob(record) { Master = outcome.Master };
        if (hooks.Any(hook => hook.NeedsLogins))
            job = job with { Passwords = await PasswordsAsync(outcome, cancellationToken) };
        foreach (var hook in hooks)
        {
            var after = await hook.RunAsync(job, host, cancellationToken);
            if (after != job.Record)
                await keep(after);
            job = job with { Record = after };
        }

        return job.Record;
    }

    private async Task<IReadOnlyDictionary<string, Secret>> PasswordsAsync(DatabaseOutcome outcome, CancellationToken cancellationToken)
    {
        var passwords = new Dictionary<string, Secret>(StringComparer.Ordinal);
        foreach (var role in outcome.Roles.Where(role => role.IsUsable))
        {
            if (role.Login is { } login)
                passwords[role.UserName] = login.Password;
            else if (role.SecretName is { } name && vault is not null && await ReadAsync(vault, name, cancellationToken) is { } secret)
                passwords[role.UserName] = secret;
        }

        return passwords;
    }

    // The hooks run all the same: what could be done for the job is done, and the record says where the password is.
    private async Task<Secret?> ReadAsync(CheckedVault from, string name, CancellationToken cancellationToken)
    {
        try
        {
            return (await from.GetAsync(name, cancellationToken))?.Secret;
        }
        catch (HoopException error)
        {
            host.Warning($"The password in '{name}' cannot be read for the hooks, and is not hidden in their output: {error.Message}");
            return null;
        }
    }
}
