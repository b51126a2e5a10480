namespace HoopConnect.Sandbox.Servers.Tds;

/// <summary>
/// The connection of a client beneath TLS: during the handshake TLS records travel inside pre-login packets, afterwards bare. Keeps
/// what it received, so that a test can look for what should not be there.
/// </summary>
internal sealed class TdsWire(Stream socket) : Stream
{
    private const int KeptBytes = 1024 * 1024;
    private readonly MemoryStream _received = new();
    private ReadOnlyMemory<byte> _unread;

    /// <summary>True while TLS records are wrapped.</summary>
    public bool Handshaking { get; set; }

    public byte[] Received
    {
        get
        {
            lock (_received)
                return _received.ToArray();
        }
    }

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (_unread.IsEmpty && Handshaking)
            _unread = (await TdsPackets.ReadOneAsync(new Raw(this), cancellationToken)).Data;
        if (_unread.IsEmpty)
            return await ReadRawAsync(buffer, cancellationToken);
        var count = Math.Min(buffer.Length, _unread.Length);
        _unread[..count].CopyTo(buffer);
        _unread = _unread[count..];
        return count;
    }

    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (Handshaking)
            await TdsPackets.WriteAsync(socket, TdsPackets.PreLogin, buffer, cancellationToken);
        else
            await socket.WriteAsync(buffer, cancellationToken);
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override Task FlushAsync(CancellationToken cancellationToken) => socket.FlushAsync(cancellationToken);

    public override void Flush() => socket.Flush();

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => socket.Write(buffer, offset, count);

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    private async ValueTask<int> ReadRawAsync(Memory<byte> buffer, CancellationToken cancellationToken)
    {
        var count = await socket.ReadAsync(buffer, cancellationToken);
        lock (_received)
        {
            if (_received.Length < KeptBytes)
                _received.Write(buffer.Span[..count]);
        }

        return count;
    }

    /// <summary>The same bytes without the unwrapping.</summary>
    private sealed class Raw(TdsWire wire) : TdsPackets.ISource
    {
        public ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken) =>
            wire.ReadRawAsync(buffer, cancellationToken);
    }
}
