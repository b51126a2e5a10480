using HoopConnect.Secrets;

namespace HoopConnect.Provisioning.Jobs;

/// <summary>A job that has ended, with the logins that its record says no more of than where they are.</summary>
/// <param name="Record">Its record.</param>
public sealed record EndedJob(JobRecord Record)
{
    /// <summary>The master login, as far as it is known.</summary>
    public DatabaseLogin? Master { get; init; }

    /// <summary>The passwords of the roles, by the roles' names, as far as they are known.</summary>
    public IReadOnlyDictionary<string, Secret> Passwords { get; init; } = new Dictionary<string, Secret>();

    /// <summary>All of its secrets that are known.</summary>
    internal IEnumerable<Secret> Secrets => Master is null ? Passwords.Values : Passwords.Values.Append(Master.Password);
}
