namespace HoopConnect.IdentityCenter.Directory;

/// <summary>Which directory is read, and how.</summary>
public sealed record IdentityDirectoryOptions
{
    /// <summary>The ARN of the instance or the id of its identity store; null: the only one there is.</summary>
    public string? Instance { get; init; }

    /// <summary>How many calls are under way at a time.</summary>
    public int ThrottleLimit { get; init; } = 8;
}
