namespace HoopConnect.Databases.SqlServer.Server.Tds;

/// <summary>
/// The packets of the protocol that carry the TLS handshake and the login ([MS-TDS], 2.2.3 "Packets"): an 8 byte header, then data.
/// </summary>
internal static class TdsPacket
{
    public const int HeaderLength = 8;
    public const byte PreLogin = 0x12;
    public const byte TabularResult = 0x04;
    public const byte Login = 0x10;

    /// <summary>What a server sends before the login is small; more is not a SQL Server.</summary>
    public const int MaxLength = 32 * 1024;

    /// <summary>The size before a login has negotiated another.</summary>
    public const int FirstLength = 4096;

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

    /// <summary>A message in as many packets as it takes.</summary>
    public static IEnumerable<byte[]> Split(byte type, ReadOnlyMemory<byte> data)
    {
        const int most = FirstLength - HeaderLength;
        for (var at = 0; at < data.Length; at += most)
        {
            var packet = Wrap(type, data.Slice(at, Math.Min(most, data.Length - at)).Span);
            packet[1] = at + most < data.Length ? (byte)0 : EndOfMessage;
            packet[6] = (byte)(1 + (at / most));
            yield return packet;
        }
    }

    /// <summary>Reads one packet.</summary>
    /// <exception cref="InvalidDataException">It is not a packet of this type.</exception>
    /// <exception cref="EndOfStreamException">The other side closed the connection.</exception>
    public static async ValueTask<byte[]> ReadAsync(Stream stream, byte type, CancellationToken cancellationToken) =>
        (await ReadOneAsync(stream, type, cancellationToken)).Data;

    /// <summary>Reads a whole message, of <see cref="MaxLength"/> at most.</summary>
    /// <exception cref="InvalidDataException">It is not a message of this type, or a longer one.</exception>
    /// <exception cref="EndOfStreamException">The other side closed the connection.</exception>
    public static async Task<byte[]> ReadMessageAsync(Stream stream, byte type, CancellationToken cancellationToken)
    {
        var message = Array.Empty<byte>();
        while (message.Length <= MaxLength)
        {
            var (data, isLast) = await ReadOneAsync(stream, type, cancellationToken);
            message = [.. message, .. data];
            if (isLast)
                return message;
        }

        throw NotTds();
    }

    private static async ValueTask<(byte[] Data, bool IsLast)> ReadOneAsync(Stream stream, byte type, CancellationToken cancellationToken)
    {
        var header = new byte[HeaderLength];
        await stream.ReadExactlyAsync(header, cancellationToken);
        var length = (header[2] << 8) | header[3];
        if (header[0] != type || length < HeaderLength || length > MaxLength)
            throw NotTds();
        var data = new byte[length - HeaderLength];
        await stream.ReadExactlyAsync(data, cancellationToken);
        return (data, (header[1] & EndOfMessage) != 0);
    }

    private static InvalidDataException NotTds() => new("the server's answer is not one of SQL Server's protocol (TDS)");
}
