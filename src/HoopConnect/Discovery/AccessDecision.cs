namespace HoopConnect.Discovery;

/// <summary>What IAM says of an action.</summary>
public enum AccessDecision
{
    /// <summary>IAM's simulation allows it. A service control policy or a permission boundary of the resource may still deny it.</summary>
    Allowed,

    /// <summary>No policy allows it, or one denies it.</summary>
    Denied,

    /// <summary>The simulation could not be run for this caller.</summary>
    Unknown,
}
