using System.Collections;
using System.Management.Automation;
using System.Security;

namespace Microsoft.PowerShell.SecretManagement;

/// <summary>Puts a secret into a vault, over one of that name.</summary>
[Cmdlet(VerbsCommon.Set, "Secret", SupportsShouldProcess = true, DefaultParameterSetName = "SecureStringParameterSet")]
public sealed class SetSecretCommand : SecretCommand
{
    /// <summary>The secret's name.</summary>
    [Parameter(Position = 0, Mandatory = true, ParameterSetName = "SecureStringParameterSet")]
    [Parameter(Position = 0, Mandatory = true, ParameterSetName = "ObjectParameterSet")]
    [ValidateNotNullOrEmpty]
    public string Name { get; set; } = "";

    /// <summary>The secret: bytes, a text, a SecureString, a PSCredential or a Hashtable.</summary>
    [Parameter(Position = 1, Mandatory = true, ValueFromPipeline = true, ParameterSetName = "ObjectParameterSet")]
    [ValidateNotNull]
    public object? Secret { get; set; }

    /// <summary>The secret as a SecureString.</summary>
    [Parameter(Position = 1, Mandatory = true, ValueFromPipeline = true, ParameterSetName = "SecureStringParameterSet")]
    [ValidateNotNull]
    public SecureString? SecureStringSecret { get; set; }

    /// <summary>A secret of another vault, to be copied.</summary>
    [Parameter(Position = 1, Mandatory = true, ValueFromPipeline = true, ParameterSetName = "SecretInfoParameterSet")]
    [ValidateNotNull]
    public SecretInformation? SecretInfo { get; set; }

    /// <summary>The vault; the default one where none is named.</summary>
    [Parameter(Position = 2, ParameterSetName = "SecureStringParameterSet")]
    [Parameter(Position = 2, ParameterSetName = "ObjectParameterSet")]
    [Parameter(Mandatory = true, ParameterSetName = "SecretInfoParameterSet")]
    public string? Vault { get; set; }

    /// <summary>Kept with it, not as a secret.</summary>
    [Parameter(Position = 3, ParameterSetName = "SecureStringParameterSet")]
    [Parameter(Position = 3, ParameterSetName = "ObjectParameterSet")]
    public Hashtable? Metadata { get; set; }

    /// <summary>Leaves a secret of that name as it is, and says so.</summary>
    [Parameter]
    public SwitchParameter NoClobber { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        var vault = NamedOrDefault(Vault);
        var name = SecretInfo?.Name ?? Name;
        var metadata = SecretInfo is { Metadata.Count: > 0 } ? new Hashtable(SecretInfo.Metadata) : Metadata;
        if (!ShouldProcess(vault.Name, $"Write secret to vault with name {name}"))
            return;
        if (NoClobber && Information(vault, WildcardPattern.Escape(name)).Any())
        {
            var message = $"A secret with name {name} already exists in vault {vault.Name}.";
            Fail(message, "SetSecretCommandAlreadyExistsWithNoClobber", ErrorCategory.ResourceExists);
            return;
        }
        if (Value() is not { } value)
            return;
        if (Run(vault, "Set-Secret", new Hashtable { ["Name"] = name, ["Secret"] = value }, "SetSecret") is null)
            return;
        // A vault that keeps no metadata loses the secret again: that is the real module's habit.
        if (metadata is not null && !SetMetadata(vault, name, metadata))
            Run(vault, "Remove-Secret", new Hashtable { ["Name"] = name }, "RemoveSecret");
    }

    private object? Value()
    {
        if (SecretInfo is null)
            return SecureStringSecret ?? (Secret is PSObject wrapped ? wrapped.BaseObject : Secret);
        var found = Run(Named(SecretInfo.VaultName), "Get-Secret", new Hashtable { ["Name"] = SecretInfo.Name }, "GetSecret");
        return found?.FirstOrDefault()?.BaseObject;
    }
}
