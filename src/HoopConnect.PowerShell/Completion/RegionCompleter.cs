using System.Collections;
using Amazon;

namespace HoopConnect.PowerShell.Completion;

/// <summary>The regions that the AWS SDK lists.</summary>
internal sealed class RegionCompleter : Completer
{
    /// <inheritdoc/>
    protected override IEnumerable<string> Values(IDictionary boundParameters) =>
        RegionEndpoint.EnumerableAllRegions.Select(region => region.SystemName).Order(StringComparer.Ordinal);
}
