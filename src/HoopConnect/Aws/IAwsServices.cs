using HoopConnect.Aws.Ec2;
using HoopConnect.Aws.Eks;
using HoopConnect.Aws.Iam;
using HoopConnect.Aws.IdentityStore;
using HoopConnect.Aws.Organizations;
using HoopConnect.Aws.Rds;
using HoopConnect.Aws.SecretsManager;
using HoopConnect.Aws.Sns;
using HoopConnect.Aws.Sqs;
using HoopConnect.Aws.SsoAdmin;

namespace HoopConnect.Aws;

/// <summary>
/// The AWS calls the product makes, by account and region. For another account than the caller's own the clients use an assumed role.
/// All calls throw <see cref="AwsErrorException"/>.
/// </summary>
public interface IAwsServices
{
    /// <summary>The region where none is named.</summary>
    string DefaultRegion { get; }

    /// <summary>Who we are (STS GetCallerIdentity); asked once for each session.</summary>
    Task<CallerIdentity> GetCallerIdentityAsync(CancellationToken cancellationToken);

    /// <summary>AWS Organizations, in the caller's own account.</summary>
    IOrganizationsClient Organizations { get; }

    /// <summary>IAM, in the caller's own account.</summary>
    IIamClient Iam { get; }

    /// <summary>
    /// The keys that sign for an account: our own, or an assumed role's. They are valid now. As long as they do not change, it is the same
    /// object, shared by all who ask: it is not theirs to clear.
    /// </summary>
    /// <param name="accountId">The account; null for our own, whichever it is, without asking AWS.</param>
    /// <param name="region">The region, which tells the partition of the role.</param>
    /// <param name="cancellationToken">Stops the wait for a role.</param>
    Task<SigningCredentials> GetSigningCredentialsAsync(string? accountId, string region, CancellationToken cancellationToken);

    /// <summary>As whom we work in an account: our own ARN, or that of the role that is assumed there.</summary>
    Task<string> GetPrincipalArnAsync(string accountId, CancellationToken cancellationToken);

    /// <summary>
    /// How far AWS's clock is ahead of this machine's (behind it: negative), from the date of an answer, which is in whole seconds. Nothing
    /// is signed.
    /// </summary>
    Task<TimeSpan> GetClockSkewAsync(CancellationToken cancellationToken);

    /// <summary>IAM in one account; it has no regions.</summary>
    IIamClient IamIn(string accountId);

    /// <summary>RDS in one account and region.</summary>
    IRdsClient Rds(string accountId, string region);

    /// <summary>EC2 in one account and region.</summary>
    IEc2Client Ec2(string accountId, string region);

    /// <summary>EKS in one account and region.</summary>
    IEksClient Eks(string accountId, string region);

    /// <summary>Secrets Manager in one account and region.</summary>
    ISecretsManagerClient SecretsManager(string accountId, string region);

    /// <summary>The Identity Store of IAM Identity Center.</summary>
    /// <param name="accountId">The account; null for our own, whichever it is.</param>
    /// <param name="region">The region of the instance.</param>
    IIdentityStoreClient IdentityStore(string? accountId, string region);

    /// <summary>The administration of IAM Identity Center.</summary>
    /// <param name="accountId">The account; null for our own, whichever it is.</param>
    /// <param name="region">The region of the instance.</param>
    ISsoAdminClient SsoAdmin(string? accountId, string region);

    /// <summary>Amazon SNS.</summary>
    /// <param name="accountId">The account; null for our own, whichever it is.</param>
    /// <param name="region">The region of the topics.</param>
    ISnsClient Sns(string? accountId, string region);

    /// <summary>Amazon SQS.</summary>
    /// <param name="accountId">The account; null for our own, whichever it is.</param>
    /// <param name="region">The region of the queues.</param>
    ISqsClient Sqs(string? accountId, string region);
}
