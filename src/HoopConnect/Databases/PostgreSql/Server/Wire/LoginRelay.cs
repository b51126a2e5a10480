using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using HoopConnect.Databases.Channel;
using HoopConnect.Secrets;

namespace HoopConnect.Databases.PostgreSql.Server.Wire;

/// <summary>
/// The login (PostgreSQL documentation, "Start-up"), made for the driver, which has no password: it would answer any server, with as many
/// iterations as that likes, and cannot be told what may go out over which connection.
/// </summary>
/// <param name="server">The server's messages, as protected as they will be.</param>
/// <param name="settings">Who logs in.</param>
/// <param name="protection">What protects the server's messages.</param>
/// <param name="binding">What binds a login to the connection; null where nothing does.</param>
internal sealed class LoginRelay(FrameStream server, ConnectionSettings settings, TlsProtection protection, byte[]? binding)
{
    private const int Ok = 0;
    private const int ClearText = 3;
    private const int Md5 = 5;
    private const int Sasl = 10;
    private const int SaslContinue = 11;
    private const int SaslFinal = 12;

    private readonly Secret _password = settings.Login.Password;
    private ScramLogin? _scram;
    private bool _answered;

    /// <summary>Logs in. Gives the server's last word: that the login is done, or why not.</summary>
    /// <exception cref="AuthenticationRefusedException">We do not answer what the server asks for.</exception>
    /// <exception cref="TokenWantedException">The same, of a server that was verified: the user logs in by token only.</exception>
    /// <exception cref="ProtocolException">The server answers with what is no login.</exception>
    public async Task<Frame> RunAsync(CancellationToken cancellationToken)
    {
        for (var message = 0; message < ChannelLimits.LoginMessages; message++)
        {
            var frame = await server.ReadAsync(cancellationToken);
            switch (frame.Type)
            {
                case Frame.Error:
                    return frame;
                case Frame.Authentication when frame.Payload.Length >= 4:
                    if (await AnswerAsync(BinaryPrimitives.ReadInt32BigEndian(frame.Payload), frame.Payload.AsMemory(4), cancellationToken))
                        return frame;
                    break;
                case Frame.Notice:
                    break;
                default:
                    throw new ProtocolException("The server answers the login with a message that is none of the protocol's.");
            }
        }

        throw new ProtocolException("The server does not come to an end with the login.");
    }

    /// <summary>True where the login is done.</summary>
    private async Task<bool> AnswerAsync(int kind, ReadOnlyMemory<byte> data, CancellationToken cancellationToken)
    {
        switch (kind)
        {
            case Ok when _answered && _scram is null:
                return true;
            case Ok when _answered:
                throw new ProtocolException("The server does not prove that it knows the user's password: it may be another one.");
            case Ok:
                throw new AuthenticationRefusedException(
                    "The server asks for no proof of the password (trust), so nothing is known of it, nor of the server.");
            case ClearText when protection != TlsProtection.Verified:
                throw new AuthenticationRefusedException(
                    "The server asks for the password in clear, and the connection is not TLS with a verified certificate.");
            case ClearText when !AuthToken.Is(_password):
                throw new TokenWantedException("it asks for the password in clear, which is answered with an IAM token only");
            case Md5 when protection != TlsProtection.Verified:
                throw new AuthenticationRefusedException(
                    "The server asks for a proof by MD5, and the connection is not TLS with a verified certificate.");
            case Sasl when _scram is null && !_answered:
                _scram = ScramLogin.Begin(Encoding.ASCII.GetString(data.Span).Split('\0'), protection, binding);
                await SendAsync(First(_scram), cancellationToken);
                return false;
            case SaslContinue when _scram is { } begun && !_answered:
                _answered = true;
                await SendAsync(await Task.Run(() => begun.Prove(data.Span, _password), cancellationToken), cancellationToken);
                return false;
            case SaslFinal when _scram is { } proved && _answered:
                proved.Check(data.Span);
                _scram = null;
                return false;
            case ClearText or Md5 when _answered || _scram is not null:
                throw new ProtocolException("The server asks for another proof of the password.");
            case ClearText:
                _answered = true;
                await SendAsync(Ended(Encoding.UTF8.GetBytes(_password.Reveal())), cancellationToken);
                return false;
            case Md5 when data.Length == 4:
                _answered = true;
                settings.Transport.Warn?.Invoke(
                    $"The server at {settings.Host}:{settings.Port} keeps the password of '{settings.Login.UserName}' for MD5, which "
                    + "PostgreSQL gives up: set password_encryption to scram-sha-256, and the password anew.");
                await SendAsync(Ended(Md5Proof(data.ToArray())), cancellationToken);
                return false;
            default:
                throw new AuthenticationRefusedException(
                    $"The server asks for an authentication that is not served ({kind}); SCRAM-SHA-256 is, and IAM tokens are.");
        }
    }

    private async Task SendAsync(byte[] answer, CancellationToken cancellationToken)
    {
        await server.WriteAsync(new Frame(Frame.PasswordMessage, answer), cancellationToken);
        CryptographicOperations.ZeroMemory(answer);
    }

    private static byte[] First(ScramLogin scram)
    {
        var length = new byte[4];
        BinaryPrimitives.WriteInt32BigEndian(length, scram.First.Length);
        return [.. Ended(Encoding.ASCII.GetBytes(scram.Mechanism)), .. length, .. scram.First];
    }

    private byte[] Md5Proof(byte[] salt)
    {
        var stored = Hash(Encoding.UTF8.GetBytes(_password.Reveal() + settings.Login.UserName));
        return Encoding.ASCII.GetBytes("md5" + Hash([.. Encoding.ASCII.GetBytes(stored), .. salt]));
    }

#pragma warning disable CA5351 // MD5 is what the method is made of.
    private static string Hash(byte[] bytes) => Convert.ToHexString(MD5.HashData(bytes)).ToLowerInvariant();
#pragma warning restore CA5351

    private static byte[] Ended(byte[] text) => [.. text, 0];
}
