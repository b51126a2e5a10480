using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace HoopConnect.Hosting;

/// <summary>
/// How the chain of a server's certificate is built, whichever server it is: from what the server sent and what is here. Nothing is fetched
/// for it: the addresses are in a certificate that nobody has trusted yet.
/// </summary>
internal static class ServerChain
{
    private static readonly Oid ServerAuthentication = new("1.3.6.1.5.5.7.3.1");

    /// <summary>The rules.</summary>
    /// <param name="authorities">Whom to trust, and nobody else; null for the system's.</param>
    public static X509ChainPolicy Policy(X509Certificate2Collection? authorities = null)
    {
        var policy = new X509ChainPolicy
        {
            // RDS's authorities publish no revocation lists that clients check, and a list would be fetched.
            RevocationMode = X509RevocationMode.NoCheck,
            DisableCertificateDownloads = true,
        };
        policy.ApplicationPolicy.Add(ServerAuthentication);
        if (authorities is not null)
        {
            policy.TrustMode = X509ChainTrustMode.CustomRootTrust;
            policy.CustomTrustStore.AddRange(authorities);
        }

        return policy;
    }

    /// <summary>The same for an HTTP client.</summary>
    public static SslClientAuthenticationOptions Options(X509Certificate2Collection? authorities = null) =>
        new() { CertificateChainPolicy = Policy(authorities) };
}
