using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace HoopConnect.Databases.PostgreSql.Server.Wire;

/// <summary>
/// Ties a login to the TLS connection that it is made over (RFC 5929, "tls-server-end-point"): who passes it on to the real server shows
/// another certificate than that one has.
/// </summary>
internal static class ChannelBinding
{
    /// <summary>The name of the kind in SCRAM.</summary>
    public const string Name = "tls-server-end-point";

    /// <summary>
    /// The hash of the server's certificate; null where its signature says none (RFC 5929, 4.1: then there is no binding).
    /// </summary>
    public static byte[]? Of(X509Certificate certificate)
    {
        var der = certificate.GetRawCertData();
        using var whole = new X509Certificate2(der);
        return whole.SignatureAlgorithm.Value switch
        {
            // With MD5, SHA-1 or SHA-256: SHA-256. RSA, then ECDSA.
            "1.2.840.113549.1.1.4" or "1.2.840.113549.1.1.5" or "1.2.840.113549.1.1.11" => SHA256.HashData(der),
            "1.2.840.10045.4.1" or "1.2.840.10045.4.3.2" => SHA256.HashData(der),
            "1.2.840.113549.1.1.12" or "1.2.840.10045.4.3.3" => SHA384.HashData(der),
            "1.2.840.113549.1.1.13" or "1.2.840.10045.4.3.4" => SHA512.HashData(der),
            _ => null,
        };
    }
}
