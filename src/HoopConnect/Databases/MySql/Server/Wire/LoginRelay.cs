using System.Security.Cryptography;
using System.Text;
using HoopConnect.Databases.Channel;
using HoopConnect.Secrets;

namespace HoopConnect.Databases.MySql.Server.Wire;

/// <summary>
/// The login (MySQL Source Code Documentation, "Connection Phase") between driver and server: the driver makes the proofs that do not tell
/// the password, and what asks for more than such a proof is decided here, by what protects the connection. The driver itself would give
/// the password to any server on loopback or with any certificate.
/// </summary>
/// <param name="driver">The driver's packets.</param>
/// <param name="server">The server's packets, as protected as they will be.</param>
/// <param name="password">Of who logs in.</param>
/// <param name="protection">What protects the server's packets.</param>
internal sealed class LoginRelay(PacketStream driver, PacketStream server, Secret password, TlsProtection protection)
{
    private const string Native = PasswordHash.Native;
    private const string CachingSha2 = PasswordHash.CachingSha2;
    private const string Sha256 = "sha256_password";
    private const string ClearText = "mysql_clear_password";

    private const byte FastAuthenticationDone = 3;
    private const byte FullAuthenticationWanted = 4;

    /// <summary>Relays until the server has accepted or refused; the driver is told.</summary>
    /// <param name="plugin">The plugin of the server's first packet.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="AuthenticationRefusedException">We do not answer what the server asks for.</exception>
    /// <exception cref="ProtocolException">The server answers with what is no login.</exception>
    public async Task RunAsync(string plugin, CancellationToken cancellationToken)
    {
        for (var message = 0; message < ChannelLimits.LoginMessages; message++)
        {
            var packet = await server.ReadAsync(cancellationToken);
            switch (packet)
            {
                case [0x00 or 0xFF, ..]:
                    await driver.WriteAsync(packet, cancellationToken);
                    return;
                case [0xFE]:
                    throw new AuthenticationRefusedException("The server asks for the authentication of MySQL 4.0, which is not served.");
                case [0xFE, ..]:
                    plugin = PluginOf(packet);
                    await SwitchAsync(plugin, packet, cancellationToken);
                    break;
                case [0x01, FastAuthenticationDone] when plugin == CachingSha2:
                    await driver.WriteAsync(packet, cancellationToken);
                    break;
                case [0x01, FullAuthenticationWanted] when plugin == CachingSha2:
                    await SendPasswordAsync(plugin, cancellationToken);
                    break;
                default:
                    throw new ProtocolException("The server answers the login with a packet that is none of the protocol's.");
            }
        }

        throw new ProtocolException("The server does not come to an end with the login.");
    }

    private async Task SwitchAsync(string plugin, byte[] packet, CancellationToken cancellationToken)
    {
        switch (plugin)
        {
            case Native or CachingSha2:
                await driver.WriteAsync(packet, cancellationToken);
                await server.WriteAsync(await driver.ReadAsync(cancellationToken), cancellationToken);
                break;
            case Sha256:
                await SendPasswordAsync(plugin, cancellationToken);
                break;
            case ClearText when protection != TlsProtection.Verified:
                throw new AuthenticationRefusedException(
                    $"The server asks for the password in clear ({ClearText}), and the connection is not TLS with a verified certificate.");
            case ClearText when !AuthToken.Is(password):
                throw new AuthenticationRefusedException(
                    $"The server asks for the password in clear ({ClearText}), which is answered with an IAM token only.");
            case ClearText:
                await SendPasswordAsync(plugin, cancellationToken);
                break;
            default:
                throw new AuthenticationRefusedException($"The server asks for authentication by '{plugin}', which is not served.");
        }
    }

    /// <summary>The whole password, to a server that has proved which one it is.</summary>
    private async Task SendPasswordAsync(string plugin, CancellationToken cancellationToken)
    {
        if (protection != TlsProtection.Verified && password.Length > 0)
        {
            throw new AuthenticationRefusedException(
                $"The server asks for the whole password ({plugin}), and the connection is not TLS with a verified certificate.");
        }

        var clear = new byte[Encoding.UTF8.GetByteCount(password.Reveal()) + 1];
        try
        {
            Encoding.UTF8.GetBytes(password.Reveal(), clear);
            await server.WriteAsync(clear, cancellationToken);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(clear);
        }
    }

    private static string PluginOf(byte[] packet)
    {
        var name = packet.AsSpan(1);
        var end = name.IndexOf((byte)0);
        return Encoding.ASCII.GetString(name[..Math.Min(end < 0 ? name.Length : end, 64)]);
    }
}
