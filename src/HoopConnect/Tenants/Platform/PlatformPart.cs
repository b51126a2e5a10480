namespace HoopConnect.Tenants.Platform;

/// <summary>What a platform needs in AWS to give tenants databases.</summary>
public enum PlatformPart
{
    /// <summary>The permissions boundary: the most that the roles of tenants may ever do.</summary>
    Boundary,

    /// <summary>The platform's own role, with its trust and its policies.</summary>
    Role,

    /// <summary>The pod identity association that gives the platform's pods the role.</summary>
    Association,
}
