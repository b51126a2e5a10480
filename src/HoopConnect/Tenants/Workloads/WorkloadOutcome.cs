namespace HoopConnect.Tenants.Workloads;

/// <summary>What a change makes of what is there.</summary>
public enum WorkloadOutcome
{
    /// <summary>It is as it must be already, or, where it was to be removed, is not there.</summary>
    Unchanged,

    /// <summary>It was not there.</summary>
    Created,

    /// <summary>It was there, and something of it was different.</summary>
    Updated,

    /// <summary>It was there, and is gone.</summary>
    Removed,
}
