namespace HoopConnect.Aws.Protocol;

/// <summary>Where a service is called, and the region the signature names.</summary>
/// <param name="Url">Scheme, host and port.</param>
/// <param name="SigningRegion">The region of the credential scope.</param>
internal sealed record ServiceEndpoint(Uri Url, string SigningRegion)
{
    /// <summary>The endpoint of a service for a region: the region's own, or the one of its partition for IAM and Organizations.</summary>
    /// <param name="service">The service.</param>
    /// <param name="region">The region.</param>
    /// <param name="overrideUrl">One endpoint for all services; null for AWS's own. The signature is the same either way.</param>
    public static ServiceEndpoint For(AwsService service, AwsRegion region, Uri? overrideUrl)
    {
        var (host, signingRegion) = Home(service, region) ?? ($"{service.Prefix}.{region.Name}.{region.DnsSuffix}", region.Name);
        return new ServiceEndpoint(overrideUrl ?? new Uri($"https://{host}/"), signingRegion);
    }

    // AWS General Reference, "IAM endpoints and quotas" and "AWS Organizations endpoints and quotas": one endpoint a partition.
    private static (string Host, string SigningRegion)? Home(AwsService service, AwsRegion region) => (service.Prefix, region.Partition) switch
    {
        ("iam", "aws") => ("iam.amazonaws.com", "us-east-1"),
        ("iam", "aws-cn") => ("iam.cn-north-1.amazonaws.com.cn", "cn-north-1"),
        ("iam", "aws-us-gov") => ("iam.us-gov.amazonaws.com", "us-gov-west-1"),
        ("organizations", "aws") => ("organizations.us-east-1.amazonaws.com", "us-east-1"),
        ("organizations", "aws-cn") => ("organizations.cn-northwest-1.amazonaws.com.cn", "cn-northwest-1"),
        ("organizations", "aws-us-gov") => ("organizations.us-gov-west-1.amazonaws.com", "us-gov-west-1"),
        ("iam" or "organizations", var partition) when MainRegion(partition) is { } main => ($"{service.Prefix}.{main}.{region.DnsSuffix}", main),
        _ => null,
    };

    private static string? MainRegion(string partition) => partition switch
    {
        "aws-iso" => "us-iso-east-1",
        "aws-iso-b" => "us-isob-east-1",
        "aws-iso-e" => "eu-isoe-west-1",
        "aws-iso-f" => "us-isof-south-1",
        "aws-eusc" => "eusc-de-east-1",
        _ => null,
    };
}
