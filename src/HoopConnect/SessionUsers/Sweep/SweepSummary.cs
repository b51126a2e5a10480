using HoopConnect.Databases.SessionUsers;
using HoopConnect.Databases.Users;

namespace HoopConnect.SessionUsers.Sweep;

/// <summary>What a whole sweep came to: one object for a scheduled task.</summary>
public sealed record SweepSummary
{
    /// <summary>When it began (UTC).</summary>
    public required DateTime Started { get; init; }

    /// <summary>How long it took.</summary>
    public required TimeSpan Duration { get; init; }

    /// <summary>How many servers it was about.</summary>
    public required int Servers { get; init; }

    /// <summary>How many users were to be removed.</summary>
    public required int Users { get; init; }

    /// <summary>How many are gone.</summary>
    public required int Removed { get; init; }

    /// <summary>How many were not there any more.</summary>
    public required int Missing { get; init; }

    /// <summary>How many have been extended or made anew since they were listed.</summary>
    public required int InUse { get; init; }

    /// <summary>How many are not ours and were not touched.</summary>
    public required int Refused { get; init; }

    /// <summary>How many could not be removed and can no longer log in.</summary>
    public required int Locked { get; init; }

    /// <summary>How many could neither be removed nor locked, or were not reached.</summary>
    public required int Failed { get; init; }

    /// <summary>
    /// <c>Failed</c> where a user is <see cref="UserRemovalState.Failed"/>, else <c>Incomplete</c> where one is locked, else
    /// <c>Completed</c>.
    /// </summary>
    public string State => Failed > 0 ? "Failed" : Locked > 0 ? "Incomplete" : "Completed";

    /// <summary>The first of the users that are still there and should not be (refused, locked, failed), and why; at most 100.</summary>
    public IReadOnlyList<RemovedSessionUser> Remaining { get; init; } = [];

    /// <inheritdoc/>
    public override string ToString() => $"{Removed} of {Users} removed: {State}";
}
