using System.Text.Json.Serialization;

namespace HoopConnect.Provisioning.Jobs;

/// <summary>What the hook of a job did.</summary>
/// <param name="ExitCode">The exit code of its process.</param>
/// <param name="Output">Its output, cut.</param>
/// <param name="ExecutionTimeSec">How long it took, in whole seconds.</param>
public sealed record JobHookStatus(int ExitCode, string Output, int ExecutionTimeSec)
{
    /// <summary>
    /// The commit that the script was of, with <c>-dirty</c> where the working copy has another content; null where there is none.
    /// </summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Commit { get; init; }

    /// <inheritdoc/>
    public override string ToString() => $"exit code {ExitCode}";
}
