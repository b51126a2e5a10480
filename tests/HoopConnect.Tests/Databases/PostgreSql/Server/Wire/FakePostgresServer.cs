using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using HoopConnect.Tests.Databases.Channel;

namespace HoopConnect.Tests.Databases.PostgreSql.Server.Wire;

/// <summary>A made-up PostgreSQL server.</summary>
internal sealed class FakePostgresServer(Func<FakePostgresConnection, Task> script)
    : FakeServer<FakePostgresConnection>((stream, end) => new FakePostgresConnection(stream, end), script);

/// <summary>One connection, as the server sees it.</summary>
internal sealed class FakePostgresConnection(Stream stream, CancellationToken cancellationToken)
    : FakeConnection(stream, cancellationToken)
{
    /// <summary>A message.</summary>
    public Task SendAsync(char type, params byte[] payload) => SendRawAsync(Message(type, payload));

    /// <summary>What authentication is asked for, with its data.</summary>
    public Task AskAsync(int kind, params byte[] data) => SendAsync('R', [.. Number(kind), .. data]);

    /// <summary>Asks for SASL with these mechanisms.</summary>
    public Task OfferAsync(params string[] mechanisms) =>
        AskAsync(10, Encoding.ASCII.GetBytes(string.Concat(mechanisms.Select(mechanism => mechanism + "\0")) + "\0"));

    /// <summary>The client's next message, without its type where it has one.</summary>
    public async Task<byte[]> ReadAsync(bool isFirst = false)
    {
        var header = await ReadBytesAsync(isFirst ? 4 : 5);
        return await ReadBytesAsync(BinaryPrimitives.ReadInt32BigEndian(header.AsSpan(header.Length - 4)) - 4);
    }

    /// <summary>Takes the request for TLS and does the handshake; without a certificate, takes nothing.</summary>
    public async Task UpgradeAsync(X509Certificate2? certificate)
    {
        if (certificate is null)
            return;
        await ReadAsync(isFirst: true);
        await SendRawAsync("S"u8.ToArray());
        await HandshakeAsync(certificate);
    }

    /// <summary>SCRAM as an impostor would: it knows no verifier, and takes every proof.</summary>
    public async Task ScramAsync(string iterations, params string[] mechanisms)
    {
        await OfferAsync(mechanisms);
        var first = Encoding.ASCII.GetString(await ReadAsync());
        var nonce = first[(first.LastIndexOf("r=", StringComparison.Ordinal) + 2)..];
        var salt = Convert.ToBase64String(RandomNumberGenerator.GetBytes(16));
        await AskAsync(11, Encoding.ASCII.GetBytes($"r={nonce}server,s={salt},i={iterations}"));
        await ReadAsync();
    }

    /// <summary>Lets the client in.</summary>
    public Task AcceptAsync() => SendRawAsync(
    [
        .. Message('R', Number(0)),
        .. Message('S', "server_version\0" + "16.3\0"),
        .. Message('S', "client_encoding\0UTF8\0"),
        .. Message('K', [0, 0, 0, 1, 0, 0, 0, 2]),
        .. Message('Z', [(byte)'I']),
    ]);

    /// <summary>The bytes of a message.</summary>
    public static byte[] Message(char type, byte[] payload) => [(byte)type, .. Number(4 + payload.Length), .. payload];

    private static byte[] Message(char type, string payload) => Message(type, Encoding.ASCII.GetBytes(payload));

    private static byte[] Number(int value)
    {
        var bytes = new byte[4];
        BinaryPrimitives.WriteInt32BigEndian(bytes, value);
        return bytes;
    }
}
