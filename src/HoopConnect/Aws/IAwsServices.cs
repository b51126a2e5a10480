using HoopConnect.Aws.Ec2;
using HoopConnect.Aws.Iam;
using HoopConnect.Aws.Organizations;
using HoopConnect.Aws.Rds;
using HoopConnect.Aws.SecretsManager;

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

    /// <summary>RDS in one account and region.</summary>
    IRdsClient Rds(string accountId, string region);

    /// <summary>EC2 in one account and region.</summary>
    IEc2Client Ec2(string accountId, string region);

    /// <summary>Secrets Manager in one account and region.</summary>
    ISecretsManagerClient SecretsManager(string accountId, string region);
}
