using System.Text.Json.Serialization;

namespace HoopConnect.Provisioning.Jobs;

/// <summary>What became of one role.</summary>
/// <param name="UserRole">The role's name on the server, for example <c>hoop_ro</c>; of a failed one too.</param>
/// <param name="Status">Completed or failed.</param>
/// <param name="Message">What is wrong, where something is.</param>
public sealed record JobRoleResult(string UserRole, JobPhase Status, string Message)
{
    /// <summary>Where its password is.</summary>
    public JobCredentialsInfo CredentialsInfo { get; init; } = JobCredentialsInfo.None;

    /// <summary>The database that a client of the role starts in; null where it is not known.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Database { get; init; }

    /// <summary>When it was done (UTC).</summary>
    public DateTime CompletedAt { get; init; }
}
