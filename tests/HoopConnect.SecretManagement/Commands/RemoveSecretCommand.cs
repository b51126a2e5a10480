using System.Collections;
using System.Management.Automation;

namespace Microsoft.PowerShell.SecretManagement;

/// <summary>Takes a secret out of a vault.</summary>
[Cmdlet(VerbsCommon.Remove, "Secret", SupportsShouldProcess = true, DefaultParameterSetName = "NameParameterSet")]
public sealed class RemoveSecretCommand : SecretCommand
{
    /// <summary>The secret's name.</summary>
    [Parameter(Position = 0, Mandatory = true, ValueFromPipeline = true, ParameterSetName = "NameParameterSet")]
    [ValidateNotNullOrEmpty]
    public string Name { get; set; } = "";

    /// <summary>The vault.</summary>
    [Parameter(Position = 1, Mandatory = true, ParameterSetName = "NameParameterSet")]
    [ValidateNotNullOrEmpty]
    public string Vault { get; set; } = "";

    /// <summary>The secret as Get-SecretInfo gave it.</summary>
    [Parameter(Position = 0, Mandatory = true, ValueFromPipeline = true, ParameterSetName = "InfoParameterSet")]
    [ValidateNotNull]
    public SecretInformation? InputObject { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        var (name, vaultName) = InputObject is null ? (Name, Vault) : (InputObject.Name, InputObject.VaultName);
        var vault = Named(vaultName);
        if (ShouldProcess(vault.Name, $"Remove secret by name {name} from vault"))
            Run(vault, "Remove-Secret", new Hashtable { ["Name"] = name }, "RemoveSecret");
    }
}
