using HoopConnect.Discovery;

namespace HoopConnect.PowerShell.Arguments;

/// <summary>
/// Takes a database: an object of Find-HoopRdsInstance (one that was serialised too), an ARN, or an object with an ARN or a host name.
/// </summary>
internal sealed class DatabaseArgumentAttribute : EngineArgumentAttribute
{
    /// <inheritdoc/>
    protected override object? ConvertOne(object value) =>
        value switch
        {
            RdsDatabase database => database,
            string arn => DatabaseRecord.Reference(arn),
            _ => new DatabaseRecord(RecordFields.ReaderOf(value)).ToDatabase(),
        };
}
