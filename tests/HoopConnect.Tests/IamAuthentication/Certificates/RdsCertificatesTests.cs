using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using HoopConnect.Aws;
using HoopConnect.Databases;
using HoopConnect.Hosting;
using HoopConnect.IamAuthentication.Certificates;
using HoopConnect.Sandbox.Servers;
using HoopConnect.Secrets;
using HoopConnect.Tests.Databases;
using HoopConnect.Tests.Provisioning;

namespace HoopConnect.Tests.IamAuthentication.Certificates;

public sealed class RdsCertificatesTests : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("hoop-certificates-").FullName;
    private readonly SandboxFixture _fixture;
    private readonly SharedPostgres _postgres;
    private readonly KeptCertificates _kept;
    private readonly RecordingHost _host = new();

    public RdsCertificatesTests(SandboxFixture fixture, SharedPostgres postgres)
    {
        (_fixture, _postgres) = (fixture, postgres);
        _kept = new KeptCertificates(Path.Combine(_root, "certificates"));
    }

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public void Dispose() => Directory.Delete(_root, recursive: true);

    [Fact]
    public async Task A_bundle_fetched_over_https_is_kept_and_from_then_on_trusted_by_PostgreSQL_without_a_CA_file()
    {
        await using var sandbox = await _fixture.StartAsync();
        var server = await _postgres.GetAsync();
        var settings = server.MasterSettings() with { CaFile = null, KeptCertificates = _kept };
        var before = await Assert.ThrowsAsync<HoopException>(() => DatabaseEngines.For("postgres").OpenAsync(settings, Stop));
        Assert.Equal("Database.TlsFailed", before.ErrorId);
        Assert.Contains("Save-HoopRdsCertificate", before.RecommendedAction, StringComparison.Ordinal);

        var authority = X509CertificateLoader.LoadCertificateFromFile(server.CaFile);
        var trusting = new RdsCertificates(
            _kept,
            _ => new SocketsHttpHandler { AllowAutoRedirect = false, SslOptions = { CertificateChainPolicy = Only(authority) } },
            TimeProvider.System);
        var bundle = await trusting.SaveAsync(new RdsBundleRequest { EndpointUrl = sandbox.TrustStoreUrl }, _host, Stop);

        Assert.NotNull(bundle);
        Assert.True(bundle.Changed);
        Assert.True(bundle.IsKept);
        Assert.Equal(1, bundle.Certificates);
        Assert.Equal(
            Convert.ToHexString(SHA256.HashData(await File.ReadAllBytesAsync(bundle.Path, Stop))).ToLowerInvariant(), bundle.Sha256);
        Assert.Equal($"{bundle.Sha256}  aws-global-bundle.pem\n", await File.ReadAllTextAsync(bundle.Path + ".sha256", Stop));
        Assert.True(bundle.NextExpiry > DateTime.UtcNow);
        await (await DatabaseEngines.For("postgres").OpenAsync(settings, Stop)).DisposeAsync();
        Assert.Equal(
            ["aws-global-bundle.pem", "aws-global-bundle.pem.sha256"],
            Directory.GetFiles(_kept.Folder).Select(Path.GetFileName).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Every_engine_trusts_the_kept_bundle_and_none_trusts_it_where_a_CA_file_is_named()
    {
        await KeepAsync(SandboxCertificates.Shared.AuthorityPem);
        var other = Path.Combine(_root, "other.pem");
        using (var stranger = new SandboxCertificates())
            await File.WriteAllTextAsync(other, stranger.AuthorityPem, Stop);
        await using var sandbox = await _fixture.StartAsync();
        var postgres = (await sandbox.ServerAsync("orders")).MasterSettings();
        var mySqlServer = await sandbox.MySqlServerAsync("legacy");
        var sqlServer = await sandbox.TdsServerAsync("billing");
        foreach (var (engine, settings) in new[]
        {
            ("postgres", postgres),
                (
                    "mysql",
                    new ConnectionSettings(
                        mySqlServer.Host,
                        mySqlServer.Port,
                        new(mySqlServer.MasterLogin.UserName, Secret.From(mySqlServer.MasterLogin.Password)))),
                (
                    "sqlserver-se",
                    new ConnectionSettings(
                        sqlServer.Host,
                        sqlServer.Port,
                        new(sqlServer.MasterLogin.UserName, Secret.From(sqlServer.MasterLogin.Password)))),
        })
        {
            var trusting = settings with { CaFile = null, KeptCertificates = _kept };
            Assert.Equal(LoginOutcome.Accepted, await DatabaseEngines.For(engine).TryLoginAsync(trusting, Stop));
            Assert.Equal("Database.TlsFailed", await ErrorOfAsync(engine, trusting with { KeptCertificates = null }));
            Assert.Equal("Database.TlsFailed", await ErrorOfAsync(engine, trusting with { CaFile = other }));
            // The name is verified with a kept bundle as with any other: the same address, written in a way that the certificate does not
            // have.
            if (engine == "mysql")
                Assert.Equal("Database.TlsFailed", await ErrorOfAsync(engine, trusting with { Host = "::ffff:127.0.0.1" }));
        }
    }

    [Fact]
    public async Task A_bundle_that_does_not_help_is_named_with_its_age_in_the_error()
    {
        using var stranger = new SandboxCertificates();
        var path = (await KeepAsync(stranger.AuthorityPem)).Path;
        File.SetLastWriteTimeUtc(path, DateTime.UtcNow.AddDays(-400));
        var settings = (await _postgres.GetAsync()).MasterSettings() with { CaFile = null, KeptCertificates = _kept };
        var error = await Assert.ThrowsAsync<HoopException>(() => DatabaseEngines.For("postgres").OpenAsync(settings, Stop));
        Assert.Equal("Database.TlsFailed", error.ErrorId);
        Assert.Contains(path, error.RecommendedAction, StringComparison.Ordinal);
        Assert.Contains("400 days ago", error.RecommendedAction, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_kept_folder_that_others_can_write_to_is_not_trusted()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Modes are for Unix.");
        await KeepAsync(SandboxCertificates.Shared.AuthorityPem);
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(_kept.Folder, (UnixFileMode)0b111_111_111);
        Assert.Equal(
            "State.FolderNotPrivate",
            await ErrorOfAsync("postgres", (await _postgres.GetAsync()).MasterSettings() with { CaFile = null, KeptCertificates = _kept }));
    }

    [Fact]
    public async Task A_kept_bundle_that_was_damaged_is_its_own_error_and_a_change_is_reported()
    {
        var bundle = await KeepAsync(SandboxCertificates.Shared.AuthorityPem);
        await File.WriteAllTextAsync(bundle.Path, "not a certificate", Stop);
        Assert.Equal(
            "Database.InvalidCaFile",
            await ErrorOfAsync("postgres", (await _postgres.GetAsync()).MasterSettings() with { CaFile = null, KeptCertificates = _kept }));
        Assert.True((await KeepAsync(SandboxCertificates.Shared.AuthorityPem)).Changed);
        Assert.Contains(_host.Warnings, warning => warning.Contains("was changed by something else", StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_same_bundle_again_is_nothing_to_do_and_its_age_is_shown()
    {
        var first = await KeepAsync(SandboxCertificates.Shared.AuthorityPem);
        File.SetLastWriteTimeUtc(first.Path, DateTime.UtcNow.AddDays(-30));
        var second = await KeepAsync(SandboxCertificates.Shared.AuthorityPem);
        Assert.False(second.Changed);
        Assert.InRange(second.Age.TotalDays, 29.9, 30.1);
        Assert.Single(_host.Plans);
    }

    [Fact]
    public async Task A_plan_that_is_not_applied_writes_nothing_and_names_what_it_would_replace()
    {
        var bundle = await KeepAsync(SandboxCertificates.Shared.AuthorityPem);
        File.SetLastWriteTimeUtc(bundle.Path, DateTime.UtcNow.AddDays(-7));
        using var stranger = new SandboxCertificates();
        var asked = new RecordingHost(apply: false);
        Assert.Null(await SaveFileAsync(stranger.AuthorityPem, asked));
        Assert.Contains($"7 days old, SHA-256 {bundle.Sha256}", asked.Plans.Single().ToString(), StringComparison.Ordinal);
        Assert.Equal(SandboxCertificates.Shared.AuthorityPem, await File.ReadAllTextAsync(bundle.Path, Stop));
    }

    [Theory]
    [InlineData("no certificate here", "no certificate in PEM form")]
    [InlineData("-----BEGIN CERTIFICATE-----\nMIIB\n", "no certificate in PEM form")]
    [InlineData("{ca}-----BEGIN CERTIFICATE-----\nMIIB\n", "it is cut off")]
    [InlineData("-----BEGIN CERTIFICATE-----\nMIIBAAAA\n-----END CERTIFICATE-----\n", "cannot be read")]
    [InlineData("{ca}-----BEGIN PRIVATE KEY-----\nMIIB\n-----END PRIVATE KEY-----\n", "private key")]
    [InlineData("{leaf}", "no certificate authority")]
    [InlineData("{expired}", "all its certificates have expired")]
    public async Task What_is_no_bundle_is_refused_and_the_kept_one_stays(string content, string reason)
    {
        var bundle = await KeepAsync(SandboxCertificates.Shared.AuthorityPem);
        using var authority = new SandboxCertificates();
        content = content.Replace("{ca}", authority.AuthorityPem, StringComparison.Ordinal)
            .Replace("{leaf}", authority.IssueServerCertificate("db.example.test").CertificatePem, StringComparison.Ordinal)
            .Replace("{expired}", Expired(), StringComparison.Ordinal);
        var error = await Assert.ThrowsAsync<HoopException>(() => SaveFileAsync(content, _host));
        Assert.Equal("Certificate.Invalid", error.ErrorId);
        Assert.Contains(reason, error.Message, StringComparison.Ordinal);
        Assert.Equal(SandboxCertificates.Shared.AuthorityPem, await File.ReadAllTextAsync(bundle.Path, Stop));
    }

    [Fact]
    public async Task Expired_certificates_among_others_are_named()
    {
        var bundle = await KeepAsync(Expired() + SandboxCertificates.Shared.AuthorityPem);
        Assert.Equal(["Old RDS CA (2020-03-05)"], bundle.Expired);
        Assert.Contains("Old RDS CA (2020-03-05)", _host.Warnings.Single(), StringComparison.Ordinal);
        Assert.True(bundle.NextExpiry > DateTime.UtcNow);
    }

    [Fact]
    public async Task A_hash_that_was_asked_for_is_compared()
    {
        var hash = Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(SandboxCertificates.Shared.AuthorityPem)));
        Assert.Equal("Certificate.InvalidHash", (await Assert.ThrowsAsync<HoopException>(() => SaveFileAsync("x", _host, "abc"))).ErrorId);
        Assert.Equal(
            "Certificate.HashMismatch",
            (
                await Assert.ThrowsAsync<HoopException>(() =>
                    SaveFileAsync(SandboxCertificates.Shared.AuthorityPem, _host, new string('0', 64)))
            ).ErrorId);
        Assert.False(Directory.Exists(_kept.Folder));
        Assert.Equal(hash.ToLowerInvariant(), (await SaveFileAsync(SandboxCertificates.Shared.AuthorityPem, _host, hash))!.Sha256);
    }

    [Fact]
    public async Task A_path_of_one_s_own_is_written_readable_for_others_and_is_not_trusted_by_itself()
    {
        var source = Path.Combine(_root, "source.pem");
        await File.WriteAllTextAsync(source, SandboxCertificates.Shared.AuthorityPem, Stop);
        var path = Path.Combine(_root, "mine.pem");
        var bundle = await new RdsCertificates(_kept).SaveAsync(new RdsBundleRequest { FromFile = source, Path = path }, _host, Stop);
        Assert.False(bundle!.IsKept);
        Assert.Empty(_kept.Files());
        if (!OperatingSystem.IsWindows())
            Assert.True(File.GetUnixFileMode(path).HasFlag(UnixFileMode.OtherRead));
        var error = await Assert.ThrowsAsync<HoopException>(() =>
            new RdsCertificates(_kept).SaveAsync(
                new RdsBundleRequest { FromFile = source, Path = Path.Combine(_root, "no", "such", "folder.pem") }, _host, Stop));
        Assert.Equal("Certificate.WriteFailed", error.ErrorId);
    }

    [Theory]
    [InlineData("http://mirror.example.test", "Certificate.InvalidEndpoint")]
    [InlineData("ftp://mirror.example.test", "Certificate.InvalidEndpoint")]
    [InlineData("https://user:hunter@mirror.example.test", "Certificate.InvalidEndpoint")]
    [InlineData("ftp://user:hunter@mirror.example.test", "Certificate.InvalidEndpoint")]
    [InlineData("https//user:hunter@mirror.example.test", "Certificate.InvalidEndpoint")]
    [InlineData("http://127.0.0.1:1", "Certificate.Unreachable")]
    public async Task A_mirror_is_https_or_on_this_machine(string url, string errorId)
    {
        var error = await Assert.ThrowsAsync<HoopException>(() =>
            new RdsCertificates(_kept).SaveAsync(new RdsBundleRequest { EndpointUrl = url }, _host, Stop));
        Assert.Equal(errorId, error.ErrorId);
        Assert.DoesNotContain("hunter", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_server_that_is_not_trusted_a_region_that_is_not_there_and_a_redirect_are_refused()
    {
        await using var sandbox = await _fixture.StartAsync();
        var certificates = new RdsCertificates(_kept);
        var untrusted = await Assert.ThrowsAsync<HoopException>(() =>
            certificates.SaveAsync(new RdsBundleRequest { EndpointUrl = sandbox.TrustStoreUrl }, _host, Stop));
        Assert.Equal("Certificate.Unreachable", untrusted.ErrorId);
        var missing = await Assert.ThrowsAsync<HoopException>(() => certificates.SaveAsync(
                new RdsBundleRequest { EndpointUrl = sandbox.EndpointUrl + "/truststore", Region = AwsRegion.Parse("eu-north-1") },
                _host,
                Stop));
        Assert.Equal("Certificate.Refused", missing.ErrorId);
        Assert.Contains("eu-north-1/eu-north-1-bundle.pem", missing.Message, StringComparison.Ordinal);

        using var listener = new HttpListenerOnLoopback($"{sandbox.EndpointUrl}/truststore/global/global-bundle.pem");
        var moved = await Assert.ThrowsAsync<HoopException>(() =>
            certificates.SaveAsync(new RdsBundleRequest { EndpointUrl = listener.Url }, _host, Stop));
        Assert.Equal("Certificate.Refused", moved.ErrorId);
        Assert.Contains("is not followed", moved.Message, StringComparison.Ordinal);
        Assert.Empty(_kept.Files());
    }

    [Theory]
    [InlineData("aws", null, "https://truststore.pki.rds.amazonaws.com/global/global-bundle.pem")]
    [InlineData("aws", "eu-west-1", "https://truststore.pki.rds.amazonaws.com/eu-west-1/eu-west-1-bundle.pem")]
    [InlineData(
        "aws-us-gov", "us-gov-east-1", "https://truststore.pki.us-gov-west-1.rds.amazonaws.com/us-gov-east-1/us-gov-east-1-bundle.pem")]
    [InlineData("aws-us-gov", null, "https://truststore.pki.us-gov-west-1.rds.amazonaws.com/global/global-bundle.pem")]
    [InlineData(
        "aws-cn", "cn-northwest-1", "https://rds-truststore.s3.cn-north-1.amazonaws.com.cn/cn-northwest-1/cn-northwest-1-bundle.pem")]
    public void Each_partition_publishes_on_its_own_host(string partition, string? region, string url) =>
        Assert.Equal(url, RdsTrustStore.Address(partition, region is null ? null : AwsRegion.Parse(region), null).AbsoluteUri);

    [Fact]
    public void A_partition_whose_host_is_not_known_is_refused_with_the_way_out()
    {
        var error = Assert.Throws<HoopException>(() => RdsTrustStore.Address("aws-iso", null, null));
        Assert.Equal("Certificate.NoSource", error.ErrorId);
        Assert.Contains("-FromFile", error.RecommendedAction, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Clients_of_a_database_are_told_of_the_bundle_of_its_region_else_of_its_partition()
    {
        await KeepAsync(SandboxCertificates.Shared.AuthorityPem);
        Assert.EndsWith("aws-global-bundle.pem", _kept.FileFor("aws", "eu-west-1"), StringComparison.Ordinal);
        Assert.Null(_kept.FileFor("aws-cn", "cn-north-1"));
        var source = Path.Combine(_root, "source.pem");
        await new RdsCertificates(_kept).SaveAsync(
            new RdsBundleRequest { FromFile = source, Region = AwsRegion.Parse("eu-west-1") }, _host, Stop);
        Assert.EndsWith("eu-west-1-bundle.pem", _kept.FileFor("aws", "eu-west-1"), StringComparison.Ordinal);
    }

    private async Task<RdsCertificateBundle> KeepAsync(string pem) => (await SaveFileAsync(pem, _host))!;

    private async Task<RdsCertificateBundle?> SaveFileAsync(string pem, RecordingHost host, string? sha256 = null)
    {
        var source = Path.Combine(_root, "source.pem");
        await File.WriteAllTextAsync(source, pem, Stop);
        return await new RdsCertificates(_kept).SaveAsync(new RdsBundleRequest { FromFile = source, Sha256 = sha256 }, host, Stop);
    }

    private static async Task<string> ErrorOfAsync(string engine, ConnectionSettings settings) =>
        (await Assert.ThrowsAsync<HoopException>(() => DatabaseEngines.For(engine).OpenAsync(settings, Stop))).ErrorId;

    private static X509ChainPolicy Only(X509Certificate2 authority)
    {
        var policy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        policy.CustomTrustStore.Add(authority);
        return policy;
    }

    private static string Expired()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=Old RDS CA", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        using var certificate = request.CreateSelfSigned(
            new DateTimeOffset(2015, 3, 5, 12, 0, 0, TimeSpan.Zero), new DateTimeOffset(2020, 3, 5, 12, 0, 0, TimeSpan.Zero));
        return certificate.ExportCertificatePem() + "\n";
    }

    /// <summary>Answers every request with a redirect.</summary>
    private sealed class HttpListenerOnLoopback : IDisposable
    {
        private readonly System.Net.Sockets.TcpListener _listener = new(IPAddress.Loopback, 0);

        public HttpListenerOnLoopback(string location)
        {
            _listener.Start();
            Url = $"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}";
            _ = AnswerAsync(location);
        }

        public string Url { get; }

        public void Dispose() => _listener.Dispose();

        private async Task AnswerAsync(string location)
        {
            using var client = await _listener.AcceptTcpClientAsync();
            await using var stream = client.GetStream();
            _ = await stream.ReadAsync(new byte[4096]);
            await stream.WriteAsync(
                Encoding.ASCII.GetBytes($"HTTP/1.1 302 Found\r\nLocation: {location}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"));
        }
    }
}
