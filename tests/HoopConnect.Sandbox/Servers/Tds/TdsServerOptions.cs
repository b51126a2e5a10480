using System.Security.Cryptography.X509Certificates;

namespace HoopConnect.Sandbox.Servers.Tds;

/// <summary>How an endpoint behaves.</summary>
public sealed record TdsServerOptions
{
    /// <summary>The master user.</summary>
    public string MasterUserName { get; init; } = "admin";

    /// <summary>Who signs its certificate; null for an authority of its own.</summary>
    public SandboxCertificates? Authority { get; init; }

    /// <summary>The certificate it shows, with its key; null for one that its authority signs.</summary>
    public X509Certificate2? Certificate { get; init; }

    /// <summary>The host names and addresses in the certificate.</summary>
    public IReadOnlyList<string> CertificateNames { get; init; } = ["127.0.0.1", "localhost"];

    /// <summary>False: the pre-login answer says that the server has no TLS.</summary>
    public bool Tls { get; init; } = true;

    /// <summary>False: nothing is ever sent to a client that connects.</summary>
    public bool Answers { get; init; } = true;

    /// <summary>Bytes to send in place of the pre-login answer.</summary>
    public byte[]? PreLoginGarbage { get; init; }

    /// <summary>Bytes to send in place of the answer to the login.</summary>
    public byte[]? LoginGarbage { get; init; }
}
