using System.Diagnostics;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using HoopConnect.Databases;
using HoopConnect.Databases.MySql;
using HoopConnect.Hosting;
using HoopConnect.Tests.Databases.Channel;

namespace HoopConnect.Tests.Databases.MySql.Server.Wire;

/// <summary>
/// What the client does with servers that want its password, its files or its memory, and with recorded first packets of several
/// versions.
/// </summary>
public sealed class HostileServerTests
{
    internal const string Token = FakeServer.Token;

    public static TheoryData<string> Versions => [.. ServerPackets.Recorded.Keys];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [MemberData(nameof(Versions))]
    public async Task A_login_to_each_version_goes_over_TLS_and_before_it_says_nothing_of_who_we_are(string version)
    {
        using var certificate = FakeMySqlServer.Certificate("127.0.0.1");
        await using var server = new FakeMySqlServer(async connection =>
        {
            await connection.SendRawAsync(ServerPackets.Recorded[version]);
            await connection.UpgradeAsync(certificate);
            await connection.ReadAsync();
            await connection.AcceptAsync();
        });

        Assert.Equal(LoginOutcome.Accepted, await new MySqlEngine().TryLoginAsync(server.Settings(), Cancellation));

        // The request for TLS is 32 bytes after its header; what follows is a TLS record.
        Assert.Equal([32, 0, 0, 1], server.ClearText[..4]);
        Assert.All(server.ClearText[13..32], value => Assert.Equal(0, value));
        // Where MariaDB has more flags (CACHE_METADATA).
        Assert.Equal(0u, BitConverter.ToUInt32(server.ClearText, 32) & ~(1u << 4));
        AssertAbsent("app", server.ClearText[..36]);
        AssertAbsent(FakeMySqlServer.Password, server.ClearText);
        AssertAbsent(FakeMySqlServer.Password, server.OverTls);
        Assert.Contains("app\0", Encoding.Latin1.GetString(server.OverTls), StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Versions))]
    public async Task A_server_without_TLS_is_told_nothing_at_all(string version)
    {
        await using var server = new FakeMySqlServer(async connection =>
        {
            await connection.SendRawAsync(ServerPackets.WithoutTls(ServerPackets.Recorded[version]));
            await connection.ReadAsync();
        });

        foreach (var mode in new[] { SslMode.VerifyFull, SslMode.VerifyCA, SslMode.Require })
            Assert.Equal("Database.TlsFailed", await ErrorAsync(server.Settings(mode)));
        Assert.Empty(server.ClearText);
    }

    [Theory]
    [InlineData(SslMode.VerifyFull, "another.host", "Database.TlsFailed")]
    [InlineData(SslMode.VerifyCA, "another.host", null)]
    [InlineData(SslMode.Require, "another.host", null)]
    [InlineData(SslMode.VerifyFull, "127.0.0.1", null)]
    public async Task The_host_name_counts_where_it_is_verified(SslMode mode, string certificateName, string? errorId)
    {
        using var certificate = FakeMySqlServer.Certificate(certificateName);
        await using var server = new FakeMySqlServer(async connection =>
        {
            await connection.SendRawAsync(ServerPackets.Recorded["8.0.46"]);
            await connection.UpgradeAsync(certificate);
            await connection.ReadAsync();
            await connection.AcceptAsync();
        });

        Assert.Equal(errorId, await ErrorAsync(server.Settings(mode)));
        if (errorId is not null)
            Assert.Empty(server.OverTls);
    }

    [Fact]
    public async Task Bytes_that_come_in_clear_behind_the_first_packet_are_not_taken_for_the_servers()
    {
        await using var server = new FakeMySqlServer(async connection =>
            await connection.SendRawAsync([.. ServerPackets.Recorded["8.0.46"], 7, 0, 0, 2, .. ServerPackets.Ok()]));

        Assert.Equal("Database.ProtocolViolated", await ErrorAsync(server.Settings()));
        Assert.Empty(server.ClearText);
    }

    [Theory]
    [InlineData(SslMode.VerifyFull, "mysql_clear_password", false)]
    [InlineData(SslMode.VerifyCA, "mysql_clear_password", false)]
    [InlineData(SslMode.Require, "mysql_clear_password", false)]
    [InlineData(SslMode.Disable, "mysql_clear_password", false)]
    [InlineData(SslMode.Require, "caching_sha2_password", false)]
    [InlineData(SslMode.Require, "sha256_password", false)]
    [InlineData(SslMode.Disable, "caching_sha2_password", false)]
    [InlineData(SslMode.Disable, "sha256_password", false)]
    [InlineData(SslMode.VerifyFull, "mysql_old_password", false)]
    [InlineData(SslMode.VerifyFull, "dialog", false)]
    [InlineData(SslMode.VerifyFull, "caching_sha2_password", true)]
    [InlineData(SslMode.VerifyFull, "sha256_password", true)]
    public async Task The_whole_password_goes_out_only_over_verified_TLS_and_never_through_the_clear_text_plugin(
        SslMode mode, string plugin, bool sent)
    {
        using var certificate = FakeMySqlServer.Certificate("127.0.0.1");
        await using var server = new FakeMySqlServer(connection => AskAsync(connection, mode, plugin, certificate));

        Assert.Equal(sent ? null : "Database.AuthenticationNotServed", await ErrorAsync(server.Settings(mode)));

        AssertAbsent(FakeMySqlServer.Password, server.ClearText);
        Assert.Equal(sent, Encoding.Latin1.GetString(server.OverTls).Contains(FakeMySqlServer.Password + "\0", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(SslMode.VerifyFull, true)]
    [InlineData(SslMode.VerifyCA, true)]
    [InlineData(SslMode.Require, false)]
    [InlineData(SslMode.Disable, false)]
    public async Task An_IAM_token_goes_through_the_clear_text_plugin_over_verified_TLS_only(SslMode mode, bool sent)
    {
        using var certificate = FakeMySqlServer.Certificate("127.0.0.1");
        await using var server = new FakeMySqlServer(connection => AskAsync(connection, mode, "mysql_clear_password", certificate));

        Assert.Equal(sent ? null : "Database.AuthenticationNotServed", await ErrorAsync(server.Settings(mode, Token)));

        AssertAbsent(Token, server.ClearText);
        Assert.Equal(sent, Encoding.Latin1.GetString(server.OverTls).Contains(Token + "\0", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(1040, "", "Too many connections", "Database.TooManyConnections")]
    [InlineData(1129, "", "Host is blocked", "Database.Unreachable")]
    [InlineData(1130, "", "Host is not allowed to connect", "Database.LoginRefused")]
    public async Task A_server_that_refuses_before_it_says_who_it_is_is_understood(int code, string state, string message, string errorId)
    {
        await using var server = new FakeMySqlServer(connection => connection.SendAsync(ServerPackets.Error(code, state, message)));

        Assert.Equal(errorId, await ErrorAsync(server.Settings(), open: true));
    }

    [Theory]
    [InlineData(1045, "28000", "Database.LoginRefused")]
    [InlineData(3118, "HY000", "Database.LoginRefused")]
    [InlineData(1862, "HY000", "Database.LoginRefused")]
    [InlineData(1044, "42000", "Database.PermissionDenied")]
    [InlineData(1049, "42000", "Database.NotFound")]
    [InlineData(1203, "42000", "Database.TooManyConnections")]
    [InlineData(3159, "HY000", "Database.TlsFailed")]
    [InlineData(1053, "08S01", "Database.Unreachable")]
    [InlineData(9999, "HY000", "Database.Unreachable")]
    public async Task What_a_server_says_to_a_login_has_an_id_of_its_own(int code, string state, string errorId)
    {
        await using var server = new FakeMySqlServer(async connection =>
        {
            await connection.SendRawAsync(ServerPackets.Recorded["8.0.46"]);
            await connection.ReadAsync();
            await connection.SendAsync(ServerPackets.Error(code, state, "because"));
        });

        Assert.Equal(errorId, await ErrorAsync(server.Settings(SslMode.Disable), open: true));
    }

    [Theory]
    [InlineData("silence")]
    [InlineData("drip")]
    [InlineData("half a packet")]
    [InlineData("no TLS handshake")]
    public async Task A_server_that_keeps_us_waiting_is_given_up_on_in_time(string how)
    {
        await using var server = new FakeMySqlServer(async connection =>
        {
            if (how == "drip")
            {
                await connection.DripAsync(ServerPackets.Recorded["8.0.46"], TimeSpan.FromMilliseconds(100));
            }
            else if (how == "half a packet")
            {
                await connection.SendRawAsync(ServerPackets.Recorded["8.0.46"][..20]);
            }
            else if (how == "no TLS handshake")
            {
                await connection.SendRawAsync(ServerPackets.Recorded["8.0.46"]);
            }

            await connection.WaitAsync();
        });
        var clock = Stopwatch.StartNew();

        var login = ErrorAsync(server.Settings() with { Timeout = TimeSpan.FromSeconds(1) });

        Assert.Equal("Database.Timeout", await login);
        Assert.InRange(clock.Elapsed.TotalSeconds, 0.5, 10);
    }

    [Fact]
    public async Task A_server_that_announces_much_gets_no_memory_for_it()
    {
        await using var server = new FakeMySqlServer(async connection =>
        {
            await connection.SendRawAsync([0xFF, 0xFF, 0xFF, 0, .. new byte[100]]);
            await connection.WaitAsync();
        });

        Assert.Equal("Database.ProtocolViolated", await ErrorAsync(server.Settings()));
    }

    public static TheoryData<string> BadAnswers => [.. Answers.Keys];

    [Theory]
    [MemberData(nameof(BadAnswers))]
    public async Task A_bad_answer_to_a_query_is_refused(string answer)
    {
        await using var server = new FakeMySqlServer(async connection =>
        {
            await LoginInClearAsync(connection);
            await connection.ReadAsync();
            await Answers[answer](connection);
        });

        var error = await Assert.ThrowsAsync<HoopException>(
            () => new MySqlEngine().OpenAsync(server.Settings(SslMode.Disable) with { Timeout = TimeSpan.FromSeconds(60) }, Cancellation));

        Assert.Equal("Database.ProtocolViolated", error.ErrorId);
        AssertAbsent(FakeMySqlServer.Password, server.ClearText);
    }

    private static readonly Dictionary<string, Func<FakeMySqlConnection, Task>> Answers = new()
    {
        ["a wish for a file"] = connection => connection.SendAsync([0xFB, .. "/etc/passwd"u8]),
        ["too many columns"] = connection => connection.SendAsync([0xFE, 255, 255, 255, 255, 255, 255, 255, 127]),
        ["no columns"] = connection => connection.SendAsync([0xFD, 0, 0, 0]),
        ["an empty packet"] = connection => connection.SendAsync([]),
        ["out of sequence"] = connection => connection.SendRawAsync([7, 0, 0, 9, .. ServerPackets.Ok()]),
        ["a value longer than its row"] = async connection =>
        {
            await connection.SendAsync([1]);
            await connection.SendAsync(ServerPackets.Column());
            await connection.SendAsync(ServerPackets.End());
            await connection.SendAsync([0xFD, 255, 255, 255, 65]);
        },
        ["rows without end"] = async connection =>
        {
            await connection.SendAsync([1]);
            await connection.SendAsync(ServerPackets.Column());
            await connection.SendAsync(ServerPackets.End());
            for (var batch = 0; batch < 3_000; batch++)
            {
                var rows = new List<byte>();
                for (var i = 0; i < 100; i++)
                    rows.AddRange([2, 0, 0, (byte)(4 + batch * 100 + i), .. ServerPackets.Row("x")]);
                await connection.SendRawAsync([.. rows]);
            }
        },
        ["results without end"] = async connection =>
        {
            var results = Enumerable.Range(0, 256)
                .SelectMany(i => (byte[])[7, 0, 0, (byte)(i + 1), .. ServerPackets.Ok(status: 8)]).ToArray();
            while (true)
                await connection.SendRawAsync(results);
        },
        ["more than fits"] = async connection =>
        {
            await connection.SendAsync([1]);
            await connection.SendAsync(ServerPackets.Column());
            await connection.SendAsync(ServerPackets.End());
            var row = new byte[8 * 1024 * 1024];
            (row[0], row[1], row[2], row[3]) = (0xFD, 0xFC, 0xFF, 0x7F);
            for (var i = 0; i < 10; i++)
                await connection.SendAsync(row);
        },
    };

    [Fact]
    public async Task A_login_without_end_is_ended()
    {
        using var certificate = FakeMySqlServer.Certificate("127.0.0.1");
        await using var server = new FakeMySqlServer(async connection =>
        {
            await connection.SendRawAsync(ServerPackets.Recorded["8.0.46"]);
            await connection.UpgradeAsync(certificate);
            while (true)
            {
                await connection.ReadAsync();
                await connection.SendAsync(ServerPackets.Switch("mysql_native_password"));
            }
        });

        Assert.Equal("Database.ProtocolViolated", await ErrorAsync(server.Settings()));
    }

    internal static async Task LoginInClearAsync(FakeMySqlConnection connection)
    {
        await connection.SendRawAsync(ServerPackets.WithPlainAnswers(ServerPackets.Recorded["8.0.46"]));
        await connection.ReadAsync();
        await connection.AcceptAsync();
    }

    private static async Task AskAsync(FakeMySqlConnection connection, SslMode mode, string plugin, X509Certificate2 certificate)
    {
        await connection.SendRawAsync(ServerPackets.Recorded["8.0.46"]);
        if (mode != SslMode.Disable)
            await connection.UpgradeAsync(certificate);
        await connection.ReadAsync();
        await connection.SendAsync(ServerPackets.Switch(plugin));
        await connection.ReadAsync();
        if (plugin == "caching_sha2_password")
        {
            await connection.SendAsync(ServerPackets.FullAuthentication);
            await connection.ReadAsync();
        }

        await connection.AcceptAsync();
    }

    internal static async Task<string?> ErrorAsync(ConnectionSettings settings, bool open = false)
    {
        try
        {
            if (open)
                await using (await new MySqlEngine().OpenAsync(settings, Cancellation))
                    return null;
            await new MySqlEngine().TryLoginAsync(settings, Cancellation);
            return null;
        }
        catch (HoopException exception)
        {
            Assert.DoesNotContain(settings.Login.Password.Reveal(), exception.ToString(), StringComparison.Ordinal);
            return exception.ErrorId;
        }
    }

    internal static void AssertAbsent(string text, byte[] bytes) =>
        Assert.DoesNotContain(text, Encoding.Latin1.GetString(bytes), StringComparison.Ordinal);
}
