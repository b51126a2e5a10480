using HoopConnect.SessionUsers.Policies;

namespace HoopConnect.SessionUsers;

/// <summary>Which session user somebody wants.</summary>
/// <param name="Policy">The policy.</param>
public sealed record SessionUserOrder(SessionPolicy Policy)
{
    /// <summary>A shorter life than the policy gives; null for the policy's.</summary>
    public TimeSpan? Expiration { get; init; }

    /// <summary>Who wants a user of his own; null for the one that all who use the policy share.</summary>
    public string? Caller { get; init; }

    /// <summary>Takes over a user of that name without our mark.</summary>
    public bool Adopt { get; init; }

    /// <summary>Sets a new password even where the shared one is good.</summary>
    public bool Rotate { get; init; }

    /// <summary>How many databases are worked on at a time.</summary>
    public int ThrottleLimit { get; init; } = 4;
}
