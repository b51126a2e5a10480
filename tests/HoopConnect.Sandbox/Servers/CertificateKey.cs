using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace HoopConnect.Sandbox.Servers;

/// <summary>The key of a certificate: ECDSA, which takes no time to make, or RSA where the system has no such keys, as under Wine.</summary>
internal sealed class CertificateKey : IDisposable
{
    private static readonly bool s_hasEcdsa = HasEcdsa();

    private readonly AsymmetricAlgorithm _key = s_hasEcdsa ? ECDsa.Create(ECCurve.NamedCurves.nistP256) : RSA.Create(2048);

    /// <summary>A request for a certificate of this key.</summary>
    public CertificateRequest Request(string name) => _key switch
    {
        ECDsa key => new CertificateRequest(name, key, HashAlgorithmName.SHA256),
        RSA key => new CertificateRequest(name, key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1),
        _ => throw new NotSupportedException(_key.GetType().Name),
    };

    /// <summary>The key as PEM.</summary>
    public string ToPem() => _key.ExportPkcs8PrivateKeyPem() + "\n";

    /// <inheritdoc/>
    public void Dispose() => _key.Dispose();

    private static bool HasEcdsa()
    {
        try
        {
            using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
            _ = key.ExportSubjectPublicKeyInfo();
            return true;
        }
        catch (CryptographicException)
        {
            return false;
        }
    }
}
