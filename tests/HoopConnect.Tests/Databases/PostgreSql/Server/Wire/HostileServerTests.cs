using System.Buffers.Binary;
using System.Diagnostics;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using HoopConnect.Databases;
using HoopConnect.Databases.PostgreSql;
using HoopConnect.Hosting;
using HoopConnect.Sandbox.Servers;
using HoopConnect.Tests.Databases.Channel;

namespace HoopConnect.Tests.Databases.PostgreSql.Server.Wire;

/// <summary>What the client does with servers that want its password, its time or its memory.</summary>
public sealed class HostileServerTests
{
    private const int Huge = 1_500_000_000;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    /// <summary>Channel x what is asked for. With TLS verified, a clear-text request is answered with a token, and MD5 at all.</summary>
    public static TheoryData<SslMode, string, string?> Requests => new()
    {
        { SslMode.Disable, "clear", "Database.AuthenticationNotServed" },
        { SslMode.Require, "clear", "Database.AuthenticationNotServed" },
        { SslMode.VerifyCA, "clear", "Database.LoginRefused" },
        { SslMode.VerifyFull, "clear", "Database.LoginRefused" },
        { SslMode.Disable, "md5", "Database.AuthenticationNotServed" },
        { SslMode.Require, "md5", "Database.AuthenticationNotServed" },
        { SslMode.VerifyFull, "md5", null },
        { SslMode.Require, "scram", "Database.AuthenticationNotServed" },
        { SslMode.Disable, "scram", "Database.ProtocolViolated" },
        { SslMode.VerifyFull, "scram", "Database.ProtocolViolated" },
        { SslMode.Disable, "nothing", "Database.AuthenticationNotServed" },
        { SslMode.Require, "nothing", "Database.AuthenticationNotServed" },
        { SslMode.VerifyFull, "nothing", "Database.AuthenticationNotServed" },
        { SslMode.VerifyFull, "gss", "Database.AuthenticationNotServed" },
        { SslMode.Disable, "gss", "Database.AuthenticationNotServed" },
    };

