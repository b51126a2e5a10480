using System.Collections;
using System.Management.Automation;
using HoopConnect.Discovery;

namespace HoopConnect.PowerShell.Arguments;

/// <summary>Takes a database: an object of Find-HoopRdsInstance (one that was serialised too), an ARN, or an object with an ARN or a host name.</summary>
internal sealed class DatabaseArgumentAttribute : EngineArgumentAttribute
{
    /// <inheritdoc/>
    protected override object? ConvertOne(object value) =>
        value switch
        {
            RdsDatabase database => database,
            string arn => DatabaseRecord.Reference(arn),
            IDictionary table => new DatabaseRecord(name => Plain(table[name])).ToDatabase(),
            _ => new DatabaseRecord(Reader(PSObject.AsPSObject(value))).ToDatabase(),
        };

    private static Func<string, object?> Reader(PSObject value) => name => Plain(value.Properties[name]?.Value);

    // JSON has no tables: what was one (tags) comes back as an object.
    private static object? Plain(object? value) =>
        Unwrap(value) is PSObject { BaseObject: PSCustomObject } custom
            ? custom.Properties.ToDictionary(property => property.Name, property => property.Value, StringComparer.Ordinal)
            : Unwrap(value);
}
