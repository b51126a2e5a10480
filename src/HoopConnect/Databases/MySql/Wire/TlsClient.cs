using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace HoopConnect.Databases.MySql.Wire;

/// <summary>TLS 1.2 and later over a stream, verified as <see cref="SslMode"/> says against the system's authorities or those of a PEM file.</summary>
/// <param name="mode">How much is verified.</param>
/// <param name="host">The name (or address) the certificate must be for.</param>
/// <param name="caFile">PEM file with the authorities; null for the system's.</param>
internal sealed class TlsClient(SslMode mode, string host, string? caFile)
{
    private string _complaint = "the handshake failed";

    /// <exception cref="AuthenticationException">No TLS with this server; the message says why.</exception>
    public async Task<SslStream> UpgradeAsync(Stream stream, CancellationToken cancellationToken)
    {
        var options = new SslClientAuthenticationOptions
        {
            TargetHost = host,
            EnabledSslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13,
            CertificateRevocationCheckMode = X509RevocationMode.NoCheck,
            RemoteCertificateValidationCallback = Validate,
        };
        if (caFile is not null && mode is SslMode.VerifyFull or SslMode.VerifyCA)
            options.CertificateChainPolicy = Trust(caFile!);
        var tls = new SslStream(stream);
        try
        {
            await tls.AuthenticateAsClientAsync(options, cancellationToken);
            return tls;
        }
        catch (Exception exception) when (exception is AuthenticationException or IOException or CryptographicException)
        {
            await tls.DisposeAsync();
            throw new AuthenticationException(_complaint, exception);
        }
        catch
        {
            await tls.DisposeAsync();
            throw;
        }
    }

    private static X509ChainPolicy Trust(string caFile)
    {
        var policy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        try
        {
            policy.CustomTrustStore.ImportFromPemFile(caFile);
        }
        catch (Exception exception) when (exception is CryptographicException or IOException or UnauthorizedAccessException)
        {
            throw new AuthenticationException($"the CA file '{caFile}' cannot be read: {exception.Message}");
        }

        if (policy.CustomTrustStore.Count == 0)
            throw new AuthenticationException($"the CA file '{caFile}' has no certificate in PEM form");
        return policy;
    }

    private bool Validate(object sender, X509Certificate? certificate, X509Chain? chain, SslPolicyErrors errors)
    {
        if (mode == SslMode.Require)
            return true;
        if (mode == SslMode.VerifyCA)
            errors &= ~SslPolicyErrors.RemoteCertificateNameMismatch;
        if (errors == SslPolicyErrors.None)
            return true;
        _complaint = errors switch
        {
            _ when errors.HasFlag(SslPolicyErrors.RemoteCertificateNotAvailable) => "the server shows no certificate",
            _ when errors.HasFlag(SslPolicyErrors.RemoteCertificateChainErrors) =>
                "the server's certificate is not trusted: " + string.Join(", ", chain?.ChainStatus.Select(status => status.Status.ToString()).Distinct() ?? []),
            _ => $"the server's certificate is for another host than '{host}'",
        };
        return false;
    }
}
