using System.Collections;
using System.Management.Automation;
using System.Security;

namespace Microsoft.PowerShell.SecretManagement;

/// <summary>Unlocks a vault for this process.</summary>
[Cmdlet(VerbsCommon.Unlock, "SecretVault")]
public sealed class UnlockSecretVaultCommand : SecretCommand
{
    /// <summary>The vault.</summary>
    [Parameter(Position = 0, Mandatory = true)]
    [ValidateNotNullOrEmpty]
    public string Name { get; set; } = "";

    /// <summary>Its password.</summary>
    [Parameter(Position = 1, Mandatory = true)]
    [ValidateNotNull]
    public SecureString? Password { get; set; }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        var vault = Named(Name);
        if (new VaultExtension(vault).Has("Unlock-SecretVault"))
            Run(vault, "Unlock-SecretVault", new Hashtable { ["Password"] = Password }, "UnlockSecretVault");
        else
            WriteWarning($"Cannot unlock extension vault '{vault.Name}': The vault does not support the Unlock-SecretVault function.");
    }
}
