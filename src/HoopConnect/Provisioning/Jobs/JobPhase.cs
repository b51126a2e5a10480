namespace HoopConnect.Provisioning.Jobs;

/// <summary>How far a job, or one role of it, is.</summary>
public enum JobPhase
{
    /// <summary>It has begun and not ended.</summary>
    Running,

    /// <summary>It ended without all that was asked for.</summary>
    Failed,

    /// <summary>All that was asked for is done.</summary>
    Completed,
}
