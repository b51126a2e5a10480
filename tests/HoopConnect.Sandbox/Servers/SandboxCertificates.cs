using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace HoopConnect.Sandbox.Servers;

/// <summary>A certificate authority that lives as long as the object, and the server certificates it signs.</summary>
public sealed class SandboxCertificates : IDisposable
{
    private static readonly TimeSpan Validity = TimeSpan.FromDays(2);
    private readonly X509Certificate2 _authority;

    /// <summary>The authority of this process's servers: one CA file serves a run over engines of every kind.</summary>
    internal static SandboxCertificates Shared { get; } = new();

    /// <summary>Makes a new authority.</summary>
    public SandboxCertificates()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=HoopConnect sandbox CA", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, true, 0, true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign | X509KeyUsageFlags.CrlSign, true));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, false));
        _authority = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddHours(-1), DateTimeOffset.UtcNow.Add(Validity));
    }

    /// <summary>The authority's certificate as PEM: what a client's CA file holds.</summary>
    public string AuthorityPem => _authority.ExportCertificatePem() + "\n";

    /// <summary>Signs a server certificate for these DNS names and addresses.</summary>
    public (string CertificatePem, string KeyPem) IssueServerCertificate(params IReadOnlyList<string> namesAndAddresses)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=HoopConnect sandbox server", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(false, false, 0, true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature, true));
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid("1.3.6.1.5.5.7.3.1")], false));
        request.CertificateExtensions.Add(X509AuthorityKeyIdentifierExtension.CreateFromCertificate(_authority, true, false));
        var alternatives = new SubjectAlternativeNameBuilder();
        foreach (var name in namesAndAddresses)
        {
            if (IPAddress.TryParse(name, out var address))
                alternatives.AddIpAddress(address);
            else
                alternatives.AddDnsName(name);
        }

        request.CertificateExtensions.Add(alternatives.Build());
        using var certificate = request.Create(_authority, _authority.NotBefore, _authority.NotAfter, RandomNumberGenerator.GetBytes(16));
        return (certificate.ExportCertificatePem() + "\n", key.ExportPkcs8PrivateKeyPem() + "\n");
    }

    /// <summary>The same with its key, for a server in this process.</summary>
    internal X509Certificate2 IssueServer(params IReadOnlyList<string> namesAndAddresses)
    {
        var (certificate, key) = IssueServerCertificate(namesAndAddresses);
        using var parts = X509Certificate2.CreateFromPem(certificate, key);
        // Windows takes no key that lives in memory only.
        return X509CertificateLoader.LoadPkcs12(parts.Export(X509ContentType.Pkcs12), null);
    }

    /// <inheritdoc/>
    public void Dispose() => _authority.Dispose();
}
