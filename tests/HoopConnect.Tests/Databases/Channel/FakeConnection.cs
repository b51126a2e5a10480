using System.Net.Security;
using System.Security.Cryptography.X509Certificates;

namespace HoopConnect.Tests.Databases.Channel;

/// <summary>One connection, as the server sees it.</summary>
internal abstract class FakeConnection(Stream stream, CancellationToken cancellationToken)
{
    private readonly byte[] _buffer = new byte[64 * 1024];
    private Stream _stream = stream;
    private int _start;
    private int _end;

    public List<byte> Clear { get; } = [];

    public List<byte> OverTls { get; } = [];

    /// <summary>The server is being stopped.</summary>
    public CancellationToken Ended => cancellationToken;

    /// <summary>Says nothing more until the server is stopped.</summary>
    public Task WaitAsync() => Task.Delay(Timeout.Infinite, cancellationToken);

    /// <summary>Bytes as they are.</summary>
    public async Task SendRawAsync(byte[] bytes) => await _stream.WriteAsync(bytes, cancellationToken);

    /// <summary>One byte at a time, slower than anybody waits.</summary>
    public async Task DripAsync(byte[] bytes, TimeSpan pause)
    {
        foreach (var value in bytes)
        {
            await SendRawAsync([value]);
            await Task.Delay(pause, cancellationToken);
        }
    }

    /// <summary>Exactly so many bytes of what the client says.</summary>
    public async Task<byte[]> ReadBytesAsync(int count)
    {
        while (_end - _start < count)
        {
            if (await ReadSomeAsync(count - (_end - _start)) == 0)
                throw new EndOfStreamException();
        }

        _start += count;
        return _buffer[(_start - count).._start];
    }

    /// <summary>Reads at most so much: what follows a request for TLS is not for us.</summary>
    public async Task<int> ReadSomeAsync(int most = 4096)
    {
        if (_start == _end)
            _start = _end = 0;
        var read = await _stream.ReadAsync(_buffer.AsMemory(_end, most), cancellationToken);
        (_stream is SslStream ? OverTls : Clear).AddRange(_buffer.AsSpan(_end, read).ToArray());
        _end += read;
        return read;
    }

    public async Task DrainAsync()
    {
        do
            _start = _end = 0;
        while (await ReadSomeAsync() > 0);
    }

    /// <summary>Shows the certificate alone: a server looks for its issuers otherwise, and fetches them.</summary>
    public static SslServerAuthenticationOptions ServerOptions(X509Certificate2 certificate) =>
        new() { ServerCertificateContext = SslStreamCertificateContext.Create(certificate, null, offline: true) };

    /// <summary>The handshake of TLS.</summary>
    protected async Task HandshakeAsync(X509Certificate2 certificate)
    {
        var tls = new SslStream(_stream);
        await tls.AuthenticateAsServerAsync(ServerOptions(certificate), cancellationToken);
        _stream = tls;
    }
}
