using System.Buffers.Binary;
using System.Text;
using HoopConnect.Databases.Channel;

namespace HoopConnect.Databases.MySql.Server.Wire;

/// <summary>
/// What the server's first packet says that counts before the driver sees it (MySQL Source Code Documentation, "Protocol::HandshakeV10").
/// </summary>
/// <param name="OffersTls">Whether the server has TLS.</param>
/// <param name="Plugin">The authentication plugin that the driver begins with.</param>
/// <param name="ForDriver">
/// The packet for the driver, which gives up where the server proposes a plugin that it has not; begun with another, the server asks
/// for the user's own.
/// </param>
internal sealed record Handshake(bool OffersTls, string Plugin, byte[] ForDriver)
{
    /// <summary>CLIENT_SSL ("Capabilities Flags"), in the second byte of the flags.</summary>
    public const byte TlsFlag = 0x08;

    private const int FlagsLow = 4 + 8 + 1;
    private const int FlagsHigh = FlagsLow + 2 + 1 + 2;
    private const int Nonce = FlagsHigh + 2 + 1 + 10;

    // CLIENT_PROTOCOL_41, CLIENT_SECURE_CONNECTION, CLIENT_PLUGIN_AUTH.
    private const uint Needed = 1 << 9 | 1 << 15 | 1 << 19;

    /// <exception cref="ProtocolException">It is no such packet.</exception>
    public static Handshake Parse(ReadOnlySpan<byte> packet)
    {
        if (packet.IsEmpty || packet[0] != 10)
            throw new ProtocolException("This is not a MySQL or MariaDB server, or one older than any that is served.");
        var version = packet.IndexOf((byte)0);
        // The connection's number, eight bytes of nonce and a zero; the flags; the rest of the nonce, thirteen bytes or more; the plugin.
        var rest = version < 0 ? [] : packet[(version + 1)..];
        if (rest.Length < Nonce)
            throw new ProtocolException("A packet of the server ends too early.");
        uint high = BinaryPrimitives.ReadUInt16LittleEndian(rest[FlagsHigh..]);
        var flags = BinaryPrimitives.ReadUInt16LittleEndian(rest[FlagsLow..]) | high << 16;
        if ((flags & Needed) != Needed)
            throw new ProtocolException("The server is older than any that is served: it has no authentication plugins.");
        var plugin = Nonce + Math.Max(13, rest[FlagsHigh + 2] - 8);
        if (rest.Length < plugin)
            throw new ProtocolException("A packet of the server ends too early.");
        var offersTls = (flags & TlsFlag << 8) != 0;
        var proposed = Encoding.ASCII.GetString(rest[plugin..].TrimEnd((byte)0));
        if (proposed is PasswordHash.Native or PasswordHash.CachingSha2)
            return new Handshake(offersTls, proposed, packet.ToArray());
        byte[] native = [.. packet[..(version + 1 + plugin)], .. Encoding.ASCII.GetBytes(PasswordHash.Native), 0];
        return new Handshake(offersTls, PasswordHash.Native, native);
    }
}
