using HoopConnect.Secrets;

namespace HoopConnect.Databases;

/// <summary>Everything that is needed to open one connection.</summary>
/// <param name="Host">Host name or address of the server.</param>
/// <param name="Port">TCP port, 1 to 65535.</param>
/// <param name="Login">Who logs in.</param>
public sealed record ConnectionSettings(string Host, int Port, DatabaseLogin Login)
{
    /// <summary>The database to connect to; null for the engine's maintenance database (<c>postgres</c>, <c>master</c>), and for none on MySQL and MariaDB.</summary>
    public string? Database { get; init; }

    /// <summary>How the connection is protected.</summary>
    public SslMode SslMode { get; init; } = SslMode.VerifyFull;

    /// <summary>PEM file with the certificate authorities to trust, and no others; null for the system's and <see cref="KeptCertificates"/>.</summary>
    public string? CaFile { get; init; }

    /// <summary>The RDS bundles that are trusted beside the system's authorities where no CA file is named; null for none.</summary>
    public KeptCertificates? KeptCertificates { get; init; }

    /// <summary>How long connecting, and each round trip, may take.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <inheritdoc/>
    public override string ToString() => $"{Login.UserName}@{Host}:{Port}{(Database is null ? "" : "/" + Database)}";
}
