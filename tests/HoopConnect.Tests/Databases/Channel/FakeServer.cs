using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using HoopConnect.Databases;
using HoopConnect.Sandbox.Servers;
using HoopConnect.Secrets;

namespace HoopConnect.Tests.Databases.Channel;

/// <summary>
/// A server on loopback that says what a test tells it to, honest or not, and keeps what it was told. It is no database: what it shows is
/// what the client does, where a real server of that version or of that malice cannot be had.
/// </summary>
/// <typeparam name="T">A connection, with the messages of the engine.</typeparam>
internal abstract class FakeServer<T> : IAsyncDisposable
    where T : FakeConnection
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _end = new();
    private readonly ConcurrentQueue<T> _connections = new();
    private readonly Func<Stream, CancellationToken, T> _connect;
    private readonly Func<T, Task> _script;
    private readonly Task _serving;

    protected FakeServer(Func<Stream, CancellationToken, T> connect, Func<T, Task> script)
    {
        (_connect, _script) = (connect, script);
        _listener.Start();
        _serving = ServeAsync();
    }

    /// <summary>All that came in clear, over all connections.</summary>
    public byte[] ClearText => _connections.SelectMany(connection => connection.Clear).ToArray();

    /// <summary>All that came over TLS, decrypted.</summary>
    public byte[] OverTls => _connections.SelectMany(connection => connection.OverTls).ToArray();

    public ConnectionSettings Settings(SslMode mode = SslMode.VerifyFull, string password = FakeServer.Password) =>
        new("127.0.0.1", ((IPEndPoint)_listener.LocalEndpoint).Port, new DatabaseLogin("app", Secret.From(password)))
        {
            SslMode = mode,
            CaFile = mode is SslMode.VerifyFull or SslMode.VerifyCA ? FakeServer.CaFile : null,
            Timeout = TimeSpan.FromSeconds(20),
        };

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        _listener.Stop();
        await _serving;
        _end.Dispose();
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
            var connection = _connect(client.GetStream(), _end.Token);
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

/// <summary>What all of them have in common.</summary>
internal static class FakeServer
{
    public const string Password = "Ne_ver*in_the_clear_0123";

    /// <summary>A token of IAM authentication, by its form.</summary>
    public const string Token =
        "db.example.com:3306/?Action=connect&DBUser=app&X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Signature=00ff";

    private static readonly SandboxCertificates Authority = new();
    private static readonly Lazy<string> AuthorityFile = new(WriteAuthority);

    /// <summary>The authority of all of their certificates.</summary>
    public static string CaFile => AuthorityFile.Value;

    public static X509Certificate2 Certificate(params string[] names)
    {
        var (certificate, key) = Authority.IssueServerCertificate(names);
        return X509Certificate2.CreateFromPem(certificate, key);
    }

    private static string WriteAuthority()
    {
        var path = Path.Combine(Directory.CreateTempSubdirectory("hoopconnect-test-").FullName, "ca.pem");
        File.WriteAllText(path, Authority.AuthorityPem);
        AppDomain.CurrentDomain.ProcessExit += (_, _) => Directory.Delete(Path.GetDirectoryName(path)!, recursive: true);
        return path;
    }
}
