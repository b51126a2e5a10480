namespace HoopConnect.Aws.Protocol;

/// <summary>A service as its API model names it ("endpointPrefix", "signingName", "apiVersion", "targetPrefix").</summary>
/// <param name="Prefix">Host prefix, signing name and the prefix of IAM actions; they are the same for the services we call.</param>
/// <param name="ApiVersion">The version of the API, for the Query protocols.</param>
/// <param name="TargetPrefix">What stands before the operation in <c>X-Amz-Target</c>, for the JSON protocol; else null.</param>
internal sealed record AwsService(string Prefix, string ApiVersion, string? TargetPrefix = null)
{
    public static readonly AwsService Rds = new("rds", "2014-10-31");
    public static readonly AwsService Ec2 = new("ec2", "2016-11-15");
    public static readonly AwsService Sts = new("sts", "2011-06-15");
    public static readonly AwsService Iam = new("iam", "2010-05-08");
    public static readonly AwsService Organizations = new("organizations", "2016-11-28", "AWSOrganizationsV20161128");
    public static readonly AwsService Eks = new("eks", "2017-11-01");
    public static readonly AwsService SecretsManager = new("secretsmanager", "2017-10-17", "secretsmanager");
    public static readonly AwsService IdentityStore = new("identitystore", "2020-06-15", "AWSIdentityStore");
    public static readonly AwsService SsoAdmin = new("sso", "2020-07-20", "SWBExternalService");
    public static readonly AwsService Sns = new("sns", "2010-03-31");
    public static readonly AwsService Sqs = new("sqs", "2012-11-05");
}
