using System.Management.Automation;

namespace Microsoft.PowerShell.SecretManagement;

/// <summary>Runs the self-test of vaults.</summary>
[Cmdlet(VerbsDiagnostic.Test, "SecretVault")]
[OutputType(typeof(bool))]
public sealed class TestSecretVaultCommand : SecretCommand
{
    /// <summary>Names or patterns; all where none is given.</summary>
    [Parameter(Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    public string[] Name { get; set; } = ["*"];

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        foreach (var vault in Matching(Name))
            WriteObject(Run(vault, "Test-SecretVault", [], "TestSecretVault")?.LastOrDefault()?.BaseObject is true);
    }
}
