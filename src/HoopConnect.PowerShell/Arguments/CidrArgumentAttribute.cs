using HoopConnect.Provisioning.Network;

namespace HoopConnect.PowerShell.Arguments;

/// <summary>Takes an ingress range such as <c>10.10.10.0/24</c>.</summary>
internal sealed class CidrArgumentAttribute : EngineArgumentAttribute
{
    /// <inheritdoc/>
    protected override object? ConvertOne(object value) => value as IngressCidr ?? IngressCidr.Parse(TextOf(value));
}
