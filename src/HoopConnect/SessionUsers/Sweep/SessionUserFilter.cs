using HoopConnect.Hosting;
using HoopConnect.SessionUsers.Policies;

namespace HoopConnect.SessionUsers.Sweep;

/// <summary>Which of the session users that are on a server are wanted; all of them where nothing is said.</summary>
public sealed record SessionUserFilter
{
    /// <summary>The policies that there are; null where they are not known, and then none is stale.</summary>
    public IReadOnlyList<SessionPolicy>? Known { get; init; }

    /// <summary>Only users of these policies.</summary>
    public IReadOnlyList<SessionPolicy> Policies { get; init; } = [];

    /// <summary>Only users that the mark says are of a policy of such a name.</summary>
    public IReadOnlyList<NamePattern> PolicyNames { get; init; } = [];

    /// <summary>Only users of such a name.</summary>
    public IReadOnlyList<NamePattern> UserNames { get; init; } = [];

    /// <summary>Only those whose time is over, by the server's clock.</summary>
    public bool Expired { get; init; }

    /// <summary>Only those that no known policy explains.</summary>
    public bool Stale { get; init; }
}
