using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using HoopConnect.Hosting;

namespace HoopConnect.Databases.SqlServer.Server.Tds;

/// <summary>
/// Verifies a server's certificate before the driver connects. The driver knows no CA file, only the system's trust or one exact
/// certificate: so this makes the TLS handshake of the protocol's pre-login once, sends nothing else, and gives the certificate it
/// verified; the driver is then told to take exactly that one. No login, no password is involved.
/// </summary>
internal static class ServerCertificateCheck
{
    // Version, encryption, terminator: [MS-TDS], 2.2.6.5 "PRELOGIN". Each option is a token, an offset, a length (big endian).
    private static readonly byte[] Request = [0x00, 0x00, 0x0B, 0x00, 0x06, 0x01, 0x00, 0x11, 0x00, 0x01, 0xFF, 0x11, 0, 0, 0, 0, 0,
        EncryptOn];

    private const byte OptionEncryption = 0x01;
    private const byte OptionTerminator = 0xFF;
    private const byte EncryptOn = 0x01;
    private const byte EncryptNotSupported = 0x02;

    /// <summary>Gives the server's certificate (DER) after it was verified as <see cref="ConnectionSettings.SslMode"/> asks.</summary>
    /// <exception cref="HoopException">
    /// <c>Database.TlsFailed</c>, <c>Database.Unreachable</c>, <c>Database.Timeout</c>, <c>Database.CaFileNotFound</c>,
    /// <c>Database.InvalidCaFile</c>.
    /// </exception>
    public static async Task<byte[]> VerifyAsync(ConnectionSettings settings, CancellationToken cancellationToken)
    {
        var trust = ServerTrust.Of(settings);
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        deadline.CancelAfter(settings.Timeout);
        try
        {
            using var client = new TcpClient();
            await client.ConnectAsync(settings.Host, settings.Port, deadline.Token);
            await using var network = client.GetStream();
            await network.WriteAsync(TdsPacket.Wrap(TdsPacket.PreLogin, Request), deadline.Token);
            if (!OffersTls(await TdsPacket.ReadAsync(network, TdsPacket.TabularResult, deadline.Token)))
                throw Errors.TlsIsOff(null, settings);
            return await HandshakeAsync(network, settings, trust, deadline.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw Errors.TimedOut(null, settings);
        }
        catch (InvalidDataException exception)
        {
            throw Errors.NoTls(exception, settings, exception.Message);
        }
        catch (Exception exception) when (exception is not HoopException and not OperationCanceledException)
        {
            throw Errors.OnConnect(exception, settings);
        }
    }

    private static async Task<byte[]> HandshakeAsync(
        Stream network, ConnectionSettings settings, ServerTrust trust, CancellationToken cancellationToken)
    {
        await using var tls = new SslStream(new TdsTlsStream(network), leaveInnerStreamOpen: true);
        try
        {
            await tls.AuthenticateAsClientAsync(trust.Options(), cancellationToken);
        }
        // Where the alert could not be sent any more, that is what is thrown, and not why it was to be sent.
        catch (Exception exception) when (exception is AuthenticationException || trust.HasRefused)
        {
            throw trust.Failure ?? Errors.NoTls(exception, settings, trust.Complaint);
        }

        return trust.Accepted ?? throw Errors.NoTls(null, settings, "the server showed no certificate");
    }

    private static bool OffersTls(ReadOnlySpan<byte> answer)
    {
        for (var at = 0; at + 4 < answer.Length && answer[at] != OptionTerminator; at += 5)
        {
            var offset = (answer[at + 1] << 8) | answer[at + 2];
            if (answer[at] == OptionEncryption)
                return offset < answer.Length && answer[offset] != EncryptNotSupported;
        }

        throw new InvalidDataException("the server's answer is not one of SQL Server's protocol (TDS)");
    }
}
