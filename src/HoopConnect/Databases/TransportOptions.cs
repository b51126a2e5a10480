namespace HoopConnect.Databases;

/// <summary>How the connections to a server are protected, and how long they may take.</summary>
public sealed record TransportOptions
{
    /// <summary>The longest <see cref="Timeout"/>, in seconds: one day.</summary>
    public const int LongestTimeoutSeconds = 86400;

    /// <summary>The <see cref="Timeout"/> where none is given, in seconds.</summary>
    public const int UsualTimeoutSeconds = 30;

    /// <summary>How the connection is protected.</summary>
    public SslMode SslMode { get; init; } = SslMode.VerifyFull;

    /// <summary>
    /// PEM file with the certificate authorities to trust, and no others; null for the system's and <see cref="KeptCertificates"/>.
    /// </summary>
    public string? CaFile { get; init; }

    /// <summary>The RDS bundles that are trusted beside the system's authorities where no CA file is named; null for none.</summary>
    public KeptCertificates? KeptCertificates { get; init; }

    /// <summary>How long connecting, and each round trip, may take: 1 second to one day.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(UsualTimeoutSeconds);

    /// <summary>
    /// Is told what whoever connects should know of the connection, perhaps for each one again, from any thread; null for nobody.
    /// </summary>
    public Action<string>? Warn { get; init; }

    /// <summary>True for a number of seconds that can be a <see cref="Timeout"/>.</summary>
    internal static bool IsTimeout(double seconds) => seconds is > 0 and <= LongestTimeoutSeconds;
}
