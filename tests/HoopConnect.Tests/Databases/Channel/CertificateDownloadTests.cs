using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using HoopConnect.Aws;
using HoopConnect.Aws.Protocol;
using HoopConnect.Credentials.Vaults.HashiCorp;
using HoopConnect.Databases;
using HoopConnect.Databases.MySql;
using HoopConnect.Databases.PostgreSql;
using HoopConnect.Databases.SqlServer;
using HoopConnect.Hosting;
using HoopConnect.IamAuthentication.Certificates;
using HoopConnect.Sandbox.Servers;
using HoopConnect.Sandbox.Servers.Tds;
using HoopConnect.Secrets;
using HoopConnect.Tests.Databases.MySql.Server.Wire;
using HoopConnect.Tests.Databases.PostgreSql.Server.Wire;
using HoopConnect.Tests.Databases.SqlServer;

namespace HoopConnect.Tests.Databases.Channel;

/// <summary>
/// A certificate whose issuer is to be had at an address that it names itself (RFC 5280, "Authority Information Access"): nobody is asked
/// there, since nobody has trusted the certificate yet.
/// </summary>
public sealed class CertificateDownloadTests : IDisposable
{
    private readonly TcpListener _web = new(IPAddress.Loopback, 0);
    private readonly X509Certificate2 _certificate;
    private readonly string _issuer;
    private int _requests;

