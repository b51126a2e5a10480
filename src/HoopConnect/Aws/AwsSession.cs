using System.Collections.Concurrent;
using Amazon;
using Amazon.Runtime;
using HoopConnect.Aws.Ec2;
using HoopConnect.Aws.Eks;
using HoopConnect.Aws.Iam;
using HoopConnect.Aws.IdentityStore;
using HoopConnect.Aws.Organizations;
using HoopConnect.Aws.Protocol;
using HoopConnect.Aws.Rds;
using HoopConnect.Aws.SecretsManager;
using HoopConnect.Aws.Sessions;
using HoopConnect.Aws.Sns;
using HoopConnect.Aws.Sqs;
using HoopConnect.Aws.SsoAdmin;
using HoopConnect.Hosting;
using HoopConnect.Secrets;

namespace HoopConnect.Aws;

/// <summary>
/// A session with AWS: the caller's credentials, the roles assumed in other accounts, one connection pool. Safe to use from many
/// threads; disposed when the command ends.
/// </summary>
public sealed class AwsSession : IAwsServices, IServiceAccess, IDisposable
{
    private readonly AwsSessionOptions _options;
    private readonly AwsRegion _region;
    private readonly EndpointSettings _endpoints;
    private readonly PooledHttpClients _httpClients;
    private readonly StsAccess _sts;
    private readonly SessionCredentials _own;
    private readonly TimeProvider _time;
    private readonly SemaphoreSlim _identityTurn = new(1, 1);
    private readonly ConcurrentDictionary<string, ExpiringCredentials> _roles = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<AWSCredentials, (ImmutableCredentials Keys, SigningCredentials Signing)> _signing = new();
    private readonly ConcurrentDictionary<(AwsService Service, AWSCredentials Credentials, AwsRegion Region), AmazonServiceClient>
        _clients = new();
    private volatile CallerIdentity? _identity;

    private AwsSession(
        AwsSessionOptions options,
        AwsRegion region,
        EndpointSettings endpoints,
        PooledHttpClients httpClients,
        StsAccess sts,
        SessionCredentials own,
        TimeProvider time)
    {
        (_options, _region, _endpoints, _httpClients, _sts, _own, _time) = (options, region, endpoints, httpClients, sts, own, time);
        Organizations = new OrganizationsClient(Channel(AwsService.Organizations, null, region));
        Iam = new IamClient(Channel(AwsService.Iam, null, region));
    }

    /// <inheritdoc/>
    public string DefaultRegion => _region.Name;

    /// <summary>Where the caller's credentials came from, for example <c>profile 'prod'</c>.</summary>
    public string CredentialSource => _own.Source;

    /// <inheritdoc/>
    public IOrganizationsClient Organizations { get; }

    /// <inheritdoc/>
    public IIamClient Iam { get; }

    /// <summary>
    /// Finds region and credentials, in the order of AWS.Tools for PowerShell: keys, named profile, given credentials, environment, web
    /// identity, default profile, container, and the instance's role where it was allowed. Calls nothing but what gives credentials.
    /// </summary>
    /// <exception cref="HoopException">
    /// <c>Aws.ProfileNotFound</c>, <c>Aws.InvalidProfile</c>, <c>Aws.SsoLoginExpired</c>, <c>Aws.IncompleteKeys</c>,
    /// <c>Aws.NoCredentials</c>,
    /// <c>Aws.InvalidCredentials</c>, <c>Aws.NoRegion</c>, <c>Aws.UnknownRegion</c>, <c>Aws.InvalidEndpoint</c>, <c>Aws.Unreachable</c>.
    /// </exception>
    public static Task<AwsSession> OpenAsync(AwsSessionOptions options, IHoopHost host, CancellationToken cancellationToken) =>
        OpenAsync(options, host, Environment.GetEnvironmentVariable, TimeProvider.System, cancellationToken);

