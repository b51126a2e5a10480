namespace HoopConnect.Databases.SqlServer.Server.Tds;

/// <summary>
/// Carries the records of a TLS handshake inside pre-login packets ([MS-TDS], 3.2.5.1 and 2.2.6.5); after it the protocol sends bare TLS
/// records.
/// </summary>
internal sealed class TdsTlsStream(Stream inner) : Stream
{
    private const int MostInPacket = TdsPacket.FirstLength - TdsPacket.HeaderLength;

    private ReadOnlyMemory<byte> _unread;

    /// <summary>The handshake is done.</summary>
    public bool IsBare { get; set; }

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
        if (IsBare && _unread.IsEmpty)
            return await inner.ReadAsync(buffer, cancellationToken);
        while (_unread.IsEmpty)
            _unread = await TdsPacket.ReadAsync(inner, TdsPacket.PreLogin, cancellationToken);
        var count = Math.Min(buffer.Length, _unread.Length);
        _unread[..count].CopyTo(buffer);
        _unread = _unread[count..];
        return count;
    }

    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (IsBare)
        {
            await inner.WriteAsync(buffer, cancellationToken);
            return;
        }

        for (var rest = buffer; !rest.IsEmpty; rest = rest[Math.Min(rest.Length, MostInPacket)..])
            await inner.WriteAsync(Packet(rest.Span), cancellationToken);
    }

    /// <summary>.NET for Windows sends the alert that refuses a certificate by this, and what it throws hides the refusal.</summary>
    public override void Write(ReadOnlySpan<byte> buffer)
    {
        if (IsBare)
        {
            inner.Write(buffer);
            return;
        }

        for (var rest = buffer; !rest.IsEmpty; rest = rest[Math.Min(rest.Length, MostInPacket)..])
            inner.Write(Packet(rest));
    }

    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override Task FlushAsync(CancellationToken cancellationToken) => inner.FlushAsync(cancellationToken);

    public override void Flush() => inner.Flush();

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            inner.Dispose();
        base.Dispose(disposing);
    }

    private static byte[] Packet(ReadOnlySpan<byte> rest) =>
        TdsPacket.Wrap(TdsPacket.PreLogin, rest[..Math.Min(rest.Length, MostInPacket)]);
}
