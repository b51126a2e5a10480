using HoopConnect.Hosting;
using HoopConnect.Planning;

namespace HoopConnect.Provisioning.Jobs;

/// <summary>What is done for each job that has ended, completed or failed.</summary>
public interface IJobHook
{
    /// <summary>What it would do for a job.</summary>
    IReadOnlyList<PlanStep> Plan(JobRecord job);

    /// <summary>
    /// Does it. What fails is reported to the host, and takes nothing back of what the job did; only a cancelled one throws.
    /// </summary>
    /// <returns>The record as it is to be kept.</returns>
    Task<JobRecord> RunAsync(EndedJob job, IHoopHost host, CancellationToken cancellationToken);
}