    internal static async Task<AwsSession> OpenAsync(
        AwsSessionOptions options,
        IHoopHost host,
        Func<string, string?> environment,
        TimeProvider time,
        CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(host);
        var endpointUrl = SessionEndpoint.Parse(options.EndpointUrl ?? environment("AWS_ENDPOINT_URL"));
        var profiles = new ProfileFiles(options, environment);
        var endpoints = new EndpointSettings(endpointUrl, SessionEndpoint.UseFips(profiles, environment));
        var region = SessionRegion.Find(options, profiles, environment);
        if (!region.IsListed)
            host.Warning(
                $"The region '{region}' is not one this version " +
                    $"knows{(AwsRegion.Nearest(region.Name) is { } nearest ? $"; did you mean '{nearest}'?" : ".")}"
            );
        // The SDK makes a client of its own for a profile's role, and asks the instance's metadata service for a region where it knows
        // none.
        AWSConfigs.AWSRegion = region.Name;
        InstanceMetadata.Close(CredentialChain.AllowsInstanceRole(options, environment));
        var httpClients = new PooledHttpClients(options, endpointUrl);
        try
        {
            var sts = new StsAccess(region, endpoints, httpClients);
            var sessionName = environment("AWS_ROLE_SESSION_NAME") is { Length: > 0 } named ? named : "HoopConnect";
            var chain = new CredentialChain(options, profiles, environment, (tokenFile, roleArn) =>
                new ExpiringCredentials(token => sts.AssumeRoleWithWebIdentityAsync(tokenFile, roleArn, sessionName, token), time));
            var own = await chain.FindAsync(cancellationToken);
            await own.EnsureAsync(cancellationToken);
            host.Verbose($"AWS credentials from {own.Source}, region {region}{(endpointUrl is null ? "" : $", endpoint {endpointUrl}")}.");
            return new AwsSession(options, region, endpoints, httpClients, sts, own, time);
        }
        catch
        {
            httpClients.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public async Task<CallerIdentity> GetCallerIdentityAsync(CancellationToken cancellationToken)
    {
        if (_identity is { } known)
            return known;
        await _identityTurn.WaitAsync(cancellationToken);
        try
        {
            return _identity ??= await _sts.GetCallerIdentityAsync(_own, cancellationToken);
        }
        finally
        {
            _identityTurn.Release();
        }
    }

    /// <inheritdoc/>
    /// <exception cref="HoopException"><c>Aws.InvalidAccountId</c>, <c>Aws.UnknownRegion</c>.</exception>
    public IRdsClient Rds(string accountId, string region) =>
        new RdsClient(Channel(AwsService.Rds, CheckAccount(accountId), AwsRegion.Parse(region)));

    /// <inheritdoc/>
    /// <exception cref="HoopException"><c>Aws.InvalidAccountId</c>.</exception>
    public IIamClient IamIn(string accountId) => new IamClient(Channel(AwsService.Iam, CheckAccount(accountId), _region));

    /// <inheritdoc/>
    /// <exception cref="HoopException"><c>Aws.InvalidAccountId</c>, <c>Aws.UnknownRegion</c>.</exception>
    public IEc2Client Ec2(string accountId, string region) =>
        new Ec2Client(Channel(AwsService.Ec2, CheckAccount(accountId), AwsRegion.Parse(region)));

    /// <inheritdoc/>
    /// <exception cref="HoopException"><c>Aws.InvalidAccountId</c>, <c>Aws.UnknownRegion</c>.</exception>
    public IEksClient Eks(string accountId, string region) =>
        new EksClient(Channel(AwsService.Eks, CheckAccount(accountId), AwsRegion.Parse(region)));

    /// <inheritdoc/>
    /// <exception cref="HoopException"><c>Aws.InvalidAccountId</c>, <c>Aws.UnknownRegion</c>.</exception>
    public ISecretsManagerClient SecretsManager(string accountId, string region) =>
        new SecretsManagerClient(Channel(AwsService.SecretsManager, CheckAccount(accountId), AwsRegion.Parse(region)));

    /// <inheritdoc/>
    /// <exception cref="HoopException"><c>Aws.InvalidAccountId</c>, <c>Aws.UnknownRegion</c>.</exception>
    public IIdentityStoreClient IdentityStore(string? accountId, string region) =>
        new IdentityStoreClient(Channel(AwsService.IdentityStore, Checked(accountId), AwsRegion.Parse(region)));

    /// <inheritdoc/>
    /// <exception cref="HoopException"><c>Aws.InvalidAccountId</c>, <c>Aws.UnknownRegion</c>.</exception>
    public ISsoAdminClient SsoAdmin(string? accountId, string region) =>
        new SsoAdminClient(Channel(AwsService.SsoAdmin, Checked(accountId), AwsRegion.Parse(region)));

    /// <inheritdoc/>
    /// <exception cref="HoopException"><c>Aws.InvalidAccountId</c>, <c>Aws.UnknownRegion</c>.</exception>
    public ISnsClient Sns(string? accountId, string region) =>
        new SnsClient(Channel(AwsService.Sns, Checked(accountId), AwsRegion.Parse(region)));

    /// <inheritdoc/>
    /// <exception cref="HoopException"><c>Aws.InvalidAccountId</c>, <c>Aws.UnknownRegion</c>.</exception>
    public ISqsClient Sqs(string? accountId, string region) =>
        new SqsClient(Channel(AwsService.Sqs, Checked(accountId), AwsRegion.Parse(region)));

    /// <inheritdoc/>
    /// <exception cref="HoopException"><c>Aws.InvalidAccountId</c>, <c>Aws.UnknownRegion</c>, <c>Aws.AssumeRoleDenied</c>.</exception>
    public async Task<SigningCredentials> GetSigningCredentialsAsync(string? accountId, string region, CancellationToken cancellationToken)
    {
        var access = await AccessAsync(Checked(accountId), AwsRegion.Parse(region), cancellationToken);
        var keys = await access.Credentials.GetCredentialsAsync();
        if (
            _signing.TryGetValue(access.Credentials, out var last)
            && last.Keys.Equals(keys)
            && last.Signing.Expires == access.Credentials.Expiration)
            return last.Signing;
        var signing = new SigningCredentials(
            keys.AccessKey,
            Secret.From(keys.SecretKey),
            string.IsNullOrEmpty(keys.Token) ? null : Secret.From(keys.Token),
            access.Credentials.Expiration);
        _signing[access.Credentials] = (keys, signing);
        return signing;
    }

    /// <inheritdoc/>
    /// <exception cref="HoopException"><c>Aws.InvalidAccountId</c>, <c>Aws.AssumeRoleDenied</c>.</exception>
    public async Task<string> GetPrincipalArnAsync(string accountId, CancellationToken cancellationToken)
    {
        var access = await AccessAsync(CheckAccount(accountId), _region, cancellationToken);
        return access.Principal ?? (await GetCallerIdentityAsync(cancellationToken)).Arn;
    }

    /// <inheritdoc/>
    /// <exception cref="HoopException"><c>Aws.Unreachable</c>, <c>Aws.NoServerTime</c>.</exception>
    public Task<TimeSpan> GetClockSkewAsync(CancellationToken cancellationToken) => _sts.GetClockSkewAsync(_time, cancellationToken);

    /// <summary>Closes the connections and forgets the credentials.</summary>
    public void Dispose()
    {
        foreach (var client in _clients.Values)
            client.Dispose();
        foreach (var role in _roles.Values)
            role.Dispose();
        (_own.Credentials as ExpiringCredentials)?.Dispose();
        _identityTurn.Dispose();
        _httpClients.Dispose();
    }

    async Task<AccountAccess> IServiceAccess.AccessAsync(string? accountId, AwsRegion region, CancellationToken cancellationToken) =>
        await AccessAsync(accountId, region, cancellationToken);

    TClient IServiceAccess.Client<TClient>(
        AwsService service, AWSCredentials credentials, AwsRegion region, Func<AWSCredentials, PooledHttpClients, TClient> make) =>
        (TClient)_clients.GetOrAdd((service, credentials, region), key => make(key.Credentials, _httpClients));

    string IServiceAccess.RenewAdvice => _own.RenewAdvice;

    private async Task<AccountAccess> AccessAsync(string? accountId, AwsRegion region, CancellationToken cancellationToken)
    {
        if (accountId is not null)
        {
            var caller = await GetCallerIdentityAsync(cancellationToken);
            if (caller.AccountId != accountId)
            {
                var roleArn = $"arn:{region.Partition}:iam::{accountId}:role/{_options.RoleName}";
                var role = _roles.GetOrAdd(accountId, _ => new ExpiringCredentials(
                    token => _sts.AssumeRoleAsync(_own, caller, accountId, roleArn, _options.ExternalId, token), _time));
                await role.GetAsync(cancellationToken);
                return new AccountAccess(accountId, role, roleArn);
            }
        }
        await _own.EnsureAsync(cancellationToken);
        return new AccountAccess(accountId ?? _identity?.AccountId ?? "", _own.Credentials, _identity?.Arn);
    }

    private ServiceChannel Channel(AwsService service, string? accountId, AwsRegion region) =>
        new(this, service, accountId, region, ServiceEndpoint.For(service, region, _endpoints));

    private static string? Checked(string? accountId) => accountId is null ? null : CheckAccount(accountId);

    private static string CheckAccount(string accountId) =>
        accountId is { Length: 12 } && accountId.All(char.IsAsciiDigit)
            ? accountId
            : throw AwsErrors.InvalidAccountId.Error($"'{accountId}' is not an AWS account id: it has 12 digits.", accountId);
}
