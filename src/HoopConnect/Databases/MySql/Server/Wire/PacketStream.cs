using System.Security.Cryptography;
using HoopConnect.Databases.Channel;

namespace HoopConnect.Databases.MySql.Server.Wire;

/// <summary>
/// The packets of a login: three bytes of length, one of sequence, the payload (MySQL Source Code Documentation, "MySQL Packets"). Never
/// reads further than the packet that was asked for: what follows may be TLS.
/// </summary>
internal sealed class PacketStream(Stream stream)
{
    private byte _sequence;

    /// <exception cref="ProtocolException">It is out of sequence, or longer than any packet of a login.</exception>
    /// <exception cref="EndOfStreamException">The other side closed the connection.</exception>
    public async Task<byte[]> ReadAsync(CancellationToken cancellationToken)
    {
        var header = new byte[4];
        await stream.ReadExactlyAsync(header, cancellationToken);
        if (header[3] != _sequence)
            throw new ProtocolException("A packet of the server is out of sequence.");
        _sequence++;
        var length = header[0] | header[1] << 8 | header[2] << 16;
        if (length > ChannelLimits.LoginPacket)
            throw new ProtocolException($"The server sent a packet of more than {ChannelLimits.LoginPacket} bytes.");
        var payload = new byte[length];
        await stream.ReadExactlyAsync(payload, cancellationToken);
        return payload;
    }

    /// <summary>One write for header and payload: one TLS record, one segment. The copy is cleared, since it may hold a password.</summary>
    public async Task WriteAsync(ReadOnlyMemory<byte> payload, CancellationToken cancellationToken)
    {
        byte[] packet = [(byte)payload.Length, (byte)(payload.Length >> 8), (byte)(payload.Length >> 16), _sequence++, .. payload.Span];
        try
        {
            await stream.WriteAsync(packet, cancellationToken);
            await stream.FlushAsync(cancellationToken);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(packet);
        }
    }

    /// <summary>The same conversation over another stream.</summary>
    public PacketStream Over(Stream other) => new(other) { _sequence = _sequence };
}
