using System.Security.Cryptography.X509Certificates;
using HoopConnect.Sandbox.Faults;
using HoopConnect.Sandbox.Model;
using HoopConnect.Sandbox.Servers;
using HoopConnect.Sandbox.Servers.Tds;
using HoopConnect.Sandbox.Services;
using HoopConnect.Sandbox.Traffic;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.DependencyInjection;

namespace HoopConnect.Sandbox;

/// <summary>
/// An AWS organisation on loopback: STS, Organizations, RDS, EC2, IAM, Secrets Manager, IAM Identity Center, SNS and SQS behind one
/// endpoint, with signatures really verified.
/// Nothing in it leaves this machine. Dispose it and nothing is left.
/// </summary>
public sealed class AwsSandbox : IAsyncDisposable
{
    private readonly WebApplication _application;
    private readonly DatabaseChanges _changes;
    private readonly CredentialEndpoints _credentials;
    private readonly DatabaseServers _servers;
    private readonly DatabaseLogins _logins;
    private readonly AwsEndpoint _endpoint;

    private AwsSandbox(Organisation organisation)
    {
        Organisation = organisation;
        AccessKey = organisation.Keys.CreateUserKey(organisation, organisation.Management.Id, "dba");
        _changes = new DatabaseChanges(organisation);
        _logins = new DatabaseLogins(organisation);
        _servers = new DatabaseServers(organisation, () => EndpointUrl);
        _credentials = new CredentialEndpoints(organisation, ContainerAuthorizationToken, PortalAccessToken);
        IAwsService[] services =
        [
            new StsService(organisation, WebIdentityToken), new OrganizationsService(organisation), new RdsService(organisation, _changes),
            new Ec2Service(organisation), new IamService(organisation), new SecretsManagerService(organisation),
            new EksService(organisation),
            new IdentityStoreService(organisation), new SsoAdminService(organisation), new SnsService(organisation),
            new SqsService(organisation, () => EndpointUrl),
        ];
        _endpoint = new AwsEndpoint(organisation, services, Faults, Requests);
        // Made by the first handshake: most sandboxes have none.
        var certificate = new Lazy<X509Certificate2>(() => SandboxCertificates.Shared.IssueServer("127.0.0.1", "localhost"));
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseKestrelHttpsConfiguration().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Listen(System.Net.IPAddress.Loopback, 0);
                kestrel.Listen(
                    System.Net.IPAddress.Loopback,
                    0,
                    listen => listen.UseHttps(https => https.ServerCertificateSelector = (_, _) => certificate.Value));
        });
        _application = builder.Build();
        var control = new ControlEndpoint(organisation, Faults, Requests, KeyValues, Webhooks);
        var trustStore = new TrustStoreEndpoint(organisation);
        _application.Run(context =>
            context.Request.Path == ControlEndpoint.Path ? control.HandleAsync(context)
            : context.Request.Path.StartsWithSegments(KeyValueEndpoint.Path, StringComparison.Ordinal) ? KeyValues.HandleAsync(context)
            : context.Request.Path.StartsWithSegments(WebhookEndpoint.Path, StringComparison.Ordinal) ? Webhooks.HandleAsync(context)
            : context.Request.Path.StartsWithSegments(TrustStoreEndpoint.Path, StringComparison.Ordinal) ? trustStore.HandleAsync(context)
            : DatabaseLogins.Serves(context.Request.Path) ? _logins.HandleAsync(context)
            : CredentialEndpoints.Serves(context.Request.Path) ? _credentials.HandleAsync(context)
            : _endpoint.HandleAsync(context));
    }

    /// <summary>
    /// Makes the observer of every sandbox that is given none. The tests set it once, so that no test has to think of the check against
    /// AWS's service models.
    /// </summary>
    internal static Func<IExchangeObserver>? ObserverOfEverySandbox { get; set; }

    /// <summary>The endpoint of every service and region, for example <c>http://127.0.0.1:40123</c>.</summary>
    public string EndpointUrl { get; private set; } = "";

    /// <summary>
    /// Where the certificate bundles are, over https with a certificate of the sandbox's own authority; without TLS at the same path of
    /// <see cref="EndpointUrl"/>.
    /// </summary>
    public string TrustStoreUrl { get; private set; } = "";

    /// <summary>
    /// A double of HashiCorp Vault's key/value engines: VAULT_ADDR is <see cref="EndpointUrl"/>, or over https the address of <see
    /// cref="TrustStoreUrl"/>.
    /// </summary>
    public KeyValueEndpoint KeyValues { get; } = new();

    /// <summary>A receiver of webhooks.</summary>
    public WebhookEndpoint Webhooks { get; } = new();

    /// <summary>The key of an administrator of the management account.</summary>
    public AccessKey AccessKey { get; }

    /// <summary>
    /// The state: accounts, databases, security groups, denials. Hold <see cref="Organisation.Gate"/> to read or change it.
    /// </summary>
    public Organisation Organisation { get; }

    /// <summary>Faults on demand.</summary>
    public FaultInjector Faults { get; } = new();

    /// <summary>What was asked so far.</summary>
    public RequestLog Requests { get; } = new();

    /// <summary>What AssumeRoleWithWebIdentity takes: put it into the file that AWS_WEB_IDENTITY_TOKEN_FILE names.</summary>
    public string WebIdentityToken { get; } = "sandbox-web-identity-" + AccessKeys.RandomId(24);

    /// <summary>AWS_CONTAINER_CREDENTIALS_FULL_URI of this sandbox.</summary>
    public string ContainerCredentialsUri => EndpointUrl + CredentialEndpoints.ContainerPath;

    /// <summary>AWS_CONTAINER_AUTHORIZATION_TOKEN of this sandbox.</summary>
    public string ContainerAuthorizationToken { get; } = "sandbox-container-" + AccessKeys.RandomId(24);

    /// <summary>AWS_EC2_METADATA_SERVICE_ENDPOINT of this sandbox (IMDS version 2 only).</summary>
    public string MetadataServiceEndpoint => EndpointUrl;

    /// <summary>
    /// What a signed-in user of IAM Identity Center has in the token cache (<c>accessToken</c>); the portal is at <see
    /// cref="EndpointUrl"/>.
    /// </summary>
    public string PortalAccessToken { get; } = "sandbox-portal-" + AccessKeys.RandomId(24);

    /// <summary>How often the container endpoint, the metadata service or the portal was asked.</summary>
    public int CredentialRequests => _credentials.Requests;

    /// <summary>The logins by token that its database servers asked about so far.</summary>
    public IReadOnlyCollection<DatabaseLoginAttempt> LoginsByToken => _logins.Attempts;

    /// <summary>
    /// Starts a sandbox with the default organisation on a free port, and the servers that <see cref="SandboxOptions.Servers"/> names.
    /// </summary>
    public static async Task<AwsSandbox> StartAsync(SandboxOptions? options = null, CancellationToken cancellationToken = default)
    {
        options ??= new SandboxOptions();
        var organisation = DefaultOrganisation.Create(options with { Observer = options.Observer ?? ObserverOfEverySandbox?.Invoke() });
        foreach (var identifier in options.IamDatabases)
            organisation.Database(identifier).IamDatabaseAuthentication = true;
        var sandbox = new AwsSandbox(organisation);
        await sandbox._application.StartAsync(cancellationToken);
        var addresses = sandbox
            ._application.Services.GetRequiredService<IServer>()
            .Features.GetRequiredFeature<IServerAddressesFeature>()
            .Addresses;
        sandbox.EndpointUrl = addresses.Single(address => address.StartsWith("http://", StringComparison.Ordinal));
        sandbox.TrustStoreUrl =
            addresses.Single(address => address.StartsWith("https://", StringComparison.Ordinal)) + TrustStoreEndpoint.Path;
        try
        {
            await Task.WhenAll(organisation.Options.Servers.Select(sandbox._servers.StartAsync));
        }
        catch
        {
            await sandbox.DisposeAsync();
            throw;
        }
        return sandbox;
    }

    /// <summary>
    /// The real server behind a database, started when first asked for: the database's endpoint leads to it from then on, and a new master
    /// password is really set on it. Its log has every statement unless the options of the first call say otherwise.
    /// </summary>
    public Task<PostgresServer> ServerAsync(string identifier, PostgresServerOptions? options = null) =>
        _servers.GetAsync(identifier, options);

    /// <summary>The same for a database of MariaDB (or MySQL, which MariaDB stands in for).</summary>
    public Task<MySqlServer> MySqlServerAsync(string identifier, MySqlServerOptions? options = null) =>
        _servers.GetMySqlAsync(identifier, options);

    /// <summary>
    /// The TDS endpoint behind a database of SQL Server, in the same way. It knows the master's password and executes nothing: what it
    /// answers is up to
    /// <see cref="TdsServer.Script"/>.
    /// </summary>
    public Task<TdsServer> TdsServerAsync(string identifier) => _servers.GetTdsAsync(identifier);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        // No waiting for idle keep-alive connections of clients.
        using var now = new CancellationTokenSource(TimeSpan.FromMilliseconds(200));
        await _application.StopAsync(now.Token);
        await _application.DisposeAsync();
        await _changes.DisposeAsync();
        await _servers.DisposeAsync();
        if (_endpoint.Defects.Count > 0)
            throw new AggregateException("The sandbox itself failed.", _endpoint.Defects);
        Organisation.Options.Observer?.Complete();
    }
}
