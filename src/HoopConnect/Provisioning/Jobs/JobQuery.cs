using HoopConnect.Hosting;

namespace HoopConnect.Provisioning.Jobs;

/// <summary>Which job records are wanted; what is null is not asked for.</summary>
public sealed record JobQuery
{
    /// <summary>The job's id.</summary>
    public string? Id { get; init; }

    /// <summary>The ARN of the database; <c>*</c> and <c>?</c> are wildcards.</summary>
    public string? Arn { get; init; }

    /// <summary>How far the job is.</summary>
    public JobPhase? State { get; init; }

    /// <summary>Jobs that began then or later (UTC).</summary>
    public DateTime? CreatedAfter { get; init; }

    /// <summary>Jobs that began before (UTC).</summary>
    public DateTime? CreatedBefore { get; init; }

    internal bool Matches(JobRecord record) =>
        (Id is null || string.Equals(Id, record.Id, StringComparison.OrdinalIgnoreCase)) &&
        (Arn is null || NamePattern.Parse(Arn).Matches(record.Spec.DbArn)) &&
        (State is null || State == record.Status.Phase) &&
        (CreatedAfter is null || record.CreatedAt >= CreatedAfter) &&
        (CreatedBefore is null || record.CreatedAt < CreatedBefore);
}
