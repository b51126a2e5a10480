using HoopConnect.Databases;
using HoopConnect.Secrets;

namespace HoopConnect.SessionUsers.Granters;

/// <summary>How to connect where a granter's DSN or vault entry does not say it.</summary>
public sealed record GranterDefaults
{
    /// <summary>How the connection is protected.</summary>
    public SslMode SslMode { get; init; } = SslMode.VerifyFull;

    /// <summary>PEM file with the certificate authorities to trust; null for the system's.</summary>
    public string? CaFile { get; init; }

    /// <summary>The RDS bundles that are trusted beside the system's authorities where no CA file is named; null for none.</summary>
    public KeptCertificates? KeptCertificates { get; init; }

    /// <summary>How long connecting, and each round trip, may take.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>The settings of a granter.</summary>
    internal ConnectionSettings Of(string host, int port, DatabaseLogin login) =>
        new(host, port, login) { SslMode = SslMode, CaFile = CaFile, KeptCertificates = KeptCertificates, Timeout = Timeout };
}
