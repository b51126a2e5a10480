using System.Management.Automation;
using HoopConnect.Provisioning.Connections;

namespace HoopConnect.PowerShell.Arguments;

/// <summary>
/// Takes a connection by its name, or the connection itself (of this process, of a job or of JSON), whose name it is; nothing else that has
/// a name.
/// </summary>
internal sealed class ConnectionNameArgumentAttribute : EngineArgumentAttribute
{
    /// <inheritdoc/>
    protected override object ConvertOne(object value) =>
        value switch
        {
            string name => name,
            Connection connection => connection.Name,
            PSObject record when record.Properties["SecretName"] is not null && record.Properties["Name"]?.Value is { } name => TextOf(
                name),
            // This kind of failure lets the binder try the parameter that the object is for.
            _ => throw new PSInvalidCastException(
                $"'{TextOf(value)}' is neither a connection nor the name of one. Give an object of Get-HoopConnection, or its name."),
        };
}
