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

    /// <summary>A client for a service; one for the same service, credentials and region.</summary>
    ProtocolClient Client(AwsService service, AWSCredentials credentials, AwsRegion region, ServiceEndpoint endpoint);
}
