using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using HoopConnect.Databases;
using HoopConnect.Secrets;

namespace HoopConnect.Tests.Databases;

/// <summary>
/// Handshakes with a server whose certificate hangs on an intermediate authority, as those of RDS do: the bundle has the root, the server
/// sends the rest.
/// </summary>
public sealed class ServerTrustTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("hoop-trust-");
    private readonly X509Certificate2 _root;
    private readonly X509Certificate2 _intermediate;

    public ServerTrustTests()
    {
        _root = Authority("CN=Test RDS Root CA", null);
        _intermediate = Authority("CN=Test RDS Subordinate CA", _root);
    }

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        _root.Dispose();
        _intermediate.Dispose();
        _folder.Delete(recursive: true);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task The_root_in_the_bundle_is_enough_where_the_server_sends_its_intermediates(bool asCaFile)
    {
        var trust = ServerTrust.Of(Settings(_root, asCaFile));
        await HandshakeAsync(trust, Leaf("localhost", ServerAuthentication));
        Assert.NotNull(trust.Accepted);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_certificate_for_another_name_or_another_use_is_refused(bool asCaFile)
    {
        var trust = ServerTrust.Of(Settings(_root, asCaFile));
        await Assert.ThrowsAsync<AuthenticationException>(() => HandshakeAsync(trust, Leaf("db.example.test", ServerAuthentication)));
        Assert.Equal(
            "the server's certificate 'CN=Test server' of 'CN=Test RDS Subordinate CA' is not for 'localhost'", trust.Complaint);

        const string ClientAuthentication = "1.3.6.1.5.5.7.3.2";
        trust = ServerTrust.Of(Settings(_root, asCaFile));
        await Assert.ThrowsAsync<AuthenticationException>(() => HandshakeAsync(trust, Leaf("localhost", ClientAuthentication)));
        Assert.Contains("not trusted", trust.Complaint, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task The_same_name_signed_by_another_authority_is_refused(bool asCaFile)
    {
        using var stranger = Authority("CN=Test RDS Root CA", null);
        var trust = ServerTrust.Of(Settings(stranger, asCaFile));
        await Assert.ThrowsAsync<AuthenticationException>(() => HandshakeAsync(trust, Leaf("localhost", ServerAuthentication)));
        Assert.Null(trust.Accepted);
        Assert.True(trust.HasRefused);
        Assert.Contains("'CN=Test server' of 'CN=Test RDS Subordinate CA' is not trusted", trust.Complaint, StringComparison.Ordinal);
    }

    // An intermediate authority is no anchor: with it alone in the file the chain has no end that is trusted.
    [Fact]
    public async Task An_intermediate_in_the_CA_file_is_not_trusted_by_itself()
    {
        var trust = ServerTrust.Of(Settings(_intermediate, asCaFile: true));
        await Assert.ThrowsAsync<AuthenticationException>(() => HandshakeAsync(trust, Leaf("localhost", ServerAuthentication)));
        Assert.True(trust.HasRefused);
    }

    private const string ServerAuthentication = "1.3.6.1.5.5.7.3.1";

    private ConnectionSettings Settings(X509Certificate2 authority, bool asCaFile)
    {
        var file = Path.Combine(_folder.FullName, "aws-global-bundle.pem");
        File.WriteAllText(file, authority.ExportCertificatePem());
        var settings = new ConnectionSettings("localhost", 1, new DatabaseLogin("nobody", Secret.From("x")));
        return asCaFile ? settings with { CaFile = file } : settings with { KeptCertificates = new KeptCertificates(_folder.FullName) };
    }

    private async Task HandshakeAsync(ServerTrust trust, X509Certificate2 leaf)
    {
        using var certificate = leaf;
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var serving = Task.Run(async () =>
        {
            using var accepted = await listener.AcceptTcpClientAsync(Stop);
            await using var server = new SslStream(accepted.GetStream());
            var context = SslStreamCertificateContext.Create(certificate, [_intermediate], offline: true);
            await server.AuthenticateAsServerAsync(new SslServerAuthenticationOptions { ServerCertificateContext = context }, Stop);
        }, Stop);
        using var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, ((IPEndPoint)listener.LocalEndpoint).Port, Stop);
        await using (var tls = new SslStream(client.GetStream()))
            await tls.AuthenticateAsClientAsync(trust.Options(), Stop);
        await serving;
    }

    private static X509Certificate2 Authority(string name, X509Certificate2? issuer)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest(name, key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign | X509KeyUsageFlags.CrlSign, true));
        return Issue(request, key, issuer);
    }

    private X509Certificate2 Leaf(string name, string use)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=Test server", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(false, false, 0, true));
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid(use)], false));
        var alternatives = new SubjectAlternativeNameBuilder();
        alternatives.AddDnsName(name);
        request.CertificateExtensions.Add(alternatives.Build());
        return Issue(request, key, _intermediate);
    }

    private static X509Certificate2 Issue(CertificateRequest request, ECDsa key, X509Certificate2? issuer)
    {
        var (from, to) = (DateTimeOffset.UtcNow.AddHours(-1), DateTimeOffset.UtcNow.AddHours(2));
        using var certificate = issuer is null
            ? request.CreateSelfSigned(from, to).WithoutKey()
            : request.Create(issuer, issuer.NotBefore, issuer.NotAfter, RandomNumberGenerator.GetBytes(16));
        using var withKey = certificate.CopyWithPrivateKey(key);
        return X509CertificateLoader.LoadPkcs12(withKey.Export(X509ContentType.Pkcs12), null);
    }
}

file static class Certificates
{
    public static X509Certificate2 WithoutKey(this X509Certificate2 certificate)
    {
        using (certificate)
            return X509CertificateLoader.LoadCertificate(certificate.RawData);
    }
}
