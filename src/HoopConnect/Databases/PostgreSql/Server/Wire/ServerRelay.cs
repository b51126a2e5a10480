using System.Buffers.Binary;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using HoopConnect.Databases.Channel;
using HoopConnect.Hosting;

namespace HoopConnect.Databases.PostgreSql.Server.Wire;

/// <summary>
/// The relay of PostgreSQL. The driver speaks through a socket in a folder that only this user can open, and takes part in no login.
/// </summary>
internal sealed class ServerRelay : Relay
{
    /// <summary>The driver makes the socket's name of it.</summary>
    public const int SocketNumber = 5432;

    private const int TlsRequest = 80877103;
    private const int CancelRequest = 80877102;

    private readonly DirectoryInfo _folder = PrivateFile.MakeTemporaryFolder("hoop-");
    private readonly Socket _listener = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
    private Stream _driver = Stream.Null;
    private readonly byte[] _header = new byte[Frame.HeaderLength];
    private int _inHeader;
    private long _inPayload;

    private ServerRelay(ConnectionSettings settings) : base(settings)
    {
    }

    /// <summary>The folder with the socket that waits for the driver.</summary>
    public string Folder => _folder.FullName;

    /// <summary>What ends a statement of this connection, told to its server over another; null where it gave none.</summary>
    public byte[]? CancelKey { get; private set; }

    /// <summary>Connects to the server over TLS, and waits for the driver.</summary>
    /// <exception cref="SocketException">No connection.</exception>
    /// <exception cref="AuthenticationException">The server has no TLS, or none that is trusted.</exception>
    /// <exception cref="ProtocolException">It is no server of this kind.</exception>
    public static Task<ServerRelay> ConnectAsync(ConnectionSettings settings, CancellationToken cancellationToken) =>
        ConnectAsync(settings, null, relay =>
        {
            relay._listener.Bind(new UnixDomainSocketEndPoint(Path.Combine(relay.Folder, $".s.PGSQL.{SocketNumber}")));
            relay._listener.Listen(1);
            relay.Serve();
            return Task.CompletedTask;
        }, cancellationToken);

    /// <summary>Has the server end the statement of a connection (PostgreSQL documentation, "Canceling Requests in Progress").</summary>
    /// <param name="settings">Where the connection led.</param>
    /// <param name="address">The address that it led to: another server behind the name would have the key for somebody else.</param>
    /// <param name="key">Its <see cref="CancelKey"/>.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public static async Task CancelAsync(ConnectionSettings settings, IPAddress address, byte[] key, CancellationToken cancellationToken)
    {
        var relay = await ConnectAsync(settings, address, async relay =>
        {
            byte[] request = [.. Number(CancelRequest), .. key];
            await new FrameStream(relay.Server).WriteAsync(new Frame(0, request), cancellationToken);
            // The server says nothing to it but the end.
            await relay.Server.ReadAtLeastAsync(new byte[1], 1, throwOnEndOfStream: false, cancellationToken);
        }, cancellationToken);
        await relay.DisposeAsync();
    }

    /// <inheritdoc/>
    protected override async Task<Stream> AcceptAsync(CancellationToken cancellationToken)
    {
        _driver = new NetworkStream(await _listener.AcceptAsync(cancellationToken), ownsSocket: true);
        RemoveSocket();
        return _driver;
    }

    /// <inheritdoc/>
    protected override async Task LoginAsync(Stream driver, CancellationToken cancellationToken)
    {
        var (client, server) = (new FrameStream(driver), new FrameStream(Server));
        var start = await client.ReadStartAsync(cancellationToken);
        RefuseTokenUnlessVerified();
        await server.WriteAsync(start, cancellationToken);
        var binding = Server is SslStream { RemoteCertificate: { } certificate } ? ChannelBinding.Of(certificate) : null;
        // What is known of the session, which the driver waits for as a whole.
        var frames = new List<Frame> { await new LoginRelay(server, Settings, Protection, binding).RunAsync(cancellationToken) };
        while (frames[^1].Type is not (Frame.Error or Frame.ReadyForQuery))
        {
            frames.Add(await server.ReadAsync(cancellationToken));
            if (frames[^1].Type == Frame.BackendKeyData)
                CancelKey = frames[^1].Payload;
        }

        await client.WriteAsync(frames, cancellationToken);
    }

    /// <summary>The driver would take as much memory as a message announces.</summary>
    protected override bool MayPass(ReadOnlySpan<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            if (_inPayload > 0)
            {
                var some = (int)Math.Min(_inPayload, bytes.Length);
                _inPayload -= some;
                bytes = bytes[some..];
                continue;
            }

            _header[_inHeader++] = bytes[0];
            bytes = bytes[1..];
            if (_inHeader < Frame.HeaderLength)
                continue;
            _inHeader = 0;
            _inPayload = BinaryPrimitives.ReadInt32BigEndian(_header.AsSpan(1)) - 4L;
            // What has come already is no longer among what is left.
            if (_inPayload < 0 || _inPayload - bytes.Length > Left)
                throw new ProtocolException("The server announces a message that is longer than any that is read.");
        }

        return true;
    }

    /// <inheritdoc/>
    protected override async ValueTask CloseDriverAsync()
    {
        await _driver.DisposeAsync();
        _listener.Dispose();
        RemoveSocket();
    }

    private static Task<ServerRelay> ConnectAsync(
        ConnectionSettings settings, IPAddress? address, Func<ServerRelay, Task> then, CancellationToken cancellationToken)
    {
        if (!Socket.OSSupportsUnixDomainSockets)
        {
            throw DatabaseErrors.DriverNotUsable.Error(
                "The driver of PostgreSQL is spoken to through a Unix domain socket, which this system does not have.", settings.ToString(),
                "Run it on Windows Server 2019, Windows 10 (1803) or later.");
        }

        return new ServerRelay(settings).PreparedAsync(async relay =>
        {
            await relay.ConnectAsync(address, cancellationToken);
            if (relay.Protection != TlsProtection.None)
                await relay.AskForTlsAsync(cancellationToken);
            await then(relay);
        });
    }

    private async Task AskForTlsAsync(CancellationToken cancellationToken)
    {
        await new FrameStream(Server).WriteAsync(new Frame(0, Number(TlsRequest)), cancellationToken);
        var answer = new byte[1];
        await Server.ReadExactlyAsync(answer, cancellationToken);
        switch (answer[0])
        {
            case (byte)'S':
                RefuseUnaskedBytes();
                await UpgradeAsync(cancellationToken);
                break;
            case (byte)'N':
                throw new AuthenticationException("the server offers no TLS");
            // An error in clear is anybody's word.
            default:
                throw new ProtocolException("The server answers the request for TLS with neither yes nor no.");
        }
    }

    private static byte[] Number(int value)
    {
        var bytes = new byte[4];
        BinaryPrimitives.WriteInt32BigEndian(bytes, value);
        return bytes;
    }

    private void RemoveSocket()
    {
        try
        {
            _folder.Delete(recursive: true);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // It is gone already, or is left empty: nobody listens on it.
        }
    }
}
