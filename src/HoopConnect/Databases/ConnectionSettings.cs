using HoopConnect.Secrets;

namespace HoopConnect.Databases;

/// <summary>Everything that is needed to open one connection.</summary>
/// <param name="Host">Host name or address of the server.</param>
/// <param name="Port">TCP port, 1 to 65535.</param>
/// <param name="Login">Who logs in.</param>
public sealed record ConnectionSettings(string Host, int Port, DatabaseLogin Login)
{
    /// <summary>
    /// The database to connect to; null for the engine's maintenance database (<c>postgres</c>, <c>master</c>), and for none on MySQL and
    /// MariaDB.
    /// </summary>
    public string? Database { get; init; }

    /// <summary>How the connection is protected, and how long it may take.</summary>
    public TransportOptions Transport { get; init; } = new();

    /// <inheritdoc cref="TransportOptions.SslMode"/>
    public SslMode SslMode
    {
        get => Transport.SslMode;
        init => Transport = Transport with { SslMode = value };
    }

    /// <inheritdoc cref="TransportOptions.CaFile"/>
    public string? CaFile
    {
        get => Transport.CaFile;
        init => Transport = Transport with { CaFile = value };
    }

    /// <inheritdoc cref="TransportOptions.KeptCertificates"/>
    public KeptCertificates? KeptCertificates
    {
        get => Transport.KeptCertificates;
        init => Transport = Transport with { KeptCertificates = value };
    }

    /// <inheritdoc cref="TransportOptions.Timeout"/>
    public TimeSpan Timeout
    {
        get => Transport.Timeout;
        init => Transport = Transport with { Timeout = value };
    }

    /// <inheritdoc/>
    public override string ToString() => $"{Login.UserName}@{Host}:{Port}{(Database is null ? "" : "/" + Database)}";
}
