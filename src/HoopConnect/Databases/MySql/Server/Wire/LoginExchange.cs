using HoopConnect.Secrets;

namespace HoopConnect.Databases.MySql.Server.Wire;

/// <summary>The login (MySQL Source Code Documentation, "Connection Phase"), once the stream is as protected as it will be.</summary>
/// <param name="packets">The stream.</param>
/// <param name="login">Who logs in.</param>
/// <param name="protection">What protects the stream: it decides what may be sent.</param>
internal sealed class LoginExchange(PacketStream packets, DatabaseLogin login, TlsProtection protection)
{
    private const byte FastAuthenticationDone = 3;
    private const byte FullAuthenticationWanted = 4;

    private string _plugin = AuthenticationPlugins.CachingSha2;

    public const Capabilities Wanted = Capabilities.LongPassword | Capabilities.LongFlag | Capabilities.Protocol41 | Capabilities.Transactions |
        Capabilities.SecureConnection | Capabilities.MultiStatements | Capabilities.MultiResults | Capabilities.PluginAuth |
        Capabilities.PluginAuthLengthEncoded | Capabilities.ConnectAttributes;

    /// <summary>The part of the login packet that is sent before TLS, and again after it: capabilities, packet size, character set.</summary>
    public static PacketWriter Prelude(Capabilities capabilities)
    {
        const byte utf8Mb4 = 45;
        return new PacketWriter().UInt32((uint)capabilities).UInt32(WireLimits.Packet).Byte(utf8Mb4).Zeros(23);
    }

    /// <exception cref="MySqlServerException">The server refuses the login.</exception>
    /// <exception cref="AuthenticationRefusedException">We do not answer what it asks for.</exception>
    public async Task RunAsync(ServerHandshake handshake, string? database, CancellationToken cancellationToken)
    {
        await SendLoginAsync(handshake, database, cancellationToken);
        for (var message = 0; message < WireLimits.LoginMessages; message++)
        {
            var packet = await packets.ReadAsync(cancellationToken);
            switch (packet.Length == 0 ? -1 : packet[0])
            {
                case 0x00:
                    return;
                case 0xFF:
                    throw ErrorPacket.Parse(packet);
                case 0xFE:
                    await SwitchAsync(packet, cancellationToken);
                    break;
                case 0x01:
                    await GoOnAsync(packet, cancellationToken);
                    break;
                default:
                    throw new MySqlProtocolException("The server answers the login with a packet that is none of the protocol's.");
            }
        }

        throw new MySqlProtocolException("The server does not come to an end with the login.");
    }

    private async Task SendLoginAsync(ServerHandshake handshake, string? database, CancellationToken cancellationToken)
    {
        var capabilities = Wanted & (handshake.Capabilities | Capabilities.LongPassword);
        if (protection != TlsProtection.None)
            capabilities |= Capabilities.Ssl;
        if (database is not null)
            capabilities |= Capabilities.ConnectWithDb;
        // A plugin that we do not have is answered with one that we have; the server then asks for the user's own.
        if (handshake.Plugin == AuthenticationPlugins.Native)
            _plugin = AuthenticationPlugins.Native;
        using var packet = Prelude(capabilities);
        packet.TextToZero(login.UserName);
        var proof = AuthenticationPlugins.Scramble(_plugin, handshake.Nonce, login.Password);
        if (capabilities.HasFlag(Capabilities.PluginAuthLengthEncoded))
            packet.LengthEncodedBytes(proof);
        else
            packet.Byte((byte)proof.Length).Bytes(proof);
        if (database is not null)
            packet.TextToZero(database);
        packet.TextToZero(_plugin);
        if (capabilities.HasFlag(Capabilities.ConnectAttributes))
        {
            // Seen by who looks into performance_schema.session_connect_attrs.
            using var attributes = new PacketWriter().LengthEncodedText("program_name").LengthEncodedText("HoopConnect");
            packet.LengthEncodedBytes(attributes.Packet.Span);
        }

        await packets.WriteAsync(packet.Packet, cancellationToken);
    }

    private async Task SwitchAsync(byte[] packet, CancellationToken cancellationToken)
    {
        var (plugin, nonce) = ReadSwitch(packet);
        _plugin = plugin;
        if (plugin == AuthenticationPlugins.ClearText)
        {
            if (protection != TlsProtection.Verified)
                throw new AuthenticationRefusedException("The server asks for the password in clear (mysql_clear_password), and the connection is not TLS with a verified certificate.");
            if (!AuthenticationPlugins.IsAuthToken(login.Password))
                throw new AuthenticationRefusedException("The server asks for the password in clear (mysql_clear_password), which is answered with an IAM token only.");
            await SendClearAsync(cancellationToken);
            return;
        }

        if (plugin == AuthenticationPlugins.Sha256)
        {
            await SendPasswordAsync(plugin, cancellationToken);
            return;
        }

        await packets.WriteAsync(AuthenticationPlugins.Scramble(plugin, nonce, login.Password), cancellationToken);
    }

    private static (string Plugin, byte[] Nonce) ReadSwitch(byte[] packet)
    {
        if (packet.Length == 1)
            throw new AuthenticationRefusedException("The server asks for the authentication of MySQL 4.0, which is not served.");
        var reader = new PacketReader(packet);
        reader.Skip(1);
        var plugin = PacketReader.Text(reader.ToZero());
        var data = reader.ToEnd().TrimEnd((byte)0);
        return (plugin.Length > 64 ? plugin[..64] : plugin, data.ToArray());
    }

    private async Task GoOnAsync(byte[] packet, CancellationToken cancellationToken)
    {
        if (_plugin != AuthenticationPlugins.CachingSha2 || packet.Length != 2)
            throw new MySqlProtocolException("The server goes on with an authentication that has no further step.");
        switch (packet[1])
        {
            case FastAuthenticationDone:
                return;
            case FullAuthenticationWanted:
                await SendPasswordAsync(_plugin, cancellationToken);
                return;
            default:
                throw new MySqlProtocolException("The server goes on with an authentication that has no further step.");
        }
    }

    /// <summary>The whole password, where TLS hides it.</summary>
    private Task SendPasswordAsync(string plugin, CancellationToken cancellationToken) =>
        protection == TlsProtection.None
            ? throw new AuthenticationRefusedException($"The server asks for the whole password ({plugin}), and the connection is not TLS.")
            : SendClearAsync(cancellationToken);

    private async Task SendClearAsync(CancellationToken cancellationToken)
    {
        using var packet = new PacketWriter().TextToZero(login.Password.Reveal());
        await packets.WriteAsync(packet.Packet, cancellationToken);
    }
}
