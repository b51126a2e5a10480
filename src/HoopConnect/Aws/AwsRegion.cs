using System.Text.RegularExpressions;
using Amazon;
using HoopConnect.Hosting;

namespace HoopConnect.Aws;

/// <summary>
/// A region and the partition it belongs to. New regions of a partition are known by its pattern, before the SDK lists them.
/// </summary>
public sealed record AwsRegion
{
    // Once: the SDK adds every name that was asked for to its list, with the display name "Unknown", while others may be reading it.
    private static readonly RegionEndpoint[] Listed =
    [
        .. RegionEndpoint.EnumerableAllRegions.Where(region => region.DisplayName != "Unknown"),
    ];

    private AwsRegion(RegionEndpoint endpoint) => Endpoint = endpoint;

    /// <summary>The name, for example <c>eu-west-1</c>.</summary>
    public string Name => Endpoint.SystemName;

    /// <summary>The partition, as ARNs spell it: <c>aws</c>, <c>aws-cn</c>, <c>aws-us-gov</c>, ...</summary>
    public string Partition => Endpoint.PartitionName;

    /// <summary>The end of the partition's host names: <c>amazonaws.com</c>, <c>amazonaws.com.cn</c>, ...</summary>
    public string DnsSuffix => Endpoint.PartitionDnsSuffix;

    /// <summary>Whether the SDK lists the region; one that is not listed may be new, or mistyped.</summary>
    public bool IsListed => Listed.Any(region => region.SystemName == Name);

    private RegionEndpoint Endpoint { get; }

    /// <summary>Reads a region's name, in any case.</summary>
    /// <exception cref="HoopException"><c>Aws.UnknownRegion</c>: no partition has regions of that form.</exception>
    public static AwsRegion Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var name = text.Trim().ToLowerInvariant();
        if (name.Length is > 0 and <= 32 && name.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '-'))
        {
            // The SDK takes any string and counts what it does not know to the partition "aws"; only the partition's pattern tells.
            var endpoint = RegionEndpoint.GetBySystemName(name);
            if (Regex.IsMatch(name, endpoint.PartitionRegionRegex, RegexOptions.CultureInvariant, TimeSpan.FromSeconds(1)))
                return new AwsRegion(endpoint);
        }
        var nearest = Nearest(name);
        throw AwsErrors.UnknownRegion.Error(
            $"'{text}' is not the name of an AWS region.",
            text,
            nearest is null ? "Give a region such as eu-west-1." : $"Did you mean '{nearest}'?");
    }

    /// <summary>The listed region whose name is nearest to a mistyped one; null where none is near.</summary>
    public static string? Nearest(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return Listed
            .Select(region => (region.SystemName, Distance: Distance(text, region.SystemName)))
            .Where(candidate => candidate.Distance is > 0 and <= 3)
            .OrderBy(candidate => candidate.Distance).ThenBy(candidate => candidate.SystemName, StringComparer.Ordinal)
            .Select(candidate => candidate.SystemName)
            .FirstOrDefault();
    }

    /// <inheritdoc/>
    public bool Equals(AwsRegion? other) => other is not null && other.Name == Name;

    /// <inheritdoc/>
    public override int GetHashCode() => Name.GetHashCode(StringComparison.Ordinal);

    /// <summary>The name.</summary>
    public override string ToString() => Name;

    // Levenshtein's distance.
    private static int Distance(string a, string b)
    {
        if (a.Length > 64)
            return int.MaxValue;
        var row = Enumerable.Range(0, b.Length + 1).ToArray();
        for (var i = 1; i <= a.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i;
            for (var j = 1; j <= b.Length; j++)
            {
                var substitute = diagonal + (a[i - 1] == b[j - 1] ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.Min(substitute, Math.Min(row[j], row[j - 1]) + 1);
            }
        }
        return row[b.Length];
    }
}
