using System.Management.Automation;
using HoopConnect.SessionUsers.Policies;

namespace HoopConnect.PowerShell.Arguments;

/// <summary>Takes a policy from the pipeline: an object of Import-HoopPolicy, one that was serialised too.</summary>
internal sealed class PolicyObjectArgumentAttribute : EngineArgumentAttribute
{
    /// <inheritdoc/>
    protected override object? ConvertOne(object value)
    {
        if (value is SessionPolicy policy)
            return PolicyRules.Check(policy);
        var read = RecordFields.ReaderOf(value);
        // An object that shares nothing with a policy may be meant for another parameter set: this exception has PowerShell go on to that.
        return read("PluginConfigEntry") is null && read("Instances") is null && read("GrantPrivileges") is null
            ? throw new PSInvalidCastException("The object is no policy.")
            : new PolicyRecord(read).ToPolicy();
    }
}
