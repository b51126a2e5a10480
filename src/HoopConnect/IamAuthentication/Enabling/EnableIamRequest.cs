using HoopConnect.Discovery;

namespace HoopConnect.IamAuthentication.Enabling;

/// <summary>What is to be made ready for logins by IAM.</summary>
/// <param name="Database">An instance or a cluster that RDS knows; it is looked up again.</param>
public sealed record EnableIamRequest(RdsDatabase Database)
{
    /// <summary>The longest <see cref="Deadline"/>.</summary>
    public static readonly TimeSpan LongestDeadline = TimeSpan.FromMinutes(45);

    /// <summary>Has RDS apply it now, which applies everything else that is pending along with it.</summary>
    public bool ApplyImmediately { get; init; }

    /// <summary>Goes on with <see cref="ApplyImmediately"/> although other modifications are pending.</summary>
    public bool AllowPendingModifications { get; init; }

    /// <summary>How long it may take to become so.</summary>
    public TimeSpan Deadline { get; init; } = TimeSpan.FromMinutes(10);
}
