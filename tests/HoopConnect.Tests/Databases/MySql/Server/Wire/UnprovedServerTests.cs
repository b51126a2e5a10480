using System.Security.Cryptography.X509Certificates;
using HoopConnect.Databases;
using HoopConnect.Sandbox.Servers;
using static HoopConnect.Tests.Databases.MySql.Server.Wire.HostileServerTests;

namespace HoopConnect.Tests.Databases.MySql.Server.Wire;

/// <summary>
/// What a server gets that cannot prove which one it is, or asks for what is not served, with each authentication plugin there is.
/// </summary>
public sealed class UnprovedServerTests
{
    private static readonly string[] Plugins =
    [
        "mysql_native_password", "caching_sha2_password", "sha256_password", "mysql_old_password",
        "mysql_clear_password", "dialog", "client_ed25519", "parsec",
        "auth_gssapi_client", "authentication_ldap_sasl_client", "no_plugin_at_all", "",
    ];

    /// <summary>VerifyCA takes any name.</summary>
    public static TheoryData<SslMode, string, string> Unproved =>
    [
        .. Plugins.SelectMany(plugin => (TheoryDataRow<SslMode, string, string>[])
        [
            new(SslMode.VerifyFull, plugin, "another authority"), new(SslMode.VerifyFull, plugin, "another name"), new(
                SslMode.VerifyCA, plugin, "another authority"),
        ]),
    ];

    [Theory]
    [MemberData(nameof(Unproved))]
    public async Task A_server_that_cannot_prove_itself_gets_no_name_no_password_and_no_proof_of_it_whatever_it_asks_for(
        SslMode mode, string plugin, string certificateOf)
    {
        using var stranger = new SandboxCertificates();
        var (pem, key) = stranger.IssueServerCertificate("127.0.0.1");
        using var certificate = certificateOf == "another name" ? FakeMySqlServer.Certificate("another.host")
            : X509Certificate2.CreateFromPem(pem, key);
        await using var server = new FakeMySqlServer(async connection =>
        {
            await connection.SendRawAsync(ServerPackets.Proposing(plugin));
            await connection.UpgradeAsync(certificate);
            await connection.ReadAsync();
            await connection.SendAsync(ServerPackets.Switch(plugin));
        });

        Assert.Equal("Database.TlsFailed", await ErrorAsync(server.Settings(mode)));
        Assert.Equal("Database.TlsFailed", await ErrorAsync(server.Settings(mode, Token)));
        Assert.Empty(server.OverTls);
        AssertAbsent("app", server.ClearText[..Math.Min(36, server.ClearText.Length)]);
    }

    [Theory]
    [InlineData("mysql_old_password")]
    [InlineData("dialog")]
    [InlineData("client_ed25519")]
    [InlineData("parsec")]
    [InlineData("auth_gssapi_client")]
    [InlineData("no_plugin_at_all")]
    [InlineData("")]
    public async Task A_plugin_that_is_not_served_gets_no_answer_from_a_proved_server_either(string plugin)
    {
        using var certificate = FakeMySqlServer.Certificate("127.0.0.1");
        byte[] answer = [];
        await using var server = new FakeMySqlServer(async connection =>
        {
            await connection.SendRawAsync(ServerPackets.Recorded["8.0.46"]);
            await connection.UpgradeAsync(certificate);
            await connection.ReadAsync();
            await connection.SendAsync(ServerPackets.Switch(plugin));
            answer = await connection.ReadAsync();
        });

        Assert.Equal("Database.AuthenticationNotServed", await ErrorAsync(server.Settings()));
        Assert.Empty(answer);
        AssertAbsent(FakeMySqlServer.Password, server.OverTls);
    }

    [Fact]
    public async Task A_server_that_proposes_what_is_not_served_is_asked_for_the_users_own_plugin()
    {
        using var certificate = FakeMySqlServer.Certificate("127.0.0.1");
        await using var server = new FakeMySqlServer(async connection =>
        {
            await connection.SendRawAsync(ServerPackets.Proposing("dialog"));
            await connection.UpgradeAsync(certificate);
            await connection.ReadAsync();
            await connection.SendAsync(ServerPackets.Switch("mysql_native_password"));
            await connection.ReadAsync();
            await connection.AcceptAsync();
        });

        Assert.Null(await ErrorAsync(server.Settings()));
        AssertAbsent(FakeMySqlServer.Password, server.OverTls);
    }

    [Fact]
    public async Task A_huge_packet_before_the_login_is_done_is_refused_unread()
    {
        using var certificate = FakeMySqlServer.Certificate("127.0.0.1");
        await using var server = new FakeMySqlServer(async connection =>
        {
            await connection.SendRawAsync(ServerPackets.Recorded["8.0.46"]);
            await connection.UpgradeAsync(certificate);
            await connection.ReadAsync();
            await connection.SendRawAsync([0xFF, 0xFF, 0xFF, 3, 0xFF, .. new byte[100]]);
            await connection.WaitAsync();
        });

        Assert.Equal("Database.ProtocolViolated", await ErrorAsync(server.Settings()));
    }
}
