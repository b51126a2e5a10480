using Amazon.Runtime;
using Amazon.Runtime.Endpoints;
using Amazon.Runtime.Internal;
using Amazon.Util.Internal;

namespace HoopConnect.Aws.Protocol;

/// <summary>
/// The settings of a <see cref="ProtocolClient"/>. What could come from the process's environment or profile is set, so that nothing does:
/// the session has read it.
/// </summary>
internal sealed class ProtocolClientConfig : ClientConfig
{
    private static readonly string Agent = InternalSDKUtils.BuildUserAgentString(
        "HoopConnect", typeof(ProtocolClientConfig).Assembly.GetName().Version?.ToString(3) ?? "0");

    public ProtocolClientConfig(AwsService service, ServiceEndpoint endpoint, PooledHttpClients httpClients)
        : base(new Defaults())
    {
        AuthenticationServiceName = service.Prefix;
        Configure(this, endpoint, httpClients);
    }

    public override string ServiceVersion => "";

    public override string UserAgent => Agent;

    public override string RegionEndpointServiceName => AuthenticationServiceName;

    public override Endpoint DetermineServiceOperationEndpoint(ServiceOperationEndpointParameters parameters) => new(ServiceURL);

    /// <summary>What our own client and those of the SDK share.</summary>
    public static void Configure(ClientConfig config, ServiceEndpoint endpoint, PooledHttpClients httpClients)
    {
        config.ServiceURL = endpoint.Url.ToString();
        config.AuthenticationRegion = endpoint.SigningRegion;
        config.IgnoreConfiguredEndpointUrls = true;
        config.UseDualstackEndpoint = false;
        config.UseFIPSEndpoint = false;
        config.HttpClientFactory = httpClients;
        // Standard: exponential backoff with jitter. The adaptive mode gives up on the first throttled call of a client that calls seldom.
        config.RetryMode = RequestRetryMode.Standard;
        config.MaxErrorRetry = httpClients.MaxAttempts - 1;
        config.Timeout = TimeSpan.FromSeconds(60);
        // The SDK's log could show a request's parameters.
        config.DisableLogging = true;
        config.LogResponse = false;
        config.AllowAutoRedirect = false;
        config.DisableRequestCompression = true;
        config.DefaultConfigurationMode = DefaultConfigurationMode.Standard;
    }

    private sealed class Defaults : IDefaultConfigurationProvider
    {
        public IDefaultConfiguration GetDefaultConfiguration(
            Amazon.RegionEndpoint clientRegion,
            DefaultConfigurationMode? requestedConfigurationMode = null
        ) => new DefaultConfiguration { Name = DefaultConfigurationMode.Standard, RetryMode = RequestRetryMode.Standard };
    }
}
