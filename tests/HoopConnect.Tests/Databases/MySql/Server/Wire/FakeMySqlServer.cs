using System.Security.Cryptography.X509Certificates;
using HoopConnect.Tests.Databases.Channel;

namespace HoopConnect.Tests.Databases.MySql.Server.Wire;

/// <summary>A made-up MySQL server.</summary>
internal sealed class FakeMySqlServer(Func<FakeMySqlConnection, Task> script)
    : FakeServer<FakeMySqlConnection>((stream, end) => new FakeMySqlConnection(stream, end), script)
{
    public const string Password = FakeServer.Password;

    public static X509Certificate2 Certificate(params string[] names) => FakeServer.Certificate(names);
}

/// <summary>One connection, as the server sees it.</summary>
internal sealed class FakeMySqlConnection(Stream stream, CancellationToken cancellationToken) : FakeConnection(stream, cancellationToken)
{
    private byte _sequence;

    /// <summary>A packet with the next number.</summary>
    public Task SendAsync(byte[] payload) =>
        SendRawAsync([(byte)payload.Length, (byte)(payload.Length >> 8), (byte)(payload.Length >> 16), _sequence++, .. payload]);

    /// <summary>The client's next packet.</summary>
    public async Task<byte[]> ReadAsync()
    {
        var header = await ReadBytesAsync(4);
        _sequence = (byte)(header[3] + 1);
        return await ReadBytesAsync(header[0] | header[1] << 8 | header[2] << 16);
    }

    /// <summary>Accepts the login, and what the driver says before anybody asked it anything (SET NAMES).</summary>
    public async Task AcceptAsync()
    {
        await SendAsync(ServerPackets.Ok());
        await ReadAsync();
        await SendAsync(ServerPackets.Ok());
    }

    /// <summary>Takes the request for TLS and does the handshake.</summary>
    public async Task UpgradeAsync(X509Certificate2 certificate)
    {
        await ReadAsync();
        await HandshakeAsync(certificate);
    }
}
