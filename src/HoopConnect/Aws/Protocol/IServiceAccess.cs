using Amazon.Runtime;
using HoopConnect.Aws.Sessions;

namespace HoopConnect.Aws.Protocol;

/// <summary>What a channel needs of whoever holds the credentials and the connections.</summary>
internal interface IServiceAccess
{
    /// <summary>What to do about credentials that have expired or are refused.</summary>
    string RenewAdvice { get; }

    /// <summary>As whom we work in an account (null: in our own, whichever it is), with credentials that are valid now.</summary>
    Task<AccountAccess> AccessAsync(string? accountId, AwsRegion region, CancellationToken cancellationToken);

    /// <summary>The client of a service for these credentials; each service has one class of clients.</summary>
    TClient Client<TClient>(
        AwsService service, AWSCredentials credentials, AwsRegion region, Func<AWSCredentials, PooledHttpClients, TClient> make)
        where TClient : AmazonServiceClient;
}
