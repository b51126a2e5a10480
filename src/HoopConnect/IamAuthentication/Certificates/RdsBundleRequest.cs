using HoopConnect.Aws;

namespace HoopConnect.IamAuthentication.Certificates;

/// <summary>Which bundle is wanted, and where it is to be.</summary>
public sealed record RdsBundleRequest
{
    /// <summary>The region; null for the bundle of all regions of the partition.</summary>
    public AwsRegion? Region { get; init; }

    /// <summary><c>aws</c>, <c>aws-cn</c> or <c>aws-us-gov</c>, where no region tells it.</summary>
    public string Partition { get; init; } = "aws";

    /// <summary>A file that has the bundle already, for a machine without a way out; null to fetch it.</summary>
    public string? FromFile { get; init; }

    /// <summary>A mirror in place of AWS's own host: https, or http on loopback.</summary>
    public string? EndpointUrl { get; init; }

    /// <summary>
    /// The full path of a file to write; null for the user's state folder, whose bundles are trusted where no CA file is named.
    /// </summary>
    public string? Path { get; init; }

    /// <summary>The SHA-256 the bundle must have, in hexadecimal digits; null for any.</summary>
    public string? Sha256 { get; init; }

    /// <summary>How long the fetching may take.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(30);

    internal string PartitionName => Region?.Partition ?? Partition;
}
