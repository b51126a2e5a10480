using System.Text.Json;
using System.Xml.Linq;
using Amazon.Runtime;

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

    private async Task<T> CallAsync<T>(ProtocolRequest request, Func<ProtocolClient, Task<T>> send, CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            var access = await session.AccessAsync(accountId, region, cancellationToken);
            var client = session.Client(service, access.Credentials, region, endpoint);
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
                throw AwsFailures.From(
                    failure,
                    new AwsCallContext(request.ToString(), access.AccountId, region, access.Principal, session.RenewAdvice, endpoint.Url)
                {
                    Target = request.Target,
                    Secret = request.Secret,
                });
            }
        }
    }
}
