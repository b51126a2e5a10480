using System.Net;
using System.Net.Sockets;
using System.Security.Authentication;

namespace HoopConnect.Databases.MySql.Server.Wire;

/// <summary>
/// One connection to a MySQL or MariaDB server: TLS before anything else is sent, the text protocol, several statements a round trip.
/// One call at a time. A call that is cancelled or times out ends the connection, and its statement on the server by <c>KILL QUERY</c>.
/// </summary>
internal sealed class MySqlConnection : IAsyncDisposable
{
    private static readonly TimeSpan KillTimeout = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan ClosePatience = TimeSpan.FromMilliseconds(500);

    private readonly ConnectionSettings _settings;
    private readonly IPAddress _address;
    private readonly PacketStream _packets;
    private Task _kill = Task.CompletedTask;
    private bool _broken;

    private MySqlConnection(ConnectionSettings settings, IPAddress address, PacketStream packets, ServerHandshake handshake, TlsProtection protection)
    {
        _settings = settings;
        _address = address;
        _packets = packets;
        ServerVersion = handshake.ServerVersion;
        ConnectionId = handshake.ConnectionId;
        Protection = protection;
    }

    /// <summary>The version by the server's first packet.</summary>
    public string ServerVersion { get; }

    /// <summary>The connection's number on the server.</summary>
    public uint ConnectionId { get; }

    /// <summary>What protects the connection.</summary>
    public TlsProtection Protection { get; }

    /// <summary>True where a backslash in a string literal is just a backslash.</summary>
    public bool NoBackslashEscapes { get; private set; }

    /// <summary>How many query packets were sent.</summary>
    public int RoundTrips { get; private set; }

    /// <summary>Connects and logs in within <see cref="ConnectionSettings.Timeout"/>.</summary>
    /// <exception cref="SocketException">No connection.</exception>
    /// <exception cref="IOException">The connection broke off.</exception>
    /// <exception cref="AuthenticationException">No TLS.</exception>
    /// <exception cref="MySqlServerException">The server refuses.</exception>
    /// <exception cref="TimeoutException">Not within the time.</exception>
    public static Task<MySqlConnection> ConnectAsync(ConnectionSettings settings, CancellationToken cancellationToken) =>
        Deadline.RunAsync(settings.Timeout, token => ConnectAsync(settings, null, token), cancellationToken);

    /// <summary>Sends the statements and reads all results, within <see cref="ConnectionSettings.Timeout"/>.</summary>
    /// <exception cref="IOException">The connection broke off.</exception>
    /// <exception cref="TimeoutException">Not within the time.</exception>
    public async Task<MySqlReply> ExecuteAsync(string sql, CancellationToken cancellationToken)
    {
        if (_broken)
            throw new IOException("The connection was closed when an earlier call was cancelled or failed.");
        try
        {
            return await Deadline.RunAsync(_settings.Timeout, token => QueryAsync(sql, token), cancellationToken);
        }
        catch (Exception exception)
        {
            _broken = true;
            await _packets.DisposeAsync();
            // The server goes on with a statement whose client is gone until it has something to say.
            if (exception is OperationCanceledException or TimeoutException)
                _kill = KillQueryAsync();
            throw;
        }
    }

    /// <summary>Says goodbye and closes.</summary>
    public async ValueTask DisposeAsync()
    {
        if (!_broken)
            await QuitAsync();
        _broken = true;
        await _packets.DisposeAsync();
        await Task.WhenAny(_kill, Task.Delay(ClosePatience));
    }

    private static async Task<MySqlConnection> ConnectAsync(ConnectionSettings settings, IPAddress? address, CancellationToken cancellationToken)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        var packets = default(PacketStream);
        try
        {
            await (address is null
                ? socket.ConnectAsync(settings.Host, settings.Port, cancellationToken)
                : socket.ConnectAsync(address, settings.Port, cancellationToken));
            var stream = new NetworkStream(socket, ownsSocket: true);
            packets = new PacketStream(stream);
            var handshake = ServerHandshake.Parse(await packets.ReadAsync(cancellationToken));
            var protection = await ProtectAsync(settings, packets, stream, handshake, cancellationToken);
            await new LoginExchange(packets, settings.Login, protection).RunAsync(handshake, settings.Database, cancellationToken);
            packets.MaxPacket = WireLimits.Packet;
            return new MySqlConnection(settings, ((IPEndPoint)socket.RemoteEndPoint!).Address, packets, handshake, protection);
        }
        catch
        {
            if (packets is not null)
                await packets.DisposeAsync();
            socket.Dispose();
            throw;
        }
    }

    /// <summary>Asks for TLS with a packet that says nothing of who we are; without TLS nothing more is sent.</summary>
    private static async Task<TlsProtection> ProtectAsync(
        ConnectionSettings settings, PacketStream packets, Stream stream, ServerHandshake handshake, CancellationToken cancellationToken)
    {
        if (settings.SslMode == SslMode.Disable)
            return TlsProtection.None;
        if (!handshake.Capabilities.HasFlag(Capabilities.Ssl))
            throw new AuthenticationException("the server offers no TLS");
        packets.RefuseUnread();
        var capabilities = (LoginExchange.Wanted & handshake.Capabilities) | Capabilities.Ssl | Capabilities.LongPassword;
        if (settings.Database is not null)
            capabilities |= Capabilities.ConnectWithDb;
        using (var request = LoginExchange.Prelude(capabilities))
            await packets.WriteAsync(request.Packet, cancellationToken);
        packets.Upgrade(await new TlsClient(ServerTrust.Of(settings)).UpgradeAsync(stream, cancellationToken));
        return settings.SslMode == SslMode.Require ? TlsProtection.Encrypted : TlsProtection.Verified;
    }

    private async Task<MySqlReply> QueryAsync(string sql, CancellationToken cancellationToken)
    {
        const byte query = 3;
        using var packet = new PacketWriter().Byte(query).Text(sql);
        RoundTrips++;
        _packets.RefuseUnread();
        _packets.StartCommand();
        await _packets.WriteAsync(packet.Packet, cancellationToken);
        var reader = new ReplyReader(_packets);
        var reply = await reader.ReadAsync(cancellationToken);
        if (reply.Results.Count > 0)
            NoBackslashEscapes = reader.Status.HasFlag(ServerStatus.NoBackslashEscapes);
        return reply;
    }

    /// <summary>To the same address as before: behind one name there may be several servers, and the number would be somebody else's there.</summary>
    private async Task KillQueryAsync()
    {
        try
        {
            await using var second = await Deadline.RunAsync(KillTimeout, token => ConnectAsync(_settings with { Database = null }, _address, token), CancellationToken.None);
            await second.ExecuteAsync($"KILL QUERY {ConnectionId}", CancellationToken.None);
        }
        catch (Exception)
        {
            // A courtesy: the caller has its answer already, and the statement ends with the connection at the latest.
        }
    }

    private async Task QuitAsync()
    {
        const byte quit = 1;
        try
        {
            using var packet = new PacketWriter().Byte(quit);
            using var patience = new CancellationTokenSource(ClosePatience);
            _packets.StartCommand();
            await _packets.WriteAsync(packet.Packet, patience.Token);
        }
        catch (Exception)
        {
            // It is being closed anyway.
        }
    }
}
