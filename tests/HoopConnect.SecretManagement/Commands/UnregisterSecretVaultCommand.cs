using System.Management.Automation;

namespace Microsoft.PowerShell.SecretManagement;

/// <summary>Takes vaults out of the registry; what they keep stays.</summary>
[Cmdlet(VerbsLifecycle.Unregister, "SecretVault", SupportsShouldProcess = true, DefaultParameterSetName = "NameParameterSet")]
public sealed class UnregisterSecretVaultCommand : SecretCommand
{
    /// <summary>Names or patterns.</summary>
    [Parameter(Position = 0, Mandatory = true, ValueFromPipeline = true, ParameterSetName = "NameParameterSet")]
    [ValidateNotNullOrEmpty]
    public string[] Name { get; set; } = [];

    /// <summary>The vault as Get-SecretVault gave it.</summary>
    [Parameter(
        Position = 0, Mandatory = true, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true,
        ParameterSetName = "SecretVaultParameterSet")]
    [ValidateNotNull]
    public SecretVaultInfo? SecretVault { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        foreach (var pattern in SecretVault is null ? Name : [WildcardPattern.Escape(SecretVault.Name)])
        {
            var vaults = Matching([pattern]);
            if (vaults.Count == 0 && !WildcardPattern.ContainsWildcardCharacters(pattern))
                Fail($"Vault not found in registry: {pattern}", "UnregisterSecretVaultObjectNotFound", ErrorCategory.ObjectNotFound);
            foreach (var vault in vaults)
            {
                if (!ShouldProcess(vault.Name, "Unregister SecretManagement extension vault"))
                    continue;
                if (new VaultExtension(vault).Has("Unregister-SecretVault"))
                    Run(vault, "Unregister-SecretVault", [], "UnregisterSecretVault");
                VaultRegistry.Write(VaultRegistry.Read().Where(other => other.Name != vault.Name));
            }
        }
    }
}