    public CertificateDownloadTests()
    {
        _web.Start();
        _ = CountAsync();
        using var issuer = Request("CN=issuer", isAuthority: true)
            .CreateSelfSigned(DateTimeOffset.UtcNow.AddHours(-1), DateTimeOffset.UtcNow.AddDays(1));
        _issuer = issuer.ExportCertificatePem();
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=server", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddIpAddress(IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        // A path of its own, since what was fetched once is kept.
        request.CertificateExtensions.Add(new X509AuthorityInformationAccessExtension(
            null, [$"http://127.0.0.1:{((IPEndPoint)_web.LocalEndpoint).Port}/{Guid.NewGuid():N}.cer"]));
        using var signed = request.Create(issuer, issuer.NotBefore, issuer.NotAfter, RandomNumberGenerator.GetBytes(16));
        using var whole = signed.CopyWithPrivateKey(key);
        // Windows takes no key that lives in memory only.
        _certificate = X509CertificateLoader.LoadPkcs12(whole.Export(X509ContentType.Pkcs12), null);
    }

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        _web.Stop();
        _certificate.Dispose();
    }

    [Fact]
    public void The_certificate_is_one_for_which_an_address_is_asked_unless_that_is_switched_off()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Other systems fetch when they like.");
        using var chain = new X509Chain { ChainPolicy = { RevocationMode = X509RevocationMode.NoCheck } };
        Assert.False(chain.Build(_certificate));
        Assert.NotEqual(0, _requests);
    }

    [Theory]
    [InlineData(SslMode.VerifyFull)]
    [InlineData(SslMode.VerifyCA)]
    [InlineData(SslMode.Require)]
    public async Task No_engine_asks(SslMode mode)
    {
        await using var postgres = new FakePostgresServer(connection => connection.UpgradeAsync(_certificate));
        await using var mysql = new FakeMySqlServer(async connection =>
        {
            await connection.SendRawAsync(ServerPackets.Recorded["8.0.46"]);
            await connection.UpgradeAsync(_certificate);
        });
        // With the bundles that the user keeps the chain is built once more.
        var folder = StateFolder.At(Path.Combine(Directory.CreateTempSubdirectory("hoop-").FullName, "certificates")).Path;
        using var authority = new SandboxCertificates();
        await File.WriteAllTextAsync(Path.Combine(folder, "eu-west-1-bundle.pem"), authority.AuthorityPem, Stop);
        foreach (var kept in (KeptCertificates?[])[null, new KeptCertificates(folder)])
        {
            var (first, second) = (
                postgres.Settings(mode) with { KeptCertificates = kept }, mysql.Settings(mode) with { KeptCertificates = kept });
            if (kept is not null)
                (first, second) = (first with { CaFile = null }, second with { CaFile = null });
            await Assert.ThrowsAsync<HoopException>(() => new PostgreSqlEngine().TryLoginAsync(first, Stop));
            await Assert.ThrowsAsync<HoopException>(() => new MySqlEngine().TryLoginAsync(second, Stop));
            await HandshakeAsync(ServerTrust.Of(first).Options());
        }

        Assert.Equal(0, _requests);
    }

    [Theory]
    [InlineData(SslMode.VerifyFull, true)]
    [InlineData(SslMode.VerifyFull, false)]
    [InlineData(SslMode.VerifyCA, true)]
    [InlineData(SslMode.Require, true)]
    public async Task The_driver_of_SQL_Server_which_builds_chains_of_its_own_does_not_ask(SslMode mode, bool isTrusted)
    {
        SqlServerTests.RequireDriver();
        await using var server = new TdsServer(new TdsServerOptions { Certificate = _certificate });
        var settings = new ConnectionSettings(server.Host, server.Port,
            new DatabaseLogin(server.MasterLogin.UserName, Secret.From(server.MasterLogin.Password))) { SslMode = mode };
        var folder = Directory.CreateTempSubdirectory("hoop-");
        var file = Path.Combine(folder.FullName, "issuer.pem");
        await File.WriteAllTextAsync(file, _issuer, Stop);
        // The issuer is nowhere but in the CA file: who looks for it elsewhere asks.
        settings = settings with { CaFile = isTrusted ? file : server.CaFile };
        if (isTrusted && mode != SslMode.Require)
            await (await new SqlServerEngine().OpenAsync(settings, Stop)).DisposeAsync();
        else
            await Assert.ThrowsAsync<HoopException>(() => new SqlServerEngine().OpenAsync(settings, Stop));
        folder.Delete(recursive: true);
        Assert.Equal(0, _requests);
    }

    [Fact]
    public async Task No_HTTP_client_asks()
    {
        var (listener, serving) = ServeTls();
        var url = new Uri($"https://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}/");
        using (var aws = new PooledHttpClients(new AwsSessionOptions(), url))
            await Assert.ThrowsAsync<HttpRequestException>(() => aws.CreateHttpClient(null!).GetAsync(url, Stop));
        using (var vault = new HashiCorpClient(new HashiCorpOptions(url, Secret.From("token"))))
            await Assert.ThrowsAsync<HoopException>(() => vault.ReadAsync(KeyValueVersion.V2, "secret/data/x", Stop));
        using (var bundles = new HttpClient(RdsCertificates.Direct(url)))
            await Assert.ThrowsAsync<HttpRequestException>(() => bundles.GetAsync(url, Stop));
        listener.Stop();
        await serving;

        Assert.Equal(0, _requests);
    }

    private async Task HandshakeAsync(SslClientAuthenticationOptions options)
    {
        var (listener, serving) = ServeTls();
        using var client = new TcpClient();
        await client.ConnectAsync((IPEndPoint)listener.LocalEndpoint, Stop);
        await using var tls = new SslStream(client.GetStream());
        await Record.ExceptionAsync(() => tls.AuthenticateAsClientAsync(options, Stop));
        listener.Stop();
        await serving;
    }

    private (TcpListener Listener, Task Serving) ServeTls()
    {
        var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return (listener, ServeAsync());

        async Task ServeAsync()
        {
            try
            {
                while (true)
                {
                    using var client = await listener.AcceptTcpClientAsync();
                    await using var tls = new SslStream(client.GetStream());
                    await Record.ExceptionAsync(() => tls.AuthenticateAsServerAsync(FakeConnection.ServerOptions(_certificate)));
                }
            }
            catch (Exception ended) when (ended is SocketException or ObjectDisposedException or InvalidOperationException)
            {
                // Stopped.
            }
        }
    }

    private async Task CountAsync()
    {
        try
        {
            while (true)
            {
                using var client = await _web.AcceptTcpClientAsync();
                Interlocked.Increment(ref _requests);
                await client.GetStream().WriteAsync("HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"u8.ToArray());
            }
        }
        catch (Exception ended) when (ended is SocketException or ObjectDisposedException or InvalidOperationException or IOException)
        {
            // Stopped.
        }
    }

    private static CertificateRequest Request(string name, bool isAuthority)
    {
        var request = new CertificateRequest(name, ECDsa.Create(ECCurve.NamedCurves.nistP256), HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(isAuthority, false, 0, true));
        return request;
    }
}
