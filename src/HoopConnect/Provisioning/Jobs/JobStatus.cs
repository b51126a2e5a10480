namespace HoopConnect.Provisioning.Jobs;

/// <summary>What became of a job.</summary>
/// <param name="Phase">How far it is.</param>
/// <param name="Message">One sentence; empty where there is nothing to say.</param>
public sealed record JobStatus(JobPhase Phase, string Message)
{
    /// <summary>What became of each role; empty until the first one is done.</summary>
    public IReadOnlyList<JobRoleResult> Result { get; init; } = [];

    /// <inheritdoc/>
    public override string ToString() => Message.Length > 0 ? $"{Phase}: {Message}" : Phase.ToString();
}
