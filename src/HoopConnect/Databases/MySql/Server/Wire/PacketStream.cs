using System.Security.Cryptography;

namespace HoopConnect.Databases.MySql.Server.Wire;

/// <summary>Packets over a stream: three bytes of length, one of sequence, the payload (MySQL Source Code Documentation, "MySQL Packets").</summary>
internal sealed class PacketStream(Stream stream) : IAsyncDisposable
{
    private const int MaxChunk = 0xFFFFFF;
    private readonly byte[] _buffer = new byte[16 * 1024];
    private int _start;
    private int _end;
    private byte _sequence;
    private Stream _stream = stream;

    /// <summary>Longest packet that is taken, in bytes.</summary>
    public int MaxPacket { get; set; } = WireLimits.LoginPacket;

    /// <summary>Starts a new exchange: the next packet, ours, has number zero.</summary>
    public void StartCommand() => _sequence = 0;

    /// <summary>
    /// Goes on over TLS. Bytes that came in clear before are refused: they would be taken for the server's although anyone on the way
    /// could have put them there.
    /// </summary>
    public void Upgrade(Stream tls)
    {
        RefuseUnread();
        _stream = tls;
    }

    /// <summary>Refuses bytes that came before they were asked for.</summary>
    public void RefuseUnread()
    {
        if (_start != _end)
            throw new MySqlProtocolException("The server sent bytes that nobody asked for.");
    }

    public async ValueTask<byte[]> ReadAsync(CancellationToken cancellationToken)
    {
        var payload = Array.Empty<byte>();
        while (true)
        {
            await FillAsync(4, cancellationToken);
            var length = _buffer[_start] | _buffer[_start + 1] << 8 | _buffer[_start + 2] << 16;
            var sequence = _buffer[_start + 3];
            _start += 4;
            if (sequence != _sequence)
                throw new MySqlProtocolException("A packet of the server is out of sequence.");
            _sequence++;
            if (payload.Length + (long)length > MaxPacket)
                throw new MySqlProtocolException($"The server sent a packet of more than {MaxPacket} bytes.");
            payload = await ReadPayloadAsync(payload, length, cancellationToken);
            if (length < MaxChunk)
                return payload;
        }
    }

    public async ValueTask WriteAsync(ReadOnlyMemory<byte> payload, CancellationToken cancellationToken)
    {
        if (payload.Length >= MaxChunk)
            throw new ArgumentException("No packet that is sent is this long.", nameof(payload));
        // One write for header and payload: one TLS record, one segment.
        var packet = new byte[payload.Length + 4];
        packet[0] = (byte)payload.Length;
        packet[1] = (byte)(payload.Length >> 8);
        packet[2] = (byte)(payload.Length >> 16);
        packet[3] = _sequence++;
        payload.CopyTo(packet.AsMemory(4));
        try
        {
            await _stream.WriteAsync(packet, cancellationToken);
            await _stream.FlushAsync(cancellationToken);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(packet);
        }
    }

    public ValueTask DisposeAsync() => _stream.DisposeAsync();

    /// <summary>Appends the payload as it arrives: what a server merely announces costs no memory.</summary>
    private async ValueTask<byte[]> ReadPayloadAsync(byte[] before, int length, CancellationToken cancellationToken)
    {
        var total = before.Length + length;
        var payload = new byte[Math.Min(total, before.Length + Math.Min(length, _buffer.Length))];
        before.CopyTo(payload, 0);
        var filled = before.Length;
        while (filled < total)
        {
            await FillAsync(1, cancellationToken);
            var count = Math.Min(_end - _start, total - filled);
            if (filled + count > payload.Length)
                Array.Resize(ref payload, (int)Math.Min(total, Math.Max(filled + count, payload.Length * 2L)));
            _buffer.AsSpan(_start, count).CopyTo(payload.AsSpan(filled));
            _start += count;
            filled += count;
        }

        return payload;
    }

    private async ValueTask FillAsync(int count, CancellationToken cancellationToken)
    {
        while (_end - _start < count)
        {
            if (_start == _end)
            {
                _start = _end = 0;
            }
            else if (_end == _buffer.Length)
            {
                _buffer.AsSpan(_start, _end - _start).CopyTo(_buffer);
                _end -= _start;
                _start = 0;
            }

            var read = await _stream.ReadAsync(_buffer.AsMemory(_end), cancellationToken);
            if (read == 0)
                throw new EndOfStreamException("The server closed the connection.");
            _end += read;
        }
    }
}
