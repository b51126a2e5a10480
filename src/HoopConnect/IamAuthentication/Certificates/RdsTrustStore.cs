using HoopConnect.Aws;
using HoopConnect.Hosting;

namespace HoopConnect.IamAuthentication.Certificates;

/// <summary>
/// Where AWS publishes the bundles (Amazon RDS User Guide, "Using SSL/TLS to encrypt a connection to a DB instance or cluster").
/// </summary>
internal static class RdsTrustStore
{
    /// <summary>The address of a bundle.</summary>
    /// <param name="partition">The partition.</param>
    /// <param name="region">The region; null for all of the partition.</param>
    /// <param name="baseUrl">A mirror in place of AWS's own host; null for that.</param>
    /// <exception cref="HoopException"><c>Certificate.NoSource</c>, <c>Certificate.InvalidEndpoint</c>.</exception>
    public static Uri Address(string partition, AwsRegion? region, string? baseUrl)
    {
        var host = baseUrl is null ? Host(partition) : SecureUrl.Parse(baseUrl.Trim().TrimEnd('/') + "/", Invalid);
        var folder = region?.Name ?? "global";
        return new Uri(host, $"{folder}/{folder}-bundle.pem");
    }

    private static Uri Host(string partition) => partition switch
    {
        "aws" => new Uri("https://truststore.pki.rds.amazonaws.com/"),
        "aws-us-gov" => new Uri("https://truststore.pki.us-gov-west-1.rds.amazonaws.com/"),
        "aws-cn" => new Uri("https://rds-truststore.s3.cn-north-1.amazonaws.com.cn/"),
        _ => throw CertificateErrors.NoSource.Error(
            $"It is not known where the partition '{partition}' publishes its certificates.", partition),
    };

    private static HoopException Invalid(string target, string why) =>
        CertificateErrors.InvalidEndpoint.Error($"The bundle cannot be fetched: {why}.", target);
}
