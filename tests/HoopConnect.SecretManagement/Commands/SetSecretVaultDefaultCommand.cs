using System.Management.Automation;

namespace Microsoft.PowerShell.SecretManagement;

/// <summary>Names the vault that is taken where none is named.</summary>
[Cmdlet(VerbsCommon.Set, "SecretVaultDefault", SupportsShouldProcess = true, DefaultParameterSetName = "NameParameterSet")]
public sealed class SetSecretVaultDefaultCommand : SecretCommand
{
    /// <summary>The vault's name.</summary>
    [Parameter(Position = 0, Mandatory = true, ValueFromPipeline = true, ParameterSetName = "NameParameterSet")]
    [ValidateNotNullOrEmpty]
    public string Name { get; set; } = "";

    /// <summary>The vault as Get-SecretVault gave it.</summary>
    [Parameter(
        Position = 0, Mandatory = true, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true,
        ParameterSetName = "SecretVaultParameterSet")]
    [ValidateNotNull]
    public SecretVaultInfo? SecretVault { get; set; }

    /// <summary>No vault is the default one.</summary>
    [Parameter(ParameterSetName = "ClearParameterSet")]
    public SwitchParameter ClearDefault { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        var chosen = ClearDefault ? null : Named(SecretVault?.Name ?? Name);
        if (ShouldProcess("SecretManagement", chosen is null ? "Set no vault as default" : $"Set vault {chosen.Name} as default"))
            VaultRegistry.Write(VaultRegistry.Read().Select(vault => vault.WithDefault(vault.Name == chosen?.Name)));
    }
}
