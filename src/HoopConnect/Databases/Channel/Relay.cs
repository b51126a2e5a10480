using System.Net;
using System.Net.Sockets;
using System.Security.Authentication;

namespace HoopConnect.Databases.Channel;

/// <summary>
/// Stands between a driver and a server. The driver speaks in clear to this process alone; the server is spoken to over TLS as
/// <see cref="ServerTrust"/> asks. So the rules of the handshake are ours, nothing that came in clear is taken for the server's, nothing
/// longer than a login is read before the login is done, and no password reaches a server that has not proved itself: none of which a
/// driver can be told.
/// </summary>
/// <param name="settings">The connection.</param>
internal abstract class Relay(ConnectionSettings settings) : IAsyncDisposable
{
    private static readonly TimeSpan ClosePatience = TimeSpan.FromMilliseconds(500);

    private readonly Socket _socket = new(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
    private readonly CancellationTokenSource _end = new();
    private Task _serving = Task.CompletedTask;
    private long _left = ChannelLimits.LoginPacket;
    private int _disposed;

    /// <summary>The server's address.</summary>
    public IPAddress Address { get; private set; } = IPAddress.None;

    /// <summary>Why the relay ended the connection; null where it did not.</summary>
    public Exception? Failure { get; private set; }

    /// <summary>The connection.</summary>
    protected ConnectionSettings Settings => settings;

    /// <summary>The server's end, as protected as it is by now.</summary>
    protected Stream Server { get; private set; } = Stream.Null;

    /// <summary>How the server's end is protected once TLS is there.</summary>
    protected TlsProtection Protection => settings.SslMode switch
    {
        SslMode.Disable => TlsProtection.None,
        SslMode.Require => TlsProtection.Encrypted,
        _ => TlsProtection.Verified,
    };

    /// <summary>How many bytes the server may still send.</summary>
    protected long Left => Interlocked.Read(ref _left);

    /// <summary>Lets the server send the answer to one round trip.</summary>
    public virtual void ExpectReply() => Interlocked.Exchange(ref _left, ChannelLimits.Reply);

    /// <summary>Ends the connection at once, on both sides.</summary>
    public void Abort() => _end.Cancel();

    /// <summary>Work of the driver, which knows no deadline but the end of its connection. A failure ends the connection.</summary>
    /// <param name="work">The work.</param>
    /// <param name="cause">What is to be thrown: of what the driver threw and of <see cref="Failure"/>, only one says why.</param>
    /// <param name="cancellationToken">Ends the connection.</param>
    public async Task<T> RunAsync<T>(
        Func<Task<T>> work, Func<Exception, Exception?, Exception> cause, CancellationToken cancellationToken)
    {
        await using var registration = cancellationToken.Register(Abort);
        try
        {
            return await work();
        }
        catch (Exception exception)
        {
            var thrown = cause(exception, Failure);
            Abort();
            throw thrown;
        }
    }

    /// <summary>Lets pass what the driver has said last (its goodbye), and closes.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) != 0)
            return;
        await Task.WhenAny(_serving, Task.Delay(ClosePatience, _end.Token));
        await _end.CancelAsync();
        await _serving;
        await CloseAsync();
        _end.Dispose();
    }

    /// <summary>Connects to the server.</summary>
    /// <param name="address">The server's address; null to look the host's name up.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="SocketException">No connection.</exception>
    protected async Task ConnectAsync(IPAddress? address, CancellationToken cancellationToken)
    {
        await (address is null
            ? _socket.ConnectAsync(settings.Host, settings.Port, cancellationToken)
            : _socket.ConnectAsync(address, settings.Port, cancellationToken));
        Address = ((IPEndPoint)_socket.RemoteEndPoint!).Address;
        Server = new NetworkStream(_socket, ownsSocket: true);
    }

    /// <summary>What comes in clear after the server was to begin with TLS could have been put there by anyone on the way.</summary>
    /// <exception cref="ProtocolException">There is such.</exception>
    protected void RefuseUnaskedBytes()
    {
        if (_socket.Available > 0)
            throw new ProtocolException("The server sent bytes that nobody asked for.");
    }

    /// <summary>TLS from here on.</summary>
    /// <exception cref="AuthenticationException">No TLS with this server; the message says why.</exception>
    protected Task UpgradeAsync(CancellationToken cancellationToken) =>
        UpgradeAsync(Server, SslProtocols.Tls12 | SslProtocols.Tls13, cancellationToken);

    /// <summary>The same over a stream that carries the handshake in its own way.</summary>
    /// <param name="carrier">The stream, over the server's end.</param>
    /// <param name="protocols">What the server may choose from.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="AuthenticationException">No TLS with this server; the message says why.</exception>
    protected async Task UpgradeAsync(Stream carrier, SslProtocols protocols, CancellationToken cancellationToken) =>
        Server = await new TlsClient(ServerTrust.Of(settings), protocols).UpgradeAsync(carrier, cancellationToken);

    /// <summary>A token is shown to nobody else, in no form: it needs no guessing.</summary>
    /// <exception cref="AuthenticationRefusedException">The login is a token, and the server is not verified.</exception>
    protected void RefuseTokenUnlessVerified()
    {
        if (Protection != TlsProtection.Verified && AuthToken.Is(settings.Login.Password))
            throw new AuthenticationRefusedException("An IAM token is shown only to a server whose certificate was verified.");
    }

    /// <summary>Waits for the driver and serves it until the connection ends.</summary>
    protected void Serve() => _serving = ServeAsync();

    /// <summary>Waits for the driver.</summary>
    protected abstract Task<Stream> AcceptAsync(CancellationToken cancellationToken);

    /// <summary>Everything up to the end of the login, message by message.</summary>
    protected abstract Task LoginAsync(Stream driver, CancellationToken cancellationToken);

    /// <summary>Looks at what came from the server after the login; false where too little has come yet.</summary>
    /// <exception cref="ProtocolException">The driver must not see it.</exception>
    protected abstract bool MayPass(ReadOnlySpan<byte> bytes);

    /// <summary>Closes the driver's end.</summary>
    protected abstract ValueTask CloseDriverAsync();

    private async Task ServeAsync()
    {
        try
        {
            var driver = await AcceptAsync(_end.Token);
            await LoginAsync(driver, _end.Token);
            await await Task.WhenAny(CopyAnswersAsync(driver), driver.CopyToAsync(Server, _end.Token));
        }
        catch (Exception failure)
        {
            if (!_end.IsCancellationRequested)
                Failure = failure;
        }
        finally
        {
            await CloseAsync();
        }
    }

    private async Task CopyAnswersAsync(Stream driver)
    {
        var buffer = new byte[16 * 1024];
        var filled = 0;
        int read;
        while ((read = await Server.ReadAsync(buffer.AsMemory(filled), _end.Token)) > 0)
        {
            if (Interlocked.Add(ref _left, -read) < 0)
                throw new ProtocolException("The server's answer is longer than any that is read.");
            filled += read;
            if (!MayPass(buffer.AsSpan(0, filled)))
                continue;
            await driver.WriteAsync(buffer.AsMemory(0, filled), _end.Token);
            filled = 0;
        }

        throw new EndOfStreamException("The server closed the connection.");
    }

    private async Task CloseAsync()
    {
        await CloseDriverAsync();
        await Server.DisposeAsync();
        _socket.Dispose();
    }
}
