using System.Management.Automation;

namespace Microsoft.PowerShell.SecretManagement;

/// <summary>What is known of secrets, without the secrets.</summary>
[Cmdlet(VerbsCommon.Get, "SecretInfo")]
[OutputType(typeof(SecretInformation))]
public sealed class GetSecretInfoCommand : SecretCommand
{
    /// <summary>A name or a pattern; all where none is given.</summary>
    [Parameter(Position = 0)]
    public string? Name { get; set; }

    /// <summary>The vault; all are searched where none is named.</summary>
    [Parameter(Position = 1)]
    public string? Vault { get; set; }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        foreach (var vault in NamedOrAll(Vault))
        {
            var found = Information(vault, string.IsNullOrEmpty(Name) ? "*" : Name);
            WriteObject(found.OrderBy(one => one.Name, StringComparer.OrdinalIgnoreCase), enumerateCollection: true);
        }
    }
}
