namespace HoopConnect.Databases.SqlServer.Server.Tds;

/// <summary>The packets of the protocol that carry the TLS handshake ([MS-TDS], 2.2.3 "Packets"): an 8 byte header, then data.</summary>
internal static class TdsPacket
{
    public const int HeaderLength = 8;
    public const byte PreLogin = 0x12;
    public const byte TabularResult = 0x04;

    /// <summary>What a server sends before the login is small; more is not a SQL Server.</summary>
    public const int MaxLength = 32 * 1024;

    private const byte EndOfMessage = 0x01;

    /// <summary>One packet that is a whole message.</summary>
    public static byte[] Wrap(byte type, ReadOnlySpan<byte> data)
    {
        var packet = new byte[HeaderLength + data.Length];
        packet[0] = type;
        packet[1] = EndOfMessage;
        packet[2] = (byte)(packet.Length >> 8);
        packet[3] = (byte)packet.Length;
        data.CopyTo(packet.AsSpan(HeaderLength));
        return packet;
    }

    /// <summary>Reads one packet.</summary>
    /// <exception cref="InvalidDataException">It is not a packet of this type.</exception>
    /// <exception cref="EndOfStreamException">The server closed the connection.</exception>
    public static async ValueTask<byte[]> ReadAsync(Stream stream, byte type, CancellationToken cancellationToken)
    {
        var header = new byte[HeaderLength];
        await stream.ReadExactlyAsync(header, cancellationToken);
        var length = (header[2] << 8) | header[3];
        if (header[0] != type || length < HeaderLength || length > MaxLength)
            throw new InvalidDataException("the server's answer is not one of SQL Server's protocol (TDS)");
        var data = new byte[length - HeaderLength];
        await stream.ReadExactlyAsync(data, cancellationToken);
        return data;
    }
}
