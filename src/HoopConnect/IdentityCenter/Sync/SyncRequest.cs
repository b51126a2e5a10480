using HoopConnect.IdentityCenter.Events;

namespace HoopConnect.IdentityCenter.Sync;

/// <summary>What is to be brought into line.</summary>
/// <param name="Map">What the members of each group are given.</param>
/// <param name="Targets">The databases.</param>
public sealed record SyncRequest(GroupMap Map, IReadOnlyList<SyncTarget> Targets)
{
    /// <summary>What happened: only the people of these events are looked at; null for all.</summary>
    public IReadOnlyList<DirectoryEvent>? Events { get; init; }

    /// <summary>The largest share of the managed users that may go (percent).</summary>
    public int MaximumRemoval { get; init; } = 30;

    /// <summary>Goes on although a group has no members.</summary>
    public bool AllowEmptyGroup { get; init; }

    /// <summary>How many databases are worked on at a time.</summary>
    public int ThrottleLimit { get; init; } = 8;
}
