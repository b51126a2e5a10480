namespace HoopConnect.Aws.Protocol;

/// <summary>Where a service is called, and the region the signature names.</summary>
/// <param name="Url">Scheme, host and port.</param>
/// <param name="SigningRegion">The region of the credential scope.</param>
internal sealed record ServiceEndpoint(Uri Url, string SigningRegion)
{
    /// <summary>The endpoint of a service for a region: the region's own, or the one of its partition for IAM and Organizations.</summary>
    /// <param name="service">The service.</param>
    /// <param name="region">The region.</param>
    /// <param name="settings">Whether one endpoint stands for all services, or FIPS endpoints are asked for. The signature is the same
    /// either way.</param>
    public static ServiceEndpoint For(AwsService service, AwsRegion region, EndpointSettings settings)
    {
        var (label, signingRegion) = Home(service, region) ?? (region.Name, region.Name);
        // In GovCloud the usual endpoints are the FIPS ones (AWS General Reference, "FIPS endpoints by service").
        var prefix = settings.UseFips && region.Partition != "aws-us-gov" ? service.Prefix + "-fips" : service.Prefix;
        var host = string.Join('.', new[] { prefix, label, region.DnsSuffix }.Where(part => part.Length > 0));
        return new ServiceEndpoint(settings.Url ?? new Uri($"https://{host}/"), signingRegion);
    }

    // AWS General Reference, "IAM endpoints and quotas" and "AWS Organizations endpoints and quotas": one endpoint a partition.
    private static (string Label, string SigningRegion)? Home(AwsService service, AwsRegion region) =>
        (service.Prefix, region.Partition) switch
    {
        ("iam", "aws") => ("", "us-east-1"),
        ("iam", "aws-cn") => ("cn-north-1", "cn-north-1"),
        ("iam", "aws-us-gov") => ("us-gov", "us-gov-west-1"),
        ("organizations", "aws") => ("us-east-1", "us-east-1"),
        ("organizations", "aws-cn") => ("cn-northwest-1", "cn-northwest-1"),
        ("organizations", "aws-us-gov") => ("us-gov-west-1", "us-gov-west-1"),
        ("iam" or "organizations", var partition) when MainRegion(partition) is { } main => (main, main),
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
