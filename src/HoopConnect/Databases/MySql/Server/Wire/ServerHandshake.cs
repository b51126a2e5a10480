namespace HoopConnect.Databases.MySql.Server.Wire;

/// <summary>The server's first packet (MySQL Source Code Documentation, "Protocol::HandshakeV10").</summary>
/// <param name="ServerVersion">The version as the server spells it.</param>
/// <param name="ConnectionId">What <c>KILL QUERY</c> takes.</param>
/// <param name="Capabilities">What the server can do.</param>
/// <param name="Nonce">The twenty bytes that scrambles are made with.</param>
/// <param name="Plugin">The authentication plugin that the server proposes.</param>
internal sealed record ServerHandshake(string ServerVersion, uint ConnectionId, Capabilities Capabilities, byte[] Nonce, string Plugin)
{
    public const int NonceLength = 20;

    /// <exception cref="MySqlServerException">The server refuses before it says who it is: too many connections, host blocked.</exception>
    public static ServerHandshake Parse(ReadOnlySpan<byte> packet)
    {
        var reader = new PacketReader(packet);
        switch (reader.Byte())
        {
            case 0xFF:
                throw ErrorPacket.Parse(packet);
            case 10:
                break;
            default:
                throw new MySqlProtocolException("This is not a MySQL or MariaDB server, or one older than any that is served.");
        }

        var version = PacketReader.Text(reader.ToZero());
        var connection = reader.UInt32();
        var nonce = reader.Bytes(8).ToArray();
        reader.Skip(1);
        var low = reader.UInt16();
        reader.Skip(3);
        var capabilities = (Capabilities)(low | (uint)reader.UInt16() << 16);
        var dataLength = reader.Byte();
        reader.Skip(10);
        if (!capabilities.HasFlag(Capabilities.Protocol41 | Capabilities.SecureConnection | Capabilities.PluginAuth))
            throw new MySqlProtocolException("The server is older than any that is served: it has no authentication plugins.");
        // The rest of the nonce and the zero that ends it; the length counts both parts.
        var rest = reader.Bytes(Math.Max(13, dataLength - 8));
        var plugin = PacketReader.Text(reader.Remaining == 0 ? [] : reader.ToEnd().TrimEnd((byte)0));
        return new ServerHandshake(version, connection, capabilities, [.. nonce, .. rest[..(NonceLength - 8)]], plugin);
    }
}
