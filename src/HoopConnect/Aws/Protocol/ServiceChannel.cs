using System.Text.Json;
using System.Xml.Linq;
using Amazon.Runtime;
using HoopConnect.Secrets;

namespace HoopConnect.Aws.Protocol;

/// <summary>One service in one account and region: what the typed clients send their calls through.</summary>
internal sealed class ServiceChannel(
    IServiceAccess session, AwsService service, string? accountId, AwsRegion region, ServiceEndpoint endpoint)
{
    /// <summary>A Query or EC2-Query call.</summary>
    public Task<XElement> QueryAsync(ProtocolRequest request, CancellationToken cancellationToken) =>
        CallAsync(request, async client => (await client.QueryAsync(request, cancellationToken)).Root, cancellationToken);

    /// <summary>A JSON call.</summary>
    public Task<JsonElement> JsonAsync(ProtocolRequest request, CancellationToken cancellationToken) =>
        CallAsync(request, async client => (await client.JsonAsync(request, cancellationToken)).Root, cancellationToken);

    /// <summary>A call through the SDK's own client of the service.</summary>
    /// <param name="operation">The operation, as the API reference names it.</param>
    /// <param name="target">What the call is about, for its error; null for nothing in particular.</param>
    /// <param name="make">Makes the client; what it is given sets its configuration.</param>
    /// <param name="send">The call.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public Task<T> SdkAsync<TClient, T>(
        string operation, string? target, Func<AWSCredentials, Action<ClientConfig>, TClient> make, Func<TClient, Task<T>> send,
        CancellationToken cancellationToken)
        where TClient : AmazonServiceClient =>
        CallAsync(
            $"{service.Prefix}:{operation}", target, null,
            (credentials, httpClients) => make(credentials, config => ProtocolClientConfig.Configure(config, endpoint, httpClients)),
            send, cancellationToken);

    private Task<T> CallAsync<T>(ProtocolRequest request, Func<ProtocolClient, Task<T>> send, CancellationToken cancellationToken) =>
        CallAsync(
            request.ToString(), request.Target, request.Secret,
            (credentials, httpClients) => new ProtocolClient(credentials, new ProtocolClientConfig(service, endpoint, httpClients)),
            send, cancellationToken);

    private async Task<T> CallAsync<TClient, T>(
        string operation, string? target, Secret? secret, Func<AWSCredentials, PooledHttpClients, TClient> make,
        Func<TClient, Task<T>> send, CancellationToken cancellationToken)
        where TClient : AmazonServiceClient
    {
        for (var attempt = 1; ; attempt++)
        {
            var access = await session.AccessAsync(accountId, region, cancellationToken);
            var client = session.Client(service, access.Credentials, region, make);
            try
            {
                return await send(client);
            }
            catch (AmazonServiceException failure) when (attempt == 1 && AwsFailures.IsExpired(failure) && access.Role is not null)
            {
                // The role's session was ended early or our clock is off: take it once more.
                access.Role.Forget();
            }
            catch (Exception failure) when (!cancellationToken.IsCancellationRequested)
            {
                var context = new AwsCallContext(operation, access.AccountId, region, access.Principal, session.RenewAdvice, endpoint.Url);
                throw AwsFailures.From(failure, context with { Target = target, Secret = secret });
            }
        }
    }
}
