namespace HoopConnect.IamAuthentication.Enabling;

/// <summary>The times of switching IAM authentication on.</summary>
internal sealed record EnableIamOptions
{
    /// <summary>The first pause between two looks at the database; the next ones double, with jitter.</summary>
    public TimeSpan PollFirst { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>The longest pause between two looks.</summary>
    public TimeSpan PollLongest { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>
    /// How long a database has to be available with the change still pending until we believe that it waits for the maintenance window:
    /// right after the call it looks the same.
    /// </summary>
    public TimeSpan Settling { get; init; } = TimeSpan.FromSeconds(45);

    /// <summary>What it usually takes; only the estimate on the progress line uses it.</summary>
    public TimeSpan Usual { get; init; } = TimeSpan.FromSeconds(90);
}
