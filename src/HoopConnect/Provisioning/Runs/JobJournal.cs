using HoopConnect.Aws;
using HoopConnect.Discovery;
using HoopConnect.Hosting;
using HoopConnect.Provisioning.Jobs;
using HoopConnect.Provisioning.Roles;

namespace HoopConnect.Provisioning.Runs;

/// <summary>Writes the job records of one run.</summary>
internal sealed class JobJournal(JobStore store, TimeProvider time, string orgId, string callerArn, IHoopHost host)
{
    private int _pruned;

    /// <summary>The journal of a run, with the organisation's id, or the account's where we are in none or may not ask.</summary>
    public static async Task<JobJournal> OpenAsync(ProvisioningServices services, IHoopHost host, CancellationToken cancellationToken)
    {
        var caller = await services.Aws.GetCallerIdentityAsync(cancellationToken);
        string? organization = null;
        try
        {
            organization = await services.Aws.Organizations.GetOrganizationIdAsync(cancellationToken);
        }
        catch (AwsErrorException error)
        {
            host.Verbose($"The organisation's id is not known ({error.AwsErrorCode}): the job records name account {caller.AccountId}.");
        }

        return new JobJournal(services.Jobs, services.Time, organization ?? caller.AccountId, caller.Arn, host);
    }

    /// <summary>A record of a job that begins now; nothing is written yet.</summary>
    public JobRecord New(RdsDatabase database) => new()
    {
        OrgId = orgId,
        Id = Guid.NewGuid().ToString(),
        CreatedAt = Now(),
        Spec = new JobSpec
        {
            AccountArn = callerArn,
            DbArn = database.Arn,
            DbName = database.DatabaseName,
            DbEngine = database.Engine,
            DbHost = database.HostName,
            DbPort = database.HostName is null ? null : database.Port,
            DbMasterUser = database.MasterUserName.Length > 0 ? database.MasterUserName : null,
            DbTags = [.. database.Tags.OrderBy(tag => tag.Key, StringComparer.Ordinal).Select(tag => new JobTag(tag.Key, tag.Value))],
        },
        Status = new JobStatus(JobPhase.Running, ""),
    };

    /// <summary>Writes that the job began. The first of a run takes old records away.</summary>
    public async Task StartedAsync(JobRecord record, CancellationToken cancellationToken)
    {
        if (Interlocked.Exchange(ref _pruned, 1) == 0)
            await store.PruneAsync(time.GetUtcNow(), host, cancellationToken);
        await store.WriteAsync(record, cancellationToken);
    }

    /// <summary>The record of a job that ends now; nothing is written yet.</summary>
    public JobRecord Ended(JobRecord record, ProvisioningState state, string message, IReadOnlyList<DatabaseRole> roles)
    {
        var now = Now();
        return record with
        {
            CompletedAt = now,
            Status = new JobStatus(state == ProvisioningState.Completed ? JobPhase.Completed : JobPhase.Failed, message)
            {
                Result = [.. roles.Select(role => ResultOf(role, now))],
            },
        };
    }

    /// <summary>Writes how the job ended. A cancelled run writes too: the record is what tells what was done.</summary>
    public Task EndedAsync(JobRecord ended) => store.WriteAsync(ended, CancellationToken.None);

    private static JobRoleResult ResultOf(DatabaseRole role, DateTime now) =>
        new(role.UserName, role.IsComplete ? JobPhase.Completed : JobPhase.Failed, role.Message)
        {
            CompletedAt = now,
            Database = role.Database,
            CredentialsInfo = (role.SecretName, role.IsUsable) switch
            {
                (not null, true) => new JobCredentialsInfo(role.VaultName!, role.SecretName, ["UserName", "Password"]),
                (null, true) => new JobCredentialsInfo("database", "", []),
                _ => JobCredentialsInfo.None,
            },
        };

    private DateTime Now() => time.GetUtcNow().UtcDateTime;
}
