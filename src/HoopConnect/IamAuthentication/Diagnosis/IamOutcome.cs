namespace HoopConnect.IamAuthentication.Diagnosis;

/// <summary>How one link is found.</summary>
public enum IamOutcome
{
    /// <summary>It holds.</summary>
    Passed,

    /// <summary>It is broken.</summary>
    Failed,

    /// <summary>It could not be looked at.</summary>
    Unknown,
}
