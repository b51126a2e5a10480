using System.Collections;
using System.Management.Automation;

namespace HoopConnect.PowerShell.Completion;

/// <summary>The vaults registered with SecretManagement.</summary>
internal sealed class VaultCompleter : Completer
{
    /// <inheritdoc/>
    protected override IEnumerable<string> Values(IDictionary boundParameters) =>
        ScriptBlock
            .Create("(Microsoft.PowerShell.SecretManagement\\Get-SecretVault -ErrorAction Ignore).Name")
            .Invoke()
            .Select(name => name?.ToString())
            .OfType<string>();
}
