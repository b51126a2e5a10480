namespace HoopConnect.Provisioning.Jobs;

/// <summary>What came of the webhook of a job. It is no part of what the webhook says.</summary>
/// <param name="DeliveredAt">When a receiver took it last (UTC); null where none has.</param>
/// <param name="Attempts">How often it was sent.</param>
/// <param name="LastStatus">The last answer: its status, or why there was none; empty where nothing was sent yet.</param>
public sealed record JobWebhookStatus(DateTime? DeliveredAt, int Attempts, string LastStatus)
{
    /// <summary>It is to be sent, and was not yet.</summary>
    public static JobWebhookStatus Owed { get; } = new(DeliveredAt: null, 0, "");

    /// <inheritdoc/>
    public override string ToString() => DeliveredAt is null ? $"not delivered ({Attempts} attempts)" : $"delivered: {LastStatus}";
}
