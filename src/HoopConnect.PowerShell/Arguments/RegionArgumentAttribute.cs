using HoopConnect.Aws;

namespace HoopConnect.PowerShell.Arguments;

/// <summary>Takes the names of AWS regions, those newer than the SDK too, and refuses what no partition's pattern knows.</summary>
internal sealed class RegionArgumentAttribute : EngineArgumentAttribute
{
    /// <inheritdoc/>
    protected override object? ConvertOne(object value) => AwsRegion.Parse(TextOf(value)).Name;
}
