using HoopConnect.Secrets;

namespace HoopConnect.Credentials.Passwords;

/// <summary>The times of the password protocol.</summary>
internal sealed record PasswordProtocolOptions
{
    /// <summary>How many characters a new password has.</summary>
    public int PasswordLength { get; init; } = PasswordGenerator.DefaultLength;

    /// <summary>How long a login with a password that was just set is tried again before it counts as not working.</summary>
    public TimeSpan ProofDeadline { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>The first pause between two logins; the next ones double, with jitter.</summary>
    public TimeSpan FirstPause { get; init; } = TimeSpan.FromMilliseconds(200);

    /// <summary>The longest pause between two logins.</summary>
    public TimeSpan LongestPause { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>
    /// How old an attempt may be and still set a password or write the current entry. Later it ends and leaves the rest to the next run.
    /// </summary>
    public TimeSpan AttemptLifetime { get; init; } = TimeSpan.FromHours(1);

    /// <summary>
    /// How old another attempt's entry must be before it is taken away. Well above <see cref="AttemptLifetime"/>, so that the clocks of
    /// two machines may differ by an hour and still no entry of an attempt at work is taken.
    /// </summary>
    public TimeSpan StaleAfter { get; init; } = TimeSpan.FromHours(2);
}
