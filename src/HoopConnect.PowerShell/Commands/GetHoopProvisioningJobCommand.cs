using System.Management.Automation;
using HoopConnect.Hosting;
using HoopConnect.Provisioning.Jobs;

namespace HoopConnect.PowerShell.Commands;

/// <summary>Gets the records of provisioning jobs, the newest first.</summary>
[Cmdlet(VerbsCommon.Get, "HoopProvisioningJob")]
[OutputType(typeof(JobRecord))]
public sealed class GetHoopProvisioningJobCommand : HoopCmdlet
{
    /// <summary>Job ids.</summary>
    [Parameter(Position = 0, ValueFromPipelineByPropertyName = true)]
    [Alias("JobId", "Job")]
    [ValidateNotNullOrEmpty]
    public string[] Id { get; set; } = [];

    /// <summary>The ARN of the database, with wildcards.</summary>
    [Parameter]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    public string? Arn { get; set; }

    /// <summary>How far the job is.</summary>
    [Parameter]
    public JobPhase? State { get; set; }

    /// <summary>Jobs that began less than this long ago.</summary>
    [Parameter]
    public TimeSpan? NewerThan { get; set; }

    /// <summary>Jobs that began longer than this ago.</summary>
    [Parameter]
    public TimeSpan? OlderThan { get; set; }

    /// <inheritdoc/>
    protected override async Task ProcessAsync(CancellationToken cancellationToken)
    {
        var now = TimeProvider.System.GetUtcNow().UtcDateTime;
        var query = new JobQuery { Arn = Arn, State = State, CreatedAfter = now - NewerThan, CreatedBefore = now - OlderThan };
        var store = new JobStore(StateFolder.OfUser());
        if (Id.Length == 0)
        {
            await WriteAllAsync(store.GetAsync(query, HoopHost, cancellationToken), cancellationToken);
            return;
        }

        foreach (var id in Id)
            await ForTargetAsync(
                id,
                async () => await WriteAsync(
                    await store.RequireAsync(query with { Id = id }, HoopHost, cancellationToken), cancellationToken));
    }
}
