using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography;

namespace HoopConnect.Databases.Channel;

/// <summary>TLS 1.2 and later over a stream, verified as <see cref="ServerTrust"/> says.</summary>
internal sealed class TlsClient(ServerTrust trust, SslProtocols protocols)
{
    /// <exception cref="AuthenticationException">No TLS with this server; the message says why.</exception>
    public async Task<SslStream> UpgradeAsync(Stream stream, CancellationToken cancellationToken)
    {
        var tls = new SslStream(stream);
        var options = trust.Options();
        options.EnabledSslProtocols = protocols;
        try
        {
            await tls.AuthenticateAsClientAsync(options, cancellationToken);
            return tls;
        }
        // Where the alert could not be sent any more, that is what is thrown, and not why it was to be sent.
        catch (Exception exception)
            when (exception is AuthenticationException or IOException or CryptographicException || trust.HasRefused)
        {
            await tls.DisposeAsync();
            throw trust.Failure ?? (Exception)new AuthenticationException(trust.Complaint, exception);
        }
        catch
        {
            await tls.DisposeAsync();
            throw;
        }
    }
}
