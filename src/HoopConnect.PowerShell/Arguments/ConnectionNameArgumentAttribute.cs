using System.Management.Automation;
using HoopConnect.Provisioning.Connections;

namespace HoopConnect.PowerShell.Arguments;

/// <summary>Takes a connection by its name, or the connection itself (of this process, of a job or of JSON), whose name it is.</summary>
internal sealed class ConnectionNameArgumentAttribute : EngineArgumentAttribute
{
    /// <inheritdoc/>
    protected override object ConvertOne(object value) =>
        value switch
        {
            Connection connection => connection.Name,
            PSObject record when record.Properties["Name"]?.Value is { } name => TextOf(name),
            _ => TextOf(value),
        };
}
