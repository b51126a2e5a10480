namespace HoopConnect.Hooks.Webhooks;

/// <summary>A webhook that its receiver has taken.</summary>
public sealed record WebhookDelivery
{
    /// <summary>The id of the job.</summary>
    public required string JobId { get; init; }

    /// <summary>The database that the job is about.</summary>
    public required string DbArn { get; init; }

    /// <summary>The message's id: the same for each send of the job.</summary>
    public required string MessageId { get; init; }

    /// <summary>Where it went, without what stands behind the <c>?</c>.</summary>
    public required string Url { get; init; }

    /// <summary>When it was taken (UTC).</summary>
    public required DateTime Delivered { get; init; }

    /// <summary>How often the job was sent, all sends together.</summary>
    public required int Attempts { get; init; }

    /// <summary>The last answer.</summary>
    public required string LastStatus { get; init; }

    /// <inheritdoc/>
    public override string ToString() => $"{MessageId} to {Url}: {LastStatus}";
}
