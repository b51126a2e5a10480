using HoopConnect.Tenants.Workloads;

namespace HoopConnect.Tenants.Platform;

/// <summary>One part of what a platform needs, and what a run made of it.</summary>
/// <param name="Part">What it is: the boundary, the role, the association.</param>
/// <param name="Target">Its name.</param>
/// <param name="Outcome">Whether it was made, changed, or left as it was.</param>
public sealed record PlatformStep(PlatformPart Part, string Target, WorkloadOutcome Outcome)
{
    /// <inheritdoc/>
    public override string ToString() => $"{Part} {Outcome}";
}
