using HoopConnect.Hosting;
using HoopConnect.Planning;
using HoopConnect.Provisioning.Jobs;

namespace HoopConnect.Provisioning.Runs;

/// <summary>Who is told by a webhook how a job ended.</summary>
public interface IJobWebhook
{
    /// <summary>The request as a step of a plan, without secrets.</summary>
    /// <param name="record">The job, as far as it is.</param>
    PlanStep Step(JobRecord record);

    /// <summary>Sends, with retries, and writes into the job's record what came of it.</summary>
    /// <param name="record">The job, which has ended.</param>
    /// <param name="host">Is told how it goes.</param>
    /// <param name="cancellationToken">Ends it; the record then says that it is still to be sent.</param>
    /// <returns>What the record says now.</returns>
    /// <exception cref="HoopException"><c>Webhook.NotDelivered</c>, <c>Webhook.Refused</c>, <c>Webhook.JobNotEnded</c>,
    /// <c>State.WriteFailed</c>.</exception>
    Task<JobWebhookStatus> DeliverAsync(JobRecord record, IHoopHost host, CancellationToken cancellationToken);
}
