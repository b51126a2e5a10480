using HoopConnect.Aws;

namespace HoopConnect.PowerShell.Arguments;

/// <summary>Takes the names of AWS regions, those newer than the SDK too, and refuses what no partition's pattern knows.</summary>
internal sealed class RegionArgumentAttribute : EngineArgumentAttribute
{
    /// <inheritdoc/>
    protected override object? ConvertOne(object value) =>
        // An object of a server that RDS does not know has none.
        TextOf(value) is { Length: > 0 } region ? AwsRegion.Parse(region).Name : null;
}
