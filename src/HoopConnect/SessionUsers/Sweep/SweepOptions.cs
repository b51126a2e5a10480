namespace HoopConnect.SessionUsers.Sweep;

/// <summary>How session users are removed.</summary>
public sealed record SweepOptions
{
    /// <summary>Takes users too that bear our kind of name and not our mark: those that Hoop itself made.</summary>
    public bool Adopt { get; init; }

    /// <summary>Who gets what they own; null for the master.</summary>
    public string? ReassignTo { get; init; }

    /// <summary>How many databases of a server are worked on at a time.</summary>
    public int ThrottleLimit { get; init; } = 4;
}
