using HoopConnect.SessionUsers.Policies;

namespace HoopConnect.PowerShell.Arguments;

/// <summary>
/// Takes a policy for a parameter of type <see cref="PolicyChoice"/>: an object of Import-HoopPolicy (one that was serialised too), a
/// hashtable, or a name.
/// </summary>
internal sealed class PolicyArgumentAttribute : EngineArgumentAttribute
{
    /// <inheritdoc/>
    protected override object? ConvertOne(object value) =>
        value switch
        {
            PolicyChoice choice => choice,
            SessionPolicy policy => new PolicyChoice(PolicyRules.Check(policy)),
            string name => new PolicyChoice(name),
            _ => new PolicyChoice(new PolicyRecord(RecordFields.ReaderOf(value)).ToPolicy()),
        };
}
