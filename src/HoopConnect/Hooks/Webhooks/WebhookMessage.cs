using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using HoopConnect.Hosting;
using HoopConnect.Provisioning.Jobs;

namespace HoopConnect.Hooks.Webhooks;

/// <summary>What is said of a job: the same id and the same bytes however often it is sent.</summary>
/// <param name="Id">
/// Receivers take a message of one id once (Standard Webhooks, "Webhook metadata"). It comes from the job's id, so that a later send has it
/// too, and has no full stop, which stands between the parts of what is signed.
/// </param>
/// <param name="EventType">What happened.</param>
/// <param name="Body">The body in UTF-8: <c>event_type</c>, and the job record as <c>event_payload</c>.</param>
public sealed record WebhookMessage(string Id, string EventType, ReadOnlyMemory<byte> Body)
{
    /// <summary>The type of the event that a job has ended.</summary>
    public const string JobFinished = "dbroles.job.finished";

    /// <summary>The message about a job.</summary>
    /// <exception cref="HoopException"><c>Webhook.JobNotEnded</c>.</exception>
    public static WebhookMessage Of(JobRecord record, string eventType = JobFinished)
    {
        ArgumentNullException.ThrowIfNull(record);
        return record.Status.Phase != JobPhase.Running
            ? Draft(record, eventType)
            : throw WebhookErrors.JobNotEnded.Error($"The job '{record.Id}' has not ended.", record.Id);
    }

    /// <summary>The same of a job that has not ended yet, to show it.</summary>
    internal static WebhookMessage Draft(JobRecord record, string eventType)
    {
        using var payload = JsonDocument.Parse(JobDocument.Write(record with { WebhookStatus = null }));
        using var body = new MemoryStream();
        using (var json = new Utf8JsonWriter(body))
        {
            json.WriteStartObject();
            json.WriteString("event_type", eventType);
            json.WritePropertyName("event_payload");
            payload.WriteTo(json);
            json.WriteEndObject();
        }

        return new WebhookMessage(IdOf(record), eventType, body.ToArray());
    }

    // A record of somebody's own making may have any text for an id.
    private static string IdOf(JobRecord record) =>
        "msg_" + (Guid.TryParse(record.Id, out var id)
            ? id.ToString("N")
            : Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(record.Id)))[..32].ToLowerInvariant());
}
