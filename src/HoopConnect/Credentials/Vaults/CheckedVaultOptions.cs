namespace HoopConnect.Credentials.Vaults;

/// <summary>How patient a <see cref="CheckedVault"/> is.</summary>
internal sealed record CheckedVaultOptions
{
    /// <summary>How often a write or read is tried before it is given up.</summary>
    public int Attempts { get; init; } = 5;

    /// <summary>The first pause between two tries; the next ones double, with jitter.</summary>
    public TimeSpan FirstPause { get; init; } = TimeSpan.FromMilliseconds(50);

    /// <summary>The longest pause between two tries.</summary>
    public TimeSpan LongestPause { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>How long a writer waits for the other processes of this machine before it writes all the same.</summary>
    public TimeSpan LockPatience { get; init; } = TimeSpan.FromSeconds(30);
}
