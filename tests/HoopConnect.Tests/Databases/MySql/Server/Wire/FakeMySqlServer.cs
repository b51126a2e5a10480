using System.Collections.Concurrent;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using HoopConnect.Databases;
using HoopConnect.Sandbox.Servers;
using HoopConnect.Secrets;

namespace HoopConnect.Tests.Databases.MySql.Server.Wire;

/// <summary>
/// A server on loopback that says what a test tells it to, honest or not, and keeps what it was told. It is no database: what it shows
/// is what
/// the client does, where a real server of that version or of that malice cannot be had.
/// </summary>
internal sealed class FakeMySqlServer : IAsyncDisposable
{
    public const string Password = "Ne_ver*in_the_clear_0123";

    private static readonly SandboxCertificates Authority = new();
    private static readonly Lazy<string> AuthorityFile = new(WriteAuthority);

    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _end = new();
    private readonly ConcurrentQueue<FakeMySqlConnection> _connections = new();
    private readonly Func<FakeMySqlConnection, Task> _script;
    private readonly Task _serving;

    public FakeMySqlServer(Func<FakeMySqlConnection, Task> script)
    {
        _script = script;
        _listener.Start();
        _serving = ServeAsync();
    }

    /// <summary>All that came in clear, over all connections.</summary>
    public byte[] ClearText => _connections.SelectMany(connection => connection.Clear).ToArray();

    /// <summary>All that came over TLS, decrypted.</summary>
    public byte[] OverTls => _connections.SelectMany(connection => connection.OverTls).ToArray();

    public ConnectionSettings Settings(SslMode mode = SslMode.VerifyFull, string password = Password) =>
        new("127.0.0.1", ((IPEndPoint)_listener.LocalEndpoint).Port, new DatabaseLogin("app", Secret.From(password)))
        {
            SslMode = mode,
            CaFile = mode is SslMode.VerifyFull or SslMode.VerifyCA ? AuthorityFile.Value : null,
            Timeout = TimeSpan.FromSeconds(20),
        };

    public static X509Certificate2 Certificate(params string[] names)
    {
        var (certificate, key) = Authority.IssueServerCertificate(names);
        return X509Certificate2.CreateFromPem(certificate, key);
    }

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        _listener.Stop();
        await _serving;
        _end.Dispose();
    }

    private static string WriteAuthority()
    {
        var path = Path.Combine(Directory.CreateTempSubdirectory("hoopconnect-test-").FullName, "ca.pem");
        File.WriteAllText(path, Authority.AuthorityPem);
        AppDomain.CurrentDomain.ProcessExit += (_, _) => Directory.Delete(Path.GetDirectoryName(path)!, recursive: true);
        return path;
    }

    private async Task ServeAsync()
    {
        var running = new List<Task>();
        try
        {
            while (true)
                running.Add(ServeAsync(await _listener.AcceptTcpClientAsync(_end.Token)));
        }
        catch (Exception exception) when (exception is OperationCanceledException or SocketException or InvalidOperationException)
        {
            await Task.WhenAll(running);
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        using (client)
        {
            var connection = new FakeMySqlConnection(client.GetStream(), _end.Token);
            _connections.Enqueue(connection);
            try
            {
                await _script(connection);
                client.Client.Shutdown(SocketShutdown.Send);
                // So that all the client still says is kept.
                await connection.DrainAsync();
            }
            catch (Exception exception) when (
                exception is IOException or OperationCanceledException or EndOfStreamException or SocketException
                    or System.Security.Authentication.AuthenticationException)
            {
                // The client went away, which is what most of these tests want it to do.
            }
        }
    }
}

/// <summary>One connection, as the server sees it.</summary>
internal sealed class FakeMySqlConnection(Stream stream, CancellationToken cancellationToken)
{
    private readonly byte[] _buffer = new byte[64 * 1024];
    private Stream _stream = stream;
    private int _start;
    private int _end;
    private byte _sequence;

    public List<byte> Clear { get; } = [];

    public List<byte> OverTls { get; } = [];

    /// <summary>The server is being stopped.</summary>
    public CancellationToken Ended => cancellationToken;

    /// <summary>Says nothing more until the server is stopped.</summary>
    public Task WaitAsync() => Task.Delay(Timeout.Infinite, cancellationToken);

    /// <summary>Bytes as they are.</summary>
    public async Task SendRawAsync(byte[] bytes) => await _stream.WriteAsync(bytes, cancellationToken);

    /// <summary>A packet with the next number.</summary>
    public Task SendAsync(byte[] payload) =>
        SendRawAsync([(byte)payload.Length, (byte)(payload.Length >> 8), (byte)(payload.Length >> 16), _sequence++, .. payload]);

    /// <summary>The client's next packet.</summary>
    public async Task<byte[]> ReadAsync()
    {
        await FillAsync(4);
        var length = _buffer[_start] | _buffer[_start + 1] << 8 | _buffer[_start + 2] << 16;
        _sequence = (byte)(_buffer[_start + 3] + 1);
        await FillAsync(4 + length);
        var payload = _buffer[(_start + 4)..(_start + 4 + length)];
        _start += 4 + length;
        return payload;
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

    /// <summary>Accepts the login, and what the driver says before anybody asked it anything (SET NAMES).</summary>
    public async Task AcceptAsync()
    {
        await SendAsync(ServerPackets.Ok());
        await ReadAsync();
        await SendAsync(ServerPackets.Ok());
    }

    public async Task DrainAsync()
    {
        do
            _start = _end = 0;
        while (await ReadSomeAsync() > 0);
    }

    /// <summary>Takes the request for TLS and does the handshake.</summary>
    public async Task UpgradeAsync(X509Certificate2 certificate)
    {
        await ReadAsync();
        var tls = new SslStream(_stream);
        await tls.AuthenticateAsServerAsync(new SslServerAuthenticationOptions { ServerCertificate = certificate }, cancellationToken);
        _stream = tls;
    }

    private async Task FillAsync(int count)
    {
        while (_end - _start < count)
        {
            if (await ReadSomeAsync(count - (_end - _start)) == 0)
                throw new EndOfStreamException();
        }
    }
}
