using System.Buffers.Binary;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Text;
using HoopConnect.Databases.Channel;
using HoopConnect.Hosting;
using HoopConnect.Secrets;

namespace HoopConnect.Databases.SqlServer.Server.Tds;

/// <summary>
/// The relay of SQL Server. TLS is made and verified here, inside of the protocol's pre-login ([MS-TDS], 3.2.5.1): the driver knows no CA
/// file, and builds a chain of its own for whatever certificate it is shown, for which it would fetch what that names. It speaks over
/// loopback, and has a stand-in for the password: by that the relay knows it, and puts the password in its place.
/// </summary>
internal sealed class ServerRelay : Relay
{
    // Version, encryption, terminator: [MS-TDS], 2.2.6.5 "PRELOGIN". Each option is a token, an offset, a length (big endian).
    private static readonly byte[] Request = [0x00, 0x00, 0x0B, 0x00, 0x06, 0x01, 0x00, 0x11, 0x00, 0x01, 0xFF, 0x11, 0, 0, 0, 0, 0,
        EncryptOn];

    private const byte OptionEncryption = 0x01;
    private const byte OptionTerminator = 0xFF;
    private const byte EncryptOn = 0x01;
    private const byte EncryptNotSupported = 0x02;
    private const byte EncryptRequired = 0x03;

    // [MS-TDS], 2.2.6.4 "LOGIN7": where the offset of the password is, and behind it its length in characters.
    private const int PasswordSlot = 44;
    private const string Letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private Stream _driver = Stream.Null;
    private byte[] _answer = [];

    private ServerRelay(ConnectionSettings settings)
        : base(settings) => StandIn = Secret.From(RandomNumberGenerator.GetString(Letters, settings.Login.Password.Length));

    /// <summary>The port on loopback that waits for the driver.</summary>
    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>The certificate (DER) that the server showed.</summary>
    public byte[] Certificate => ((SslStream)Server).RemoteCertificate!.GetRawCertData();

    /// <summary>What the driver logs in with, as long as the password.</summary>
    public Secret StandIn { get; }

    /// <summary>Connects to the server over TLS, and waits for the driver.</summary>
    /// <exception cref="HoopException">
    /// <c>Database.TlsFailed</c>, <c>Database.Unreachable</c>, <c>Database.CaFileNotFound</c>, <c>Database.InvalidCaFile</c>.
    /// </exception>
    public static async Task<ServerRelay> ConnectAsync(ConnectionSettings settings, CancellationToken cancellationToken)
    {
        // A CA file that is none is told before anything is sent.
        _ = ServerTrust.Of(settings);
        var relay = new ServerRelay(settings);
        try
        {
            await relay.ConnectAsync(address: null, cancellationToken);
            await relay.AskForTlsAsync(cancellationToken);
            relay._listener.Start(backlog: 1);
            relay.Serve();
            return relay;
        }
        catch (Exception exception)
        {
            relay.Abort();
            await relay.DisposeAsync();
            cancellationToken.ThrowIfCancellationRequested();
            throw exception is InvalidDataException or AuthenticationException
                ? Errors.NoTls(exception.InnerException ?? exception, settings, exception.Message)
                : Errors.OnConnect(exception, settings);
        }
    }

    /// <inheritdoc/>
    protected override async Task<Stream> AcceptAsync(CancellationToken cancellationToken)
    {
        _driver = new NetworkStream(await _listener.AcceptSocketAsync(cancellationToken), ownsSocket: true);
        _listener.Stop();
        return _driver;
    }

    /// <inheritdoc/>
    protected override async Task LoginAsync(Stream driver, CancellationToken cancellationToken)
    {
        await TdsPacket.ReadAsync(driver, TdsPacket.PreLogin, cancellationToken);
        await driver.WriteAsync(TdsPacket.Wrap(TdsPacket.TabularResult, _answer), cancellationToken);
        var login = await TdsPacket.ReadMessageAsync(driver, TdsPacket.Login, cancellationToken);
        try
        {
            PutPassword(login);
            foreach (var packet in TdsPacket.Split(TdsPacket.Login, login))
            {
                await Server.WriteAsync(packet, cancellationToken);
                CryptographicOperations.ZeroMemory(packet);
            }

            await Server.FlushAsync(cancellationToken);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(login);
        }
    }

    /// <inheritdoc/>
    protected override bool MayPass(ReadOnlySpan<byte> bytes) => true;

    /// <inheritdoc/>
    protected override async ValueTask CloseDriverAsync()
    {
        _listener.Dispose();
        await _driver.DisposeAsync();
    }

    private async Task AskForTlsAsync(CancellationToken cancellationToken)
    {
        await Server.WriteAsync(TdsPacket.Wrap(TdsPacket.PreLogin, Request), cancellationToken);
        _answer = await TdsPacket.ReadAsync(Server, TdsPacket.TabularResult, cancellationToken);
        var encryption = EncryptionIn(_answer);
        if (_answer[encryption] is not (EncryptOn or EncryptRequired))
            throw Errors.TlsIsOff(null, Settings);
        // As the driver is to read it.
        _answer[encryption] = EncryptNotSupported;
        RefuseUnaskedBytes();
        var carrier = new TdsTlsStream(Server);
        // TLS inside of the pre-login ends at 1.2; 1.3 needs TDS 8.
        await UpgradeAsync(carrier, SslProtocols.Tls12, cancellationToken);
        carrier.IsBare = true;
    }

    private static int EncryptionIn(ReadOnlySpan<byte> answer)
    {
        for (var at = 0; at + 4 < answer.Length && answer[at] != OptionTerminator; at += 5)
        {
            var offset = (answer[at + 1] << 8) | answer[at + 2];
            if (answer[at] == OptionEncryption && offset < answer.Length)
                return offset;
        }

        throw new InvalidDataException("the server's answer is not one of SQL Server's protocol (TDS)");
    }

    /// <summary>Only the driver of this connection knows the stand-in; anybody on this machine can connect to a port.</summary>
    private void PutPassword(Span<byte> login)
    {
        var expected = Disguised(StandIn);
        if (login.Length < PasswordSlot + 4)
            throw new ProtocolException("The driver's login is none.");
        var (offset, length) = (BinaryPrimitives.ReadUInt16LittleEndian(login[PasswordSlot..]),
            BinaryPrimitives.ReadUInt16LittleEndian(login[(PasswordSlot + 2)..]) * 2);
        if (offset + length > login.Length || !CryptographicOperations.FixedTimeEquals(login.Slice(offset, length), expected))
            throw new ProtocolException("Somebody else than the driver connected to the port that waits for it.");
        var password = Disguised(Settings.Login.Password);
        password.CopyTo(login[offset..]);
        CryptographicOperations.ZeroMemory(password);
    }

    /// <summary>As LOGIN7 has a password: each byte with its halves swapped, and XORed with 0xA5.</summary>
    private static byte[] Disguised(Secret password)
    {
        var bytes = Encoding.Unicode.GetBytes(password.Reveal());
        for (var i = 0; i < bytes.Length; i++)
            bytes[i] = (byte)(((bytes[i] << 4) | (bytes[i] >> 4)) ^ 0xA5);
        return bytes;
    }
}
