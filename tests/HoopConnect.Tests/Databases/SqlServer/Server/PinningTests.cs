using HoopConnect.Databases;
using HoopConnect.Databases.SqlServer.Server.Tds;
using HoopConnect.Hosting;
using HoopConnect.Sandbox.Servers.Tds;

namespace HoopConnect.Tests.Databases.SqlServer.Server;

/// <summary>The certificate of a server is verified once a run, and what was verified is pinned for the rest of it.</summary>
public sealed class PinningTests : SqlServerTests
{
    [Fact]
    public async Task Twenty_logins_leave_one_connection_that_was_given_up_before_its_login()
    {
        await using var server = Start();
        for (var i = 0; i < 20; i++)
            await (await Engine.OpenAsync(Settings(server), Stop)).DisposeAsync();
        Assert.Equal(21, server.Connections);
    }

    [Fact]
    public async Task A_server_that_shows_another_certificate_than_the_pinned_one_is_verified_anew()
    {
        await using var server = Start();
        await using var earlier = Start();
        // As after a rotation: what was verified a while ago is not what the server shows now.
        VerifiedCertificates.Keep(Settings(server), await ServerCertificateCheck.VerifyAsync(Settings(earlier), Stop));
        await (await Engine.OpenAsync(Settings(server), Stop)).DisposeAsync();
        // The pinned one was refused, the new one verified, and then pinned.
        Assert.Equal(3, server.Connections);
        await (await Engine.OpenAsync(Settings(server), Stop)).DisposeAsync();
        Assert.Equal(4, server.Connections);
        Assert.All(server.Received, bytes => AssertNotIn(bytes, MasterPassword));
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
