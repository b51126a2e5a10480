namespace HoopConnect.Hooks.Runbooks;

/// <summary>What one run of a runbook did.</summary>
public sealed record RunbookResult
{
    /// <summary>The job's id.</summary>
    public required string JobId { get; init; }

    /// <summary>The ARN of the job's database.</summary>
    public required string Arn { get; init; }

    /// <summary>The script: its path, or the repository and the path in it.</summary>
    public required string Runbook { get; init; }

    /// <summary>
    /// The commit that the script was of, with <c>-dirty</c> where the working copy has another content; null where it is in no repository.
    /// </summary>
    public string? Commit { get; init; }

    /// <summary>The exit code of its process; -1, or 128 and the number of the signal, where it was ended.</summary>
    public required int ExitCode { get; init; }

    /// <summary>
    /// What it wrote to stdout and stderr: at most 4,096 bytes and a note of how many more there were, with the run's secrets as asterisks.
    /// It is the script's own text: as it is, line ends and all.
    /// </summary>
    public required string Output { get; init; }

    /// <summary>How long it took, in seconds.</summary>
    public required double Seconds { get; init; }

    /// <summary>Whether it was ended because its time was up.</summary>
    public bool TimedOut { get; init; }

    /// <inheritdoc/>
    public override string ToString() => $"{Runbook} for {JobId}: exit code {ExitCode}";
}
