using System.Text;
using HoopConnect.Databases;
using HoopConnect.Databases.SqlServer;
using HoopConnect.Hosting;
using HoopConnect.Tests.Databases.Channel;

namespace HoopConnect.Tests.Databases.SqlServer.Server;

/// <summary>What the client does with servers that want its time or its memory before they have proved which one they are.</summary>
public sealed class HostileServerTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public static TheoryData<SslMode> WithTls => [SslMode.VerifyFull, SslMode.VerifyCA, SslMode.Require];

    [Theory]
    [MemberData(nameof(WithTls))]
    public async Task A_packet_that_announces_much_is_refused_unread(SslMode mode)
    {
        await using var server = new FakeTdsServer(async connection =>
        {
            await connection.ReadSomeAsync();
            await connection.SendRawAsync([0x04, 0x01, 0xFF, 0xFF, 0, 0, 1, 0, .. new byte[100]]);
            await connection.WaitAsync();
        });

        Assert.Equal("Database.TlsFailed", await ErrorAsync(server.Settings(mode)));
        AssertNothingSecret(server);
    }

    [Theory]
    [MemberData(nameof(WithTls))]
    public async Task A_handshake_without_end_is_ended(SslMode mode)
    {
        await using var server = new FakeTdsServer(async connection =>
        {
            await connection.ReadSomeAsync();
            await connection.SendRawAsync(FakeTdsServer.PreLogin);
            await connection.ReadSomeAsync();
            // A record of TLS that announces its most, in packets that are full, again and again.
            byte[] record = [22, 3, 3, 0x3F, 0xFF, 2, 0xFF, 0xFF, 0xFF, .. new byte[4000]];
            var length = record.Length + 8;
            while (true)
                await connection.SendRawAsync([0x12, 0x01, (byte)(length >> 8), (byte)length, 0, 0, 1, 0, .. record]);
        });

        Assert.Contains(
            await ErrorAsync(server.Settings(mode) with { Timeout = TimeSpan.FromSeconds(5) }),
            (string[])["Database.TlsFailed", "Database.Timeout"]);
        AssertNothingSecret(server);
    }

    [Theory]
    [InlineData("silence")]
    [InlineData("a drip")]
    [InlineData("no TLS handshake")]
    public async Task A_server_that_keeps_us_waiting_is_given_up_on_in_time(string how)
    {
        await using var server = new FakeTdsServer(async connection =>
        {
            await connection.ReadSomeAsync();
            if (how == "a drip")
                await connection.DripAsync([0x04, 0x01, 0x10, 0, .. new byte[4000]], TimeSpan.FromMilliseconds(200));
            if (how == "no TLS handshake")
                await connection.SendRawAsync(FakeTdsServer.PreLogin);
            await connection.WaitAsync();
        });

        foreach (var mode in WithTls)
        {
            var login = ErrorAsync(server.Settings(mode.Data) with { Timeout = TimeSpan.FromSeconds(1) });
            Assert.Equal("Database.Timeout", await login.WaitAsync(TimeSpan.FromSeconds(60), Stop));
        }

        AssertNothingSecret(server);
    }

    private static void AssertNothingSecret(FakeTdsServer server) =>
        Assert.DoesNotContain(
            FakeServer.Password, Encoding.Unicode.GetString(server.ClearText) + Encoding.Latin1.GetString(server.ClearText),
            StringComparison.Ordinal);

    private static async Task<string?> ErrorAsync(ConnectionSettings settings) =>
        (await Assert.ThrowsAsync<HoopException>(() => new SqlServerEngine().OpenAsync(settings, Stop))).ErrorId;

    private sealed class FakeTdsServer(Func<FakeTdsConnection, Task> script)
        : FakeServer<FakeTdsConnection>((stream, end) => new FakeTdsConnection(stream, end), script)
    {
        /// <summary>The server's answer to the pre-login: it has TLS.</summary>
        public static readonly byte[] PreLogin =
        [
            0x04, 0x01, 0, 26, 0, 0, 1, 0,
            0x00, 0x00, 0x0B, 0x00, 0x06, 0x01, 0x00, 0x11, 0x00, 0x01, 0xFF, 0x10, 0, 0, 0, 0, 0, 0x01,
        ];
    }

    private sealed class FakeTdsConnection(Stream stream, CancellationToken end) : FakeConnection(stream, end);
}
