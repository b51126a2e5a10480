using HoopConnect.Provisioning.Connections;

namespace HoopConnect.PowerShell.Arguments;

/// <summary>Takes what the names of connections start with.</summary>
internal sealed class ConnectionPrefixArgumentAttribute : EngineArgumentAttribute
{
    /// <inheritdoc/>
    protected override object? ConvertOne(object value) => value as ConnectionPrefix ?? ConnectionPrefix.Parse(TextOf(value));
}
