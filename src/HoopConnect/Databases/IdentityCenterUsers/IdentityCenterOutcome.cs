using HoopConnect.Databases.Users;
using HoopConnect.Hosting;

namespace HoopConnect.Databases.IdentityCenterUsers;

/// <summary>What became of one user, as the server says it after the change.</summary>
/// <param name="UserId">The person's id in the directory; empty where the user's mark lost it.</param>
/// <param name="UserName">The user.</param>
/// <param name="State">What became of it.</param>
public sealed record IdentityCenterOutcome(string UserId, string UserName, IdentityCenterState State)
{
    /// <summary>The name it had before; null where that is the same.</summary>
    public string? FormerName { get; init; }

    /// <summary>What it was given: names of roles, <c>policy</c> and the name of one.</summary>
    public IReadOnlyList<string> Granted { get; init; } = [];

    /// <summary>What was taken from it.</summary>
    public IReadOnlyList<string> Revoked { get; init; } = [];

    /// <summary>What should be known besides: what holds a user that should be gone, what somebody must mend.</summary>
    public IReadOnlyList<Finding> Findings { get; init; } = [];

    /// <summary>Why it failed; null where it did not.</summary>
    public HoopException? Failure { get; init; }

    /// <summary>The outcome of a member who cannot be served.</summary>
    internal static IdentityCenterOutcome Failed(string userId, string userName, HoopException failure) =>
        new(userId, userName, IdentityCenterState.Failed) { Failure = failure };
}
