using System.Buffers.Binary;
using System.Security.Cryptography;
using HoopConnect.Databases.Channel;

namespace HoopConnect.Databases.PostgreSql.Server.Wire;

/// <summary>
/// The messages of a login, all of which together are bounded. Never reads further than the message that was asked for.
/// </summary>
internal sealed class FrameStream(Stream stream)
{
    private long _left = ChannelLimits.LoginPacket;

    /// <summary>The first message of a client, which has no type.</summary>
    /// <exception cref="ProtocolException">It is longer than any.</exception>
    /// <exception cref="EndOfStreamException">The other side closed the connection.</exception>
    public async Task<Frame> ReadStartAsync(CancellationToken cancellationToken)
    {
        var header = new byte[4];
        await stream.ReadExactlyAsync(header, cancellationToken);
        return new Frame(0, await ReadPayloadAsync(header, cancellationToken));
    }

    /// <exception cref="ProtocolException">It is longer than all that a login may have.</exception>
    /// <exception cref="EndOfStreamException">The other side closed the connection.</exception>
    public async Task<Frame> ReadAsync(CancellationToken cancellationToken)
    {
        var header = new byte[Frame.HeaderLength];
        await stream.ReadExactlyAsync(header, cancellationToken);
        return new Frame(header[0], await ReadPayloadAsync(header.AsMemory(1), cancellationToken));
    }

    /// <summary>One write for all: one TLS record, one segment. The copy is cleared, since it may hold a password.</summary>
    public async Task WriteAsync(IReadOnlyList<Frame> frames, CancellationToken cancellationToken)
    {
        var bytes = frames.SelectMany(Bytes).ToArray();
        try
        {
            await stream.WriteAsync(bytes, cancellationToken);
            await stream.FlushAsync(cancellationToken);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(bytes);
        }
    }

    /// <summary>One message.</summary>
    public Task WriteAsync(Frame frame, CancellationToken cancellationToken) => WriteAsync([frame], cancellationToken);

    private static byte[] Bytes(Frame frame)
    {
        var start = frame.Type == 0 ? 0 : 1;
        var bytes = new byte[start + 4 + frame.Payload.Length];
        bytes[0] = frame.Type;
        BinaryPrimitives.WriteInt32BigEndian(bytes.AsSpan(start), 4 + frame.Payload.Length);
        frame.Payload.CopyTo(bytes.AsSpan(start + 4));
        return bytes;
    }

    private async Task<byte[]> ReadPayloadAsync(ReadOnlyMemory<byte> header, CancellationToken cancellationToken)
    {
        var length = BinaryPrimitives.ReadInt32BigEndian(header.Span) - 4L;
        _left -= Frame.HeaderLength + length;
        if (length < 0 || _left < 0)
            throw new ProtocolException($"The server sent more than {ChannelLimits.LoginPacket} bytes before the login was done.");
        var payload = new byte[length];
        await stream.ReadExactlyAsync(payload, cancellationToken);
        return payload;
    }
}
