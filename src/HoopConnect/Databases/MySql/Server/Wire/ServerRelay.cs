using System.IO.Pipes;
using System.Net;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography;

namespace HoopConnect.Databases.MySql.Server.Wire;

/// <summary>
/// Stands between the driver and the server. The driver speaks in clear through a pipe that only this user may open; the server is spoken
/// to over TLS as <see cref="ServerTrust"/> asks. So the rules of the handshake are ours, nothing that came in clear is taken for the
/// server's, nothing longer than a login is read before the login is done, and no password reaches a server that has not proved itself:
/// none of which the driver can be told.
/// </summary>
internal sealed class ServerRelay : IAsyncDisposable
{
    private const int TlsRequestLength = 32;
    private static readonly TimeSpan ClosePatience = TimeSpan.FromMilliseconds(500);

    private readonly ConnectionSettings _settings;
    private readonly Socket _socket = new(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
    private readonly NamedPipeServerStream _pipe;
    private readonly CancellationTokenSource _end = new();
    private Stream _server = Stream.Null;
    private Task _serving = Task.CompletedTask;
    private long _left = Limits.LoginPacket;
    private volatile bool _begins;

    private ServerRelay(ConnectionSettings settings)
    {
        _settings = settings;
        _pipe = new NamedPipeServerStream(
            PipeName, PipeDirection.InOut, 1, PipeTransmissionMode.Byte, PipeOptions.Asynchronous | PipeOptions.CurrentUserOnly);
    }

    /// <summary>The pipe that waits for the driver.</summary>
    public string PipeName { get; } = $"hoop-{Convert.ToHexString(RandomNumberGenerator.GetBytes(8))}";

    /// <summary>The server's address.</summary>
    public IPAddress Address { get; private set; } = IPAddress.None;

    /// <summary>Why the relay ended the connection; null where it did not.</summary>
    public Exception? Failure { get; private set; }

    /// <summary>Connects to the server, hears who it is, and waits for the driver.</summary>
    /// <param name="settings">Where to connect.</param>
    /// <param name="address">The server's address; null to look the host's name up.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="SocketException">No connection.</exception>
    /// <exception cref="AuthenticationException">The server has no TLS.</exception>
    /// <exception cref="ProtocolException">It is no server of this kind.</exception>
    public static async Task<ServerRelay> ConnectAsync(ConnectionSettings settings, IPAddress? address, CancellationToken cancellationToken)
    {
        var relay = new ServerRelay(settings);
        try
        {
            await (address is null
                ? relay._socket.ConnectAsync(settings.Host, settings.Port, cancellationToken)
                : relay._socket.ConnectAsync(address, settings.Port, cancellationToken));
            relay.Address = ((IPEndPoint)relay._socket.RemoteEndPoint!).Address;
            relay._server = new NetworkStream(relay._socket, ownsSocket: true);
            var server = new PacketStream(relay._server);
            var greeting = await server.ReadAsync(cancellationToken);
            relay._serving = relay.ServeAsync(server, greeting, relay.Check(greeting));
            return relay;
        }
        catch
        {
            await relay.DisposeAsync();
            throw;
        }
    }

    /// <summary>Lets the server send the answer to one round trip.</summary>
    public void ExpectReply()
    {
        _begins = true;
        Interlocked.Exchange(ref _left, Limits.Reply);
    }

    /// <summary>Ends the connection at once, on both sides.</summary>
    public void Abort() => _end.Cancel();

    /// <summary>Lets pass what the driver has said last (its goodbye), and closes.</summary>
    public async ValueTask DisposeAsync()
    {
        await Task.WhenAny(_serving, Task.Delay(ClosePatience, _end.Token));
        await _end.CancelAsync();
        await _serving;
        await CloseAsync();
        _end.Dispose();
    }

    private async Task ServeAsync(PacketStream server, byte[] greeting, Handshake? handshake)
    {
        try
        {
            await _pipe.WaitForConnectionAsync(_end.Token);
            var driver = new PacketStream(_pipe);
            await driver.WriteAsync(handshake?.ForDriver ?? greeting, _end.Token);
            if (handshake is not null)
                await LoginAsync(driver, server, handshake);
            await await Task.WhenAny(CopyReplyAsync(), _pipe.CopyToAsync(_server, _end.Token));
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

    /// <summary>Null for a server that refuses before it says who it is: the driver reads why.</summary>
    private Handshake? Check(byte[] greeting)
    {
        if (greeting is [0xFF, ..])
            return null;
        var handshake = Handshake.Parse(greeting);
        if (_settings.SslMode != SslMode.Disable && !handshake.OffersTls)
            throw new AuthenticationException("the server offers no TLS");
        // They would be taken for the server's although anyone on the way could have put them there.
        if (_socket.Available > 0)
            throw new ProtocolException("The server sent bytes that nobody asked for.");
        return handshake;
    }

    private async Task LoginAsync(PacketStream driver, PacketStream server, Handshake handshake)
    {
        var login = await driver.ReadAsync(_end.Token);
        var protection = TlsProtection.None;
        if (_settings.SslMode != SslMode.Disable)
        {
            // The login's first bytes ask for TLS and say nothing of who we are: capabilities, packet size, character set.
            login[1] |= Handshake.TlsFlag;
            await server.WriteAsync(login.AsMemory(0, Math.Min(TlsRequestLength, login.Length)), _end.Token);
            _server = await new TlsClient(ServerTrust.Of(_settings)).UpgradeAsync(_server, _end.Token);
            server = server.Over(_server);
            protection = _settings.SslMode == SslMode.Require ? TlsProtection.Encrypted : TlsProtection.Verified;
        }

        if (protection != TlsProtection.Verified && AuthToken.Is(_settings.Login.Password))
            throw new AuthenticationRefusedException("An IAM token is shown only to a server whose certificate was verified.");
        await server.WriteAsync(login, _end.Token);
        await new LoginRelay(driver, server, _settings.Login.Password, protection).RunAsync(handshake.Plugin, _end.Token);
    }

    private async Task CopyReplyAsync()
    {
        var buffer = new byte[16 * 1024];
        var filled = 0;
        int read;
        while ((read = await _server.ReadAsync(buffer.AsMemory(filled), _end.Token)) > 0)
        {
            if (Interlocked.Add(ref _left, -read) < 0)
                throw new ProtocolException("The server's answer is longer than any that is read.");
            filled += read;
            if (_begins && !IsBeginning(buffer.AsSpan(0, filled)))
                continue;
            _begins = false;
            await _pipe.WriteAsync(buffer.AsMemory(0, filled), _end.Token);
            filled = 0;
        }

        throw new EndOfStreamException("The server closed the connection.");
    }

    /// <summary>
    /// Looks at how an answer begins ("COM_QUERY Response"), where the driver would take as much memory as the server likes, or wait for
    /// ever. False where too little has come yet.
    /// </summary>
    private static bool IsBeginning(ReadOnlySpan<byte> bytes)
    {
        const int header = 4;
        if (bytes.Length < header)
            return false;
        var length = bytes[0] | bytes[1] << 8 | bytes[2] << 16;
        if (length == 0)
            throw new ProtocolException("The server sent an empty packet.");
        if (bytes.Length < header + Math.Min(length, 3))
            return false;
        return bytes[header..] switch
        {
            // Done, or an error.
            [0x00 or 0xFF, ..] => true,
            [0xFB, ..] => throw new ProtocolException("The server asks for a file of this machine."),
            // The number of columns; a server has 4,096 at most ("Limits on Table Column Count").
            [<= 0xFA, ..] or [0xFC, _, <= 0x10, ..] => true,
            _ => throw new ProtocolException("A result of the server has an impossible number of columns."),
        };
    }

    private async Task CloseAsync()
    {
        await _pipe.DisposeAsync();
        await _server.DisposeAsync();
        _socket.Dispose();
    }
}
