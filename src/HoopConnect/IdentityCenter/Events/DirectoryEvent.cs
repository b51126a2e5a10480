namespace HoopConnect.IdentityCenter.Events;

/// <summary>A hint that something about a user changed. What it is like now, the directory says.</summary>
/// <param name="Kind">What happened.</param>
/// <param name="UserId">The user's id; empty where the event names a membership and not whose it was.</param>
public sealed record DirectoryEvent(DirectoryEventKind Kind, string UserId)
{
    /// <summary>The group; null where the event is of none, or names a membership and not in which group it was.</summary>
    public string? GroupId { get; init; }

    /// <summary>The identity store; null where the event does not say.</summary>
    public string? IdentityStoreId { get; init; }

    /// <summary>When it happened (UTC); null where the event does not say.</summary>
    public DateTime? Time { get; init; }

    /// <summary>The event's own id; null where it has none.</summary>
    public string? EventId { get; init; }
}
