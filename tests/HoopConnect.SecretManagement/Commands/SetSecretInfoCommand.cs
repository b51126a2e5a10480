using System.Collections;
using System.Management.Automation;

namespace Microsoft.PowerShell.SecretManagement;

/// <summary>Sets the metadata of a secret.</summary>
[Cmdlet(VerbsCommon.Set, "SecretInfo", SupportsShouldProcess = true, DefaultParameterSetName = "NameParameterSet")]
public sealed class SetSecretInfoCommand : SecretCommand
{
    /// <summary>The secret's name.</summary>
    [Parameter(Position = 0, Mandatory = true, ParameterSetName = "NameParameterSet")]
    [ValidateNotNullOrEmpty]
    public string Name { get; set; } = "";

    /// <summary>Texts, numbers and dates by name.</summary>
    [Parameter(Position = 1, Mandatory = true, ValueFromPipeline = true, ParameterSetName = "NameParameterSet")]
    [Parameter(Position = 0, Mandatory = true, ParameterSetName = "InfoParameterSet")]
    [ValidateNotNull]
    public Hashtable Metadata { get; set; } = [];

    /// <summary>The vault; the default one where none is named.</summary>
    [Parameter(Position = 2, ParameterSetName = "NameParameterSet")]
    public string? Vault { get; set; }

    /// <summary>The secret as Get-SecretInfo gave it.</summary>
    [Parameter(Mandatory = true, ValueFromPipeline = true, ParameterSetName = "InfoParameterSet")]
    [ValidateNotNull]
    public SecretInformation? InputObject { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        var vault = NamedOrDefault(InputObject?.VaultName ?? Vault);
        var name = InputObject?.Name ?? Name;
        if (ShouldProcess(vault.Name, $"Write secret metadata to vault with name {name}"))
            SetMetadata(vault, name, Metadata);
    }
}
