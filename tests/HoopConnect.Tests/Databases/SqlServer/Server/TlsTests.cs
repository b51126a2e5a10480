using HoopConnect.Databases;
using HoopConnect.Hosting;
using HoopConnect.Sandbox.Servers.Tds;

namespace HoopConnect.Tests.Databases.SqlServer.Server;

public sealed class TlsTests : SqlServerTests
{
    [Fact]
    public async Task The_password_is_never_outside_TLS()
    {
        await using var server = Start();
        await using (var session = await Engine.OpenAsync(Settings(server), Stop))
            await session.ExecuteBatchAsync(["x"], Stop);
        Assert.Equal(1, server.Connections);
        Assert.All(server.Received, bytes => AssertNotIn(bytes, MasterPassword));
    }

    [Theory]
    [InlineData(SslMode.VerifyFull)]
    [InlineData(SslMode.VerifyCA)]
    [InlineData(SslMode.Require)]
    public async Task A_server_without_TLS_gets_no_password(SslMode mode)
    {
        await using var server = Start(new TdsServerOptions { Tls = false });
        var error = await Assert.ThrowsAsync<HoopException>(() => Engine.OpenAsync(Settings(server) with { SslMode = mode }, Stop));
        Assert.Equal("Database.TlsFailed", error.ErrorId);
        Assert.All(server.Received, bytes => AssertNotIn(bytes, MasterPassword));
    }

    [Fact]
    public async Task A_certificate_of_another_authority_is_refused_before_the_driver_connects()
    {
        await using var server = Start();
        await using var other = Start();
        var error = await Assert.ThrowsAsync<HoopException>(() => Engine.OpenAsync(Settings(server) with { CaFile = other.CaFile }, Stop));
        Assert.Equal("Database.TlsFailed", error.ErrorId);
        Assert.Contains(
            "'CN=HoopConnect sandbox server' of 'CN=HoopConnect sandbox CA' is not trusted", error.Message, StringComparison.Ordinal);
        Assert.Contains(other.CaFile, error.RecommendedAction, StringComparison.Ordinal);
        Assert.Equal(1, server.Connections);
    }

    [Fact]
    public async Task Without_a_CA_file_the_system_s_trust_decides()
    {
        await using var server = Start();
        var error = await Assert.ThrowsAsync<HoopException>(() => Engine.OpenAsync(Settings(server) with { CaFile = null }, Stop));
        Assert.Equal("Database.TlsFailed", error.ErrorId);
    }

    [Theory]
    [InlineData(SslMode.Require)]
    [InlineData(SslMode.Disable)]
    public async Task A_server_that_is_not_verified_is_never_told_the_password(SslMode mode)
    {
        await using var server = Start();
        var settings = Settings(server) with { CaFile = null, SslMode = mode };
        var error = await Assert.ThrowsAsync<HoopException>(() => Engine.OpenAsync(settings, Stop));
        Assert.Equal("Database.AuthenticationNotServed", error.ErrorId);
        error = await Assert.ThrowsAsync<HoopException>(() => Engine.TryLoginAsync(settings, Stop));
        Assert.Equal("Database.AuthenticationNotServed", error.ErrorId);
        // The looks at its TLS, one each; the driver never connects.
        Assert.Equal(mode == SslMode.Require ? 2 : 0, server.Connections);
    }

    [Fact]
    public async Task A_certificate_for_another_host_is_refused_by_VerifyFull_and_taken_by_VerifyCA()
    {
        await using var server = Start(new TdsServerOptions { CertificateNames = ["db.example.test"] });
        var error = await Assert.ThrowsAsync<HoopException>(() => Engine.OpenAsync(Settings(server), Stop));
        Assert.Equal("Database.TlsFailed", error.ErrorId);
        Assert.Contains("not for '127.0.0.1'", error.Message, StringComparison.Ordinal);
        await using var session = await Engine.OpenAsync(Settings(server) with { SslMode = SslMode.VerifyCA }, Stop);
        Assert.Equal(16, session.ServerVersion.Major);
    }

    [Fact]
    public async Task A_CA_file_that_is_not_there_or_has_no_certificate_is_its_own_error()
    {
        await using var server = Start();
        var missing = await Assert.ThrowsAsync<HoopException>(
            () => Engine.OpenAsync(Settings(server) with { CaFile = "/no/such/file.pem" }, Stop));
        Assert.Equal("Database.CaFileNotFound", missing.ErrorId);
        var path = Path.GetTempFileName();
        try
        {
            await File.WriteAllTextAsync(path, "no certificate", Stop);
            var invalid = await Assert.ThrowsAsync<HoopException>(() => Engine.OpenAsync(Settings(server) with { CaFile = path }, Stop));
            Assert.Equal("Database.InvalidCaFile", invalid.ErrorId);
        }
        finally
        {
            File.Delete(path);
        }

        Assert.Equal(0, server.Connections);
    }
}
