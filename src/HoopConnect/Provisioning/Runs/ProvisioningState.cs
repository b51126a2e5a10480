namespace HoopConnect.Provisioning.Runs;

/// <summary>What became of one database of a run.</summary>
public enum ProvisioningState
{
    /// <summary>All that was asked for is done, or was so already.</summary>
    Completed,

    /// <summary>Something that was asked for is not done; the message and the roles say what. What is done stays.</summary>
    Failed,

    /// <summary>It was planned and not applied.</summary>
    Planned,
}
