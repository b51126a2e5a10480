using System.Net;
using Amazon.Runtime;
using HoopConnect.Hosting;

namespace HoopConnect.Aws.Protocol;

/// <summary>One connection pool for all clients of a session, so that a thousand accounts do not open a thousand pools.</summary>
internal sealed class PooledHttpClients : HttpClientFactory, IDisposable
{
    private readonly HttpClient _client;

    public PooledHttpClients(AwsSessionOptions options, Uri? endpointUrl)
    {
        MaxAttempts = Math.Max(options.MaxAttempts, 1);
        _client = new HttpClient(new AnswerGuard(new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            AutomaticDecompression = DecompressionMethods.None,
            ConnectTimeout = TimeSpan.FromSeconds(10),
            MaxConnectionsPerServer = Math.Max(options.ThrottleLimit, 1) * 2,
            PooledConnectionLifetime = TimeSpan.FromMinutes(10),
            // HTTP_PROXY is for the way out; what runs on this machine is not behind it.
            UseProxy = endpointUrl is not { IsLoopback: true },
            SslOptions = ServerChain.Options(),
        }))
        {
            // Of one attempt; the SDK retries.
            Timeout = TimeSpan.FromSeconds(60),
        };
    }

    /// <summary>How often a call is tried.</summary>
    public int MaxAttempts { get; }

    public override HttpClient CreateHttpClient(IClientConfig clientConfig) => _client;

    public override bool UseSDKHttpClientCaching(IClientConfig clientConfig) => false;

    public override bool DisposeHttpClientsAfterUse(IClientConfig clientConfig) => false;

    public void Dispose() => _client.Dispose();
}
