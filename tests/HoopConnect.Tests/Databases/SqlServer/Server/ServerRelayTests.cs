using System.Net.Sockets;
using HoopConnect.Databases;
using HoopConnect.Databases.Channel;
using HoopConnect.Databases.SqlServer.Server;
using HoopConnect.Databases.SqlServer.Server.Tds;
using HoopConnect.Hosting;
using HoopConnect.Sandbox.Servers.Tds;
using HoopConnect.Secrets;
using Microsoft.Data.SqlClient;

namespace HoopConnect.Tests.Databases.SqlServer.Server;

/// <summary>What stands between the driver and the server: each connection is verified, and only the driver gets in.</summary>
public sealed class ServerRelayTests : SqlServerTests
{
    [Fact]
    public async Task Each_login_is_one_connection_and_none_is_given_up_before_its_login()
    {
        await using var server = Start();
        for (var i = 0; i < 5; i++)
            await (await Engine.OpenAsync(Settings(server), Stop)).DisposeAsync();
        Assert.Equal(5, server.Connections);
        Assert.Equal(5, server.Requests.Count);
    }

    [Theory]
    [InlineData("Another-Password1", false)]
    [InlineData(null, true)]
    public async Task Who_does_not_know_the_stand_in_is_not_logged_in_by_the_relay(string? password, bool isDriver)
    {
        await using var server = Start();
        await using var relay = await ServerRelay.ConnectAsync(Settings(server), Stop);
        Assert.Equal(MasterPassword.Length, relay.StandIn.Length);
        Assert.NotEqual(MasterPassword, relay.StandIn.Reveal());
        using var standIn = (password is null ? relay.StandIn : Secret.From(password)).ToSecureString();
        await using var connection = new SqlConnection(
            ConnectionText.Of(Settings(server), relay.Port), new SqlCredential("admin", standIn));
        if (isDriver)
        {
            await connection.OpenAsync(Stop);
            return;
        }

        await Assert.ThrowsAsync<SqlException>(() => connection.OpenAsync(Stop));
        Assert.IsType<ProtocolException>(relay.Failure);
        Assert.Empty(server.Requests);
    }

    [Fact]
    public async Task The_port_takes_one_connection()
    {
        await using var server = Start();
        await using var relay = await ServerRelay.ConnectAsync(Settings(server), Stop);
        using var first = new TcpClient();
        await first.ConnectAsync("127.0.0.1", relay.Port, Stop);
        // Whoever comes second finds nobody, at the latest when the first was taken.
        await Assert.ThrowsAnyAsync<Exception>(async () =>
        {
            for (var i = 0; i < 100; i++)
            {
                using var second = new TcpClient();
                await second.ConnectAsync("127.0.0.1", relay.Port, Stop);
                await Task.Delay(20, Stop);
            }
        });
    }

    [Fact]
    public async Task An_answer_beyond_all_reason_is_not_read_to_its_end()
    {
        await using var server = Start();
        await using var session = await Engine.OpenAsync(Settings(server) with { Timeout = TimeSpan.FromSeconds(60) }, Stop);
        var text = new string('x', 1000);
        var rows = Enumerable.Repeat((IReadOnlyList<object?>)[text], (int)(ChannelLimits.Reply / 2000) + 100).ToList();
        server.Script = _ => new TdsAnswer { Results = [new TdsResult(["a"], rows)] };
        var error = await Assert.ThrowsAsync<HoopException>(() => session.QueryAsync("SELECT much", [], Stop));
        Assert.Equal("Database.Unreachable", error.ErrorId);
        Assert.Contains("longer than any that is read", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Another_CA_file_is_another_verification()
    {
        await using var server = Start();
        await using var other = Start();
        await (await Engine.OpenAsync(Settings(server), Stop)).DisposeAsync();
        var error = await Assert.ThrowsAsync<HoopException>(() => Engine.OpenAsync(Settings(server) with { CaFile = other.CaFile }, Stop));
        Assert.Equal("Database.TlsFailed", error.ErrorId);
        // And the same file with other authorities in it is another one.
        var path = Path.GetTempFileName();
        try
        {
            File.Copy(server.CaFile, path, overwrite: true);
            await (await Engine.OpenAsync(Settings(server) with { CaFile = path }, Stop)).DisposeAsync();
            File.Copy(other.CaFile, path, overwrite: true);
            File.SetLastWriteTimeUtc(path, DateTime.UtcNow.AddSeconds(5));
            await Assert.ThrowsAsync<HoopException>(() => Engine.OpenAsync(Settings(server) with { CaFile = path }, Stop));
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public async Task A_server_without_TLS_is_no_matter_of_authorities()
    {
        await using var server = Start(new TdsServerOptions { Tls = false });
        foreach (var mode in new[] { SslMode.VerifyFull, SslMode.Require })
        {
            var error = await Assert.ThrowsAsync<HoopException>(() => Engine.OpenAsync(Settings(server) with { SslMode = mode }, Stop));
            Assert.Equal("Database.TlsFailed", error.ErrorId);
            Assert.Contains("No certificate helps", error.RecommendedAction, StringComparison.Ordinal);
        }
    }
}
