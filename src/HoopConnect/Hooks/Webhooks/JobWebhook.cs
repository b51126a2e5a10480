using System.Globalization;
using System.Text;
using HoopConnect.Hosting;
using HoopConnect.Planning;
using HoopConnect.Provisioning.Jobs;
using HoopConnect.Provisioning.Runs;

namespace HoopConnect.Hooks.Webhooks;

/// <summary>
/// The webhook of jobs: sent to one receiver, with what came of it in the job's record, so that one that was not delivered can be sent
/// later.
/// </summary>
public sealed class JobWebhook : IJobWebhook, IDisposable
{
    private readonly IWebhookTarget _target;
    private readonly JobStore _jobs;
    private readonly WebhookSender _sender;
    private readonly WebhookRetry _retry;
    private readonly TimeProvider _time;

    // A receiver that is down would hold up hundreds of jobs, each by all its attempts.
    private volatile bool _isDown;

    /// <summary>Makes it; nothing is sent yet.</summary>
    /// <param name="target">Who receives.</param>
    /// <param name="jobs">Where the records are.</param>
    /// <param name="retry">How hard it is tried; as usual where null.</param>
    public JobWebhook(IWebhookTarget target, JobStore jobs, WebhookRetry? retry = null)
        : this(target, jobs, retry ?? new WebhookRetry(), TimeProvider.System)
    {
    }

    internal JobWebhook(
        IWebhookTarget target, JobStore jobs, WebhookRetry retry, TimeProvider time, HttpMessageHandler? handler = null)
    {
        ArgumentNullException.ThrowIfNull(target);
        (_target, _jobs, _retry, _time) = (target, jobs, retry, time);
        _sender = new WebhookSender(target.Url, retry, time, handler);
    }

    /// <inheritdoc/>
    public PlanStep Step(JobRecord record)
    {
        ArgumentNullException.ThrowIfNull(record);
        var message = WebhookMessage.Draft(record, _target.EventType);
        return new PlanStep(
            _target.Url.ToString(),
            "send webhook",
            $"POST {_target.Url} ({string.Join(", ", _target.HeaderNames.Prepend("content-type"))})\n"
                + Encoding.UTF8.GetString(_target.Body(message).Span))
        {
            Note = record.Status.Phase == JobPhase.Running ? "with what became of the job once it has ended" : null,
        };
    }

    /// <summary>Sends, where the host agrees.</summary>
    /// <returns>What came of it; null where it was not to be sent.</returns>
    /// <exception cref="HoopException"><c>Webhook.JobNotEnded</c>, and those of <see cref="DeliverAsync"/>.</exception>
    public async Task<WebhookDelivery?> SendAsync(JobRecord record, IHoopHost host, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(host);
        var message = WebhookMessage.Of(record, _target.EventType);
        var plan = new Plan($"job {record.Id} ({record.Spec.DbArn})", "report", [Step(record)]);
        if (!await host.ShouldApplyAsync(plan, cancellationToken))
            return null;
        var status = await DeliverAsync(record, host, cancellationToken);
        return new WebhookDelivery
        {
            JobId = record.Id,
            DbArn = record.Spec.DbArn,
            MessageId = message.Id,
            Url = _target.Url.ToString(),
            Delivered = status.DeliveredAt!.Value,
            Attempts = status.Attempts,
            LastStatus = status.LastStatus,
        };
    }

    /// <inheritdoc/>
    public async Task<JobWebhookStatus> DeliverAsync(JobRecord record, IHoopHost host, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(record);
        ArgumentNullException.ThrowIfNull(host);
        var outcome = await _sender.SendAsync(
            _target, WebhookMessage.Of(record, _target.EventType), _isDown ? 1 : _retry.Attempts, host, cancellationToken);
        _isDown = outcome.Failure is { } failure && WebhookErrors.NotDelivered.Is(failure);
        var former = record.WebhookStatus;
        var status = new JobWebhookStatus(
            outcome.Failure is null ? _time.GetUtcNow().UtcDateTime : former?.DeliveredAt,
            (former?.Attempts ?? 0) + outcome.Attempts,
            outcome.LastStatus);
        // It has been sent, or not, whether or not the note of it can be made.
        try
        {
            await _jobs.WriteAsync(record with { WebhookStatus = status }, CancellationToken.None);
        }
        catch (HoopException unwritten) when (outcome.Failure is not null)
        {
            host.Error(unwritten);
        }

        if (outcome.Failure is not null)
            throw outcome.Failure;
        host.Verbose(string.Create(
            CultureInfo.InvariantCulture, $"The webhook of job {record.Id} was delivered to {_target.Url}: {status.LastStatus}."));
        return status;
    }

    /// <summary>Closes the connections.</summary>
    public void Dispose() => _sender.Dispose();
}