    [Theory]
    [MemberData(nameof(Requests))]
    public async Task No_server_gets_the_password_and_an_unproved_one_no_proof_that_it_could_pass_on(
        SslMode mode, string asks, string? errorId)
    {
        using var certificate = FakeServer.Certificate("127.0.0.1");
        var proof = "";
        await using var server = new FakePostgresServer(async connection =>
        {
            await connection.UpgradeAsync(mode == SslMode.Disable ? null : certificate);
            await connection.ReadAsync(isFirst: true);
            switch (asks)
            {
                case "clear":
                    await connection.AskAsync(3);
                    proof = Text(await connection.ReadAsync());
                    break;
                case "md5":
                    await connection.AskAsync(5, 1, 2, 3, 4);
                    proof = Text(await connection.ReadAsync());
                    break;
                case "scram":
                    // Without the kind that is bound to the connection, as who stands in between would offer it.
                    await connection.ScramAsync("4096", "SCRAM-SHA-256");
                    break;
                case "gss":
                    await connection.AskAsync(7);
                    proof = Text(await connection.ReadAsync());
                    break;
            }

            await connection.AcceptAsync();
        });
        var warnings = new List<string>();
        var settings = server.Settings(mode);

        Assert.Equal(errorId, await ErrorAsync(settings with { Transport = settings.Transport with { Warn = warnings.Add } }));

        foreach (var heard in (byte[][])[server.ClearText, server.OverTls])
            Assert.DoesNotContain(FakeServer.Password, Text(heard), StringComparison.Ordinal);
        Assert.Equal(errorId is null, proof.StartsWith("md5", StringComparison.Ordinal));
        Assert.Equal(errorId is null, warnings.Any(warning => warning.Contains("scram-sha-256", StringComparison.Ordinal)));
        if (mode == SslMode.Require)
            Assert.DoesNotContain("SCRAM", Text(server.OverTls), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(SslMode.VerifyFull, true)]
    [InlineData(SslMode.VerifyCA, true)]
    [InlineData(SslMode.Require, false)]
    [InlineData(SslMode.Disable, false)]
    public async Task A_token_is_told_to_a_verified_server_only(SslMode mode, bool sent)
    {
        using var certificate = FakeServer.Certificate("127.0.0.1");
        await using var server = new FakePostgresServer(async connection =>
        {
            await connection.UpgradeAsync(mode == SslMode.Disable ? null : certificate);
            await connection.ReadAsync(isFirst: true);
            await connection.AskAsync(3);
            await connection.ReadAsync();
            await connection.AcceptAsync();
        });

        Assert.Equal(
            sent ? null : "Database.AuthenticationNotServed", await ErrorAsync(server.Settings(mode, FakeServer.Token)));

        Assert.DoesNotContain(FakeServer.Token, Text(server.ClearText), StringComparison.Ordinal);
        Assert.Equal(sent, Text(server.OverTls).Contains(FakeServer.Token + "\0", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(SslMode.VerifyFull, "another authority")]
    [InlineData(SslMode.VerifyCA, "another authority")]
    [InlineData(SslMode.VerifyFull, "another name")]
    public async Task A_server_that_cannot_prove_itself_hears_no_name_and_no_password(SslMode mode, string certificateOf)
    {
        using var stranger = new SandboxCertificates();
        var (pem, key) = stranger.IssueServerCertificate("127.0.0.1");
        using var certificate = certificateOf == "another name" ? FakeServer.Certificate("another.host")
            : X509Certificate2.CreateFromPem(pem, key);
        await using var server = new FakePostgresServer(async connection =>
        {
            await connection.UpgradeAsync(certificate);
            await connection.ReadAsync(isFirst: true);
        });

        Assert.Equal("Database.TlsFailed", await ErrorAsync(server.Settings(mode)));
        Assert.Empty(server.OverTls);
        Assert.DoesNotContain("app", Text(server.ClearText[..8]), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(SslMode.VerifyFull)]
    [InlineData(SslMode.VerifyCA)]
    [InlineData(SslMode.Require)]
    public async Task A_server_without_TLS_is_told_nothing_but_that_TLS_is_wanted(SslMode mode)
    {
        await using var server = new FakePostgresServer(async connection =>
        {
            await connection.ReadAsync(isFirst: true);
            await connection.SendRawAsync("N"u8.ToArray());
        });

        Assert.Equal("Database.TlsFailed", await ErrorAsync(server.Settings(mode)));
        Assert.Equal([0, 0, 0, 8, 4, 210, 22, 47], server.ClearText);
    }

    [Fact]
    public async Task Bytes_that_come_in_clear_behind_the_yes_are_not_taken_for_the_servers()
    {
        await using var server = new FakePostgresServer(async connection =>
        {
            await connection.ReadAsync(isFirst: true);
            await connection.SendRawAsync([(byte)'S', .. FakePostgresConnection.Message('E', new byte[20])]);
        });

        Assert.Equal("Database.ProtocolViolated", await ErrorAsync(server.Settings()));
    }

    public static TheoryData<string> Places => ["before TLS", "before the login", "after the proof", "while it waits"];

    [Theory]
    [MemberData(nameof(Places))]
    public async Task A_message_that_announces_much_gets_no_memory_for_it(string place)
    {
        byte[] announced = [(byte)'E', .. Bytes(Huge)];
        using var certificate = FakeServer.Certificate("127.0.0.1");
        await using var server = new FakePostgresServer(async connection =>
        {
            if (place == "before TLS")
            {
                await connection.ReadAsync(isFirst: true);
                await connection.SendRawAsync(announced);
                await connection.WaitAsync();
            }

            await connection.UpgradeAsync(certificate);
            await connection.ReadAsync(isFirst: true);
            if (place != "before the login")
            {
                await connection.AskAsync(5, 1, 2, 3, 4);
                await connection.ReadAsync();
            }

            if (place == "while it waits")
                await connection.AcceptAsync();
            await connection.SendRawAsync([.. announced, .. new byte[4096]]);
            await connection.WaitAsync();
        });
        var before = GC.GetTotalAllocatedBytes();

        Assert.Equal("Database.ProtocolViolated", await ErrorAsync(server.Settings(), query: place == "while it waits"));
        Assert.InRange(GC.GetTotalAllocatedBytes() - before, 0, Huge / 10);
    }

    [Theory]
    [InlineData("2147483647")]
    [InlineData("1000001")]
    [InlineData("0")]
    [InlineData("-1")]
    [InlineData("99999999999")]
    [InlineData("many")]
    public async Task Iterations_beyond_reason_are_not_made(string iterations)
    {
        using var certificate = FakeServer.Certificate("127.0.0.1");
        foreach (var mode in (SslMode[])[SslMode.VerifyFull, SslMode.Require, SslMode.Disable])
        {
            await using var server = new FakePostgresServer(async connection =>
            {
                await connection.UpgradeAsync(mode == SslMode.Disable ? null : certificate);
                await connection.ReadAsync(isFirst: true);
                await connection.ScramAsync(iterations, "SCRAM-SHA-256-PLUS", "SCRAM-SHA-256");
            });
            var processor = Process.GetCurrentProcess().UserProcessorTime;

            Assert.Equal("Database.ProtocolViolated", await ErrorAsync(server.Settings(mode)));
            // Two thousand million take most of an hour.
            Assert.InRange((Process.GetCurrentProcess().UserProcessorTime - processor).TotalMinutes, 0, 5);
        }
    }

    [Theory]
    [InlineData("silence")]
    [InlineData("no TLS handshake")]
    [InlineData("a drip after TLS")]
    [InlineData("notices without end")]
    [InlineData("a drip in place of an answer")]
    public async Task A_server_that_keeps_us_waiting_is_given_up_on_in_time(string how)
    {
        using var certificate = FakeServer.Certificate("127.0.0.1");
        var pause = TimeSpan.FromMilliseconds(200);
        await using var server = new FakePostgresServer(async connection =>
        {
            if (how == "silence")
                await connection.WaitAsync();
            if (how == "no TLS handshake")
            {
                await connection.ReadAsync(isFirst: true);
                await connection.SendRawAsync("S"u8.ToArray());
                await connection.WaitAsync();
            }

            await connection.UpgradeAsync(certificate);
            await connection.ReadAsync(isFirst: true);
            if (how == "a drip after TLS")
                await connection.DripAsync(FakePostgresConnection.Message('E', new byte[1000]), pause);
            await connection.AskAsync(5, 1, 2, 3, 4);
            await connection.ReadAsync();
            if (how == "a drip in place of an answer")
            {
                await connection.AcceptAsync();
                await connection.DripAsync(FakePostgresConnection.Message('N', new byte[1000]), pause);
            }

            await connection.AskAsync(0);
            while (true)
                await connection.DripAsync(FakePostgresConnection.Message('N', [0]), pause);
        });

        var login = ErrorAsync(
            server.Settings() with { Timeout = TimeSpan.FromSeconds(1) }, query: how == "a drip in place of an answer");

        Assert.Equal("Database.Timeout", await login.WaitAsync(TimeSpan.FromSeconds(60), Stop));
    }

    [Fact]
    public async Task A_login_without_end_is_ended()
    {
        await using var server = new FakePostgresServer(async connection =>
        {
            await connection.ReadAsync(isFirst: true);
            while (true)
                await connection.SendAsync('N', 0);
        });

        Assert.Equal("Database.ProtocolViolated", await ErrorAsync(server.Settings(SslMode.Disable)));
    }

    private static async Task<string?> ErrorAsync(ConnectionSettings settings, bool query = false)
    {
        try
        {
            await using var session = await new PostgreSqlEngine().OpenAsync(settings, Stop);
            if (query)
                await session.QueryAsync("SELECT 1", [], Stop);
            return null;
        }
        catch (HoopException exception)
        {
            Assert.DoesNotContain(settings.Login.Password.Reveal(), exception.ToString(), StringComparison.Ordinal);
            return exception.ErrorId;
        }
    }

    private static string Text(byte[] bytes) => Encoding.Latin1.GetString(bytes);

    private static byte[] Bytes(int value)
    {
        var bytes = new byte[4];
        BinaryPrimitives.WriteInt32BigEndian(bytes, value);
        return bytes;
    }
}
