using System.Collections;
using System.Management.Automation;
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
            _ => OfRecord(value),
        };

    private static PolicyChoice OfRecord(object value)
    {
        var read = RecordFields.ReaderOf(value);
        // This kind of failure lets the binder try the parameters that the object is for: a role has no granter.
        if (value is not IDictionary && read(nameof(SessionPolicy.PluginConfigEntry)) is null)
            throw new PSInvalidCastException($"The object is no policy: it has no {nameof(SessionPolicy.PluginConfigEntry)}.");
        return new PolicyChoice(new PolicyRecord(read).ToPolicy());
    }
}
