using System.Management.Automation;

namespace Microsoft.PowerShell.SecretManagement;

/// <summary>The registered vaults.</summary>
[Cmdlet(VerbsCommon.Get, "SecretVault")]
[OutputType(typeof(SecretVaultInfo))]
public sealed class GetSecretVaultCommand : SecretCommand
{
    /// <summary>Names or patterns; all where none is given.</summary>
    [Parameter(Position = 0)]
    public string[] Name { get; set; } = ["*"];

    /// <inheritdoc/>
    protected override void EndProcessing() => WriteObject(Matching(Name), enumerateCollection: true);
}
