using HoopConnect.Credentials.Passwords;

namespace HoopConnect.Credentials.Master;

/// <summary>The times of a reset.</summary>
internal sealed record MasterCredentialOptions
{
    /// <summary>The times of the password protocol.</summary>
    public PasswordProtocolOptions Protocol { get; init; } = new() { ProofDeadline = TimeSpan.FromMinutes(1) };

    /// <summary>The first pause between two looks at the database's status; the next ones double, with jitter.</summary>
    public TimeSpan PollFirst { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>The longest pause between two looks.</summary>
    public TimeSpan PollLongest { get; init; } = TimeSpan.FromSeconds(8);

    /// <summary>
    /// How long RDS may say that nothing is pending while the server still refuses the new password: the status can lag behind the call,
    /// and a modification can fail late, which looks the same.
    /// </summary>
    public TimeSpan Settling { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>What a reset usually takes; only the estimate on the progress line uses it.</summary>
    public TimeSpan Usual { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>How long the port may take to answer before the reset.</summary>
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How long to wait for another run of this machine that works on the same master.</summary>
    public TimeSpan LockPatience { get; init; } = TimeSpan.FromMinutes(15);
}
