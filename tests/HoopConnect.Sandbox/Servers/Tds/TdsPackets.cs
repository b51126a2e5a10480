namespace HoopConnect.Sandbox.Servers.Tds;

/// <summary>
/// Packets: an 8 byte header (type, status, length, ...), then data; the last of a message has status bit 1 ([MS-TDS], 2.2.3).
/// </summary>
internal static class TdsPackets
{
    public const byte Batch = 0x01;
    public const byte Rpc = 0x03;
    public const byte Result = 0x04;
    public const byte Attention = 0x06;
    public const byte PreLogin = 0x12;

    private const int HeaderLength = 8;
    private const int DataLength = 4096 - HeaderLength;

    public interface ISource
    {
        ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken);
    }

    public static async Task<(byte Type, byte[] Data)> ReadMessageAsync(Stream stream, CancellationToken cancellationToken)
    {
        var source = new StreamSource(stream);
        var data = new List<byte>();
        while (true)
        {
            var (type, last, part) = await ReadOneAsync(source, cancellationToken);
            data.AddRange(part);
            if (last)
                return (type, [.. data]);
        }
    }

    public static async Task<(byte Type, bool Last, byte[] Data)> ReadOneAsync(ISource source, CancellationToken cancellationToken)
    {
        var header = await ExactlyAsync(source, HeaderLength, cancellationToken);
        var data = await ExactlyAsync(source, ((header[2] << 8) | header[3]) - HeaderLength, cancellationToken);
        return (header[0], (header[1] & 1) != 0, data);
    }

    public static async Task WriteAsync(Stream stream, byte type, ReadOnlyMemory<byte> data, CancellationToken cancellationToken)
    {
        do
        {
            var part = data[..Math.Min(data.Length, DataLength)];
            data = data[part.Length..];
            var length = HeaderLength + part.Length;
            byte[] packet = [type, data.IsEmpty ? (byte)1 : (byte)0, (byte)(length >> 8), (byte)length, 0, 0, 1, 0, .. part.Span];
            await stream.WriteAsync(packet, cancellationToken);
        }
        while (!data.IsEmpty);
        await stream.FlushAsync(cancellationToken);
    }

    private static async Task<byte[]> ExactlyAsync(ISource source, int count, CancellationToken cancellationToken)
    {
        var bytes = new byte[Math.Max(0, count)];
        for (var read = 0; read < bytes.Length;)
        {
            var now = await source.ReadAsync(bytes.AsMemory(read), cancellationToken);
            if (now == 0)
                throw new EndOfStreamException();
            read += now;
        }

        return bytes;
    }

    private sealed class StreamSource(Stream stream) : ISource
    {
        public ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken) =>
            stream.ReadAsync(buffer, cancellationToken);
    }
}
