using System.IO.Pipes;
using System.Net;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography;
using HoopConnect.Databases.Channel;

namespace HoopConnect.Databases.MySql.Server.Wire;

/// <summary>The relay of MySQL and MariaDB. The driver speaks through a pipe that only this user may open.</summary>
internal sealed class ServerRelay : Relay
{
    private const int TlsRequestLength = 32;

    private readonly NamedPipeServerStream _pipe;
    private byte[] _greeting = [];
    private Handshake? _handshake;
    private PacketStream _packets = new(Stream.Null);
    private volatile bool _begins;

    private ServerRelay(ConnectionSettings settings) : base(settings)
    {
        _pipe = new NamedPipeServerStream(
            PipeName, PipeDirection.InOut, 1, PipeTransmissionMode.Byte, PipeOptions.Asynchronous | PipeOptions.CurrentUserOnly);
    }

    /// <summary>The pipe that waits for the driver.</summary>
    public string PipeName { get; } = $"hoop-{Convert.ToHexString(RandomNumberGenerator.GetBytes(8))}";

    /// <summary>Connects to the server, hears who it is, and waits for the driver.</summary>
    /// <param name="settings">Where to connect.</param>
    /// <param name="address">The server's address; null to look the host's name up.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="SocketException">No connection.</exception>
    /// <exception cref="AuthenticationException">The server has no TLS.</exception>
    /// <exception cref="ProtocolException">It is no server of this kind.</exception>
    public static Task<ServerRelay> ConnectAsync(ConnectionSettings settings, IPAddress? address, CancellationToken cancellationToken) =>
        new ServerRelay(settings).PreparedAsync(async relay =>
        {
            await relay.ConnectAsync(address, cancellationToken);
            relay._packets = new PacketStream(relay.Server);
            relay._greeting = await relay._packets.ReadAsync(cancellationToken);
            relay._handshake = relay.Check(relay._greeting);
            relay.Serve();
        });

    /// <inheritdoc/>
    public override void ExpectReply()
    {
        _begins = true;
        base.ExpectReply();
    }

    /// <inheritdoc/>
    protected override async Task<Stream> AcceptAsync(CancellationToken cancellationToken)
    {
        await _pipe.WaitForConnectionAsync(cancellationToken);
        return _pipe;
    }

    /// <inheritdoc/>
    protected override async Task LoginAsync(Stream driver, CancellationToken cancellationToken)
    {
        var packets = new PacketStream(driver);
        await packets.WriteAsync(_handshake?.ForDriver ?? _greeting, cancellationToken);
        if (_handshake is not null)
            await LoginAsync(packets, _handshake, cancellationToken);
    }

    /// <summary>
    /// Looks at how an answer begins ("COM_QUERY Response"), where the driver would take as much memory as the server likes, or wait for
    /// ever.
    /// </summary>
    protected override bool MayPass(ReadOnlySpan<byte> bytes)
    {
        if (_begins && !IsBeginning(bytes))
            return false;
        _begins = false;
        return true;
    }

    /// <inheritdoc/>
    protected override ValueTask CloseDriverAsync() => _pipe.DisposeAsync();

    /// <summary>Null for a server that refuses before it says who it is: the driver reads why.</summary>
    private Handshake? Check(byte[] greeting)
    {
        if (greeting is [0xFF, ..])
            return null;
        var handshake = Handshake.Parse(greeting);
        if (Settings.SslMode != SslMode.Disable && !handshake.OffersTls)
            throw new AuthenticationException("the server offers no TLS");
        RefuseUnaskedBytes();
        return handshake;
    }

    private async Task LoginAsync(PacketStream driver, Handshake handshake, CancellationToken cancellationToken)
    {
        var server = _packets;
        var login = await driver.ReadAsync(cancellationToken);
        if (Protection != TlsProtection.None)
        {
            // The login's first bytes ask for TLS and say nothing of who we are: capabilities, packet size, character set.
            login[1] |= Handshake.TlsFlag;
            await server.WriteAsync(login.AsMemory(0, Math.Min(TlsRequestLength, login.Length)), cancellationToken);
            await UpgradeAsync(cancellationToken);
            server = server.Over(Server);
        }

        RefuseTokenUnlessVerified();
        await server.WriteAsync(login, cancellationToken);
        await new LoginRelay(driver, server, Settings.Login.Password, Protection).RunAsync(handshake.Plugin, cancellationToken);
    }

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
}
