using HoopConnect.Databases.Users;

namespace HoopConnect.SessionUsers.Sweep;

/// <summary>How session users are removed.</summary>
public sealed record SweepOptions
{
    /// <summary>Takes users too that bear our kind of name and not our mark: those that Hoop itself made.</summary>
    public bool Adopt { get; init; }

    /// <inheritdoc cref="UserRemovalRequest.ReassignTo"/>
    public string? ReassignTo { get; init; }

    /// <inheritdoc cref="UserRemovalRequest.DropCode"/>
    public bool DropCode { get; init; }

    /// <summary>How many databases of a server are worked on at a time.</summary>
    public int ThrottleLimit { get; init; } = 4;
}
