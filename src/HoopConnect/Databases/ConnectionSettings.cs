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

    /// <summary>PEM file with the certificate authorities to trust; null for the system's.</summary>
    public string? CaFile { get; init; }

    /// <summary>How long connecting, and each round trip, may take.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <inheritdoc/>
    public override string ToString() => $"{Login.UserName}@{Host}:{Port}/{Database}";
}
