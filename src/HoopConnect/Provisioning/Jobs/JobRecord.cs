using System.Text.Json.Serialization;

namespace HoopConnect.Provisioning.Jobs;

/// <summary>
/// What one run did to one database: the document that is kept on disk, given to hooks and sent by the webhook
/// (event type <c>dbroles.job.finished</c>). In JSON the names are snake_case. There is never a secret in it.
/// </summary>
public sealed record JobRecord
{
    /// <summary>The organisation's id (<c>o-...</c>), or the caller's account where there is none.</summary>
    public required string OrgId { get; init; }

    /// <summary>The job's id: a UUID.</summary>
    public required string Id { get; init; }

    /// <summary>When the job began (UTC).</summary>
    public required DateTime CreatedAt { get; init; }

    /// <summary>When it ended (UTC); null while it runs.</summary>
    public DateTime? CompletedAt { get; init; }

    /// <summary>What it is about.</summary>
    public required JobSpec Spec { get; init; }

    /// <summary>What became of it.</summary>
    public required JobStatus Status { get; init; }

    /// <summary>What the hook did; null where none ran.</summary>
    public JobHookStatus? HookStatus { get; init; }

    /// <summary>What came of its webhook; null where none was asked for. The webhook itself does not have it.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public JobWebhookStatus? WebhookStatus { get; init; }

    /// <inheritdoc/>
    public override string ToString() => $"{Id} {Status.Phase} {Spec.DbArn}";
}
