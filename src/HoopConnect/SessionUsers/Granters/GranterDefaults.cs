using HoopConnect.Databases;

namespace HoopConnect.SessionUsers.Granters;

/// <summary>How to connect where a granter's DSN or vault entry does not say it.</summary>
public sealed record GranterDefaults
{
    /// <summary>How the connection is protected.</summary>
    public SslMode SslMode { get; init; } = SslMode.VerifyFull;

    /// <summary>PEM file with the certificate authorities to trust; null for the system's.</summary>
    public string? CaFile { get; init; }

    /// <summary>How long connecting, and each round trip, may take.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(30);
}
