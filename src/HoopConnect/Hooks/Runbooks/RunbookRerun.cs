using HoopConnect.Credentials.Vaults;
using HoopConnect.Hosting;
using HoopConnect.Planning;
using HoopConnect.Provisioning.Jobs;
using HoopConnect.Secrets;

namespace HoopConnect.Hooks.Runbooks;

/// <summary>A runbook for jobs of which there are records.</summary>
/// <param name="jobs">The records.</param>
/// <param name="hook">Runs it.</param>
/// <param name="openVault">Opens a vault by its name, for the passwords; null where they are not to be read.</param>
public sealed class RunbookRerun(JobStore jobs, RunbookHook hook, Func<string, CancellationToken, Task<CheckedVault>>? openVault = null)
{
    /// <summary>Runs it for one job, if the host agrees, and writes into the job's record what it did.</summary>
    /// <returns>Null where the host did not agree.</returns>
    /// <exception cref="HoopException"><c>Job.NotFound</c>, <c>Runbook.JobRunning</c>, <c>Runbook.TooLong</c>, <c>Runbook.StartFailed</c>,
    /// <c>State.WriteFailed</c>, and those of the vault.</exception>
    public async Task<RunbookResult?> RunAsync(string id, IHoopHost host, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(host);
        var record = await jobs.RequireAsync(new JobQuery { Id = id }, host, cancellationToken);
        RunbookHook.CheckEnded(record);
        if (!await host.ShouldApplyAsync(new Plan(record.Spec.DbArn, "run the runbook again", hook.Plan(record)), cancellationToken))
            return null;
        var job = new EndedJob(record) { Passwords = await PasswordsAsync(record, cancellationToken) };
        var result = await hook.RunAsync(job, cancellationToken);
        await jobs.WriteAsync(record with { HookStatus = RunbookHook.StatusOf(result) }, CancellationToken.None);
        return result;
    }

    /// <summary>The failure of one that did not end well; null where it did.</summary>
    public HoopException? FailureOf(RunbookResult result) => hook.FailureOf(result);

    private async Task<IReadOnlyDictionary<string, Secret>> PasswordsAsync(JobRecord record, CancellationToken cancellationToken)
    {
        var passwords = new Dictionary<string, Secret>(StringComparer.Ordinal);
        if (openVault is null)
            return passwords;
        foreach (var role in record.Status.Result.Where(role => role.CredentialsInfo.SecretId.Length > 0))
        {
            var vault = await openVault(role.CredentialsInfo.SecretsManagerProvider, cancellationToken);
            if (await vault.GetAnyAsync(role.CredentialsInfo.SecretId, cancellationToken) is { } entry)
                passwords[role.UserRole] = entry.Secret;
        }

        return passwords;
    }
}
