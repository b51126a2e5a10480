using System.Collections;
using System.Management.Automation;
using System.Net;
using System.Security;

namespace Microsoft.PowerShell.SecretManagement;

/// <summary>A secret; a text as a SecureString unless plain text is asked for.</summary>
[Cmdlet(VerbsCommon.Get, "Secret", DefaultParameterSetName = "NameParameterSet")]
public sealed class GetSecretCommand : SecretCommand
{
    /// <summary>The secret's name.</summary>
    [Parameter(Position = 0, Mandatory = true, ValueFromPipeline = true, ParameterSetName = "NameParameterSet")]
    [ValidateNotNullOrEmpty]
    public string Name { get; set; } = "";

    /// <summary>The vault; all are searched where none is named.</summary>
    [Parameter(Position = 1, ParameterSetName = "NameParameterSet")]
    public string? Vault { get; set; }

    /// <summary>The secret as Get-SecretInfo gave it.</summary>
    [Parameter(Mandatory = true, ValueFromPipeline = true, ParameterSetName = "InfoParameterSet")]
    [ValidateNotNull]
    public SecretInformation? InputObject { get; set; }

    /// <summary>Gives a text as it is.</summary>
    [Parameter]
    public SwitchParameter AsPlainText { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        var (name, vaultName) = InputObject is null ? (Name, Vault) : (InputObject.Name, InputObject.VaultName);
        var failed = false;
        foreach (var vault in NamedOrAll(vaultName))
        {
            var given = Run(vault, "Get-Secret", new Hashtable { ["Name"] = name }, "GetSecret");
            failed |= given is null;
            if (given?.FirstOrDefault() is not { } found)
                continue;
            var secret = found.BaseObject;
            WriteObject(secret is Hashtable table
                ? new Hashtable(table.Keys.Cast<object>().ToDictionary(key => key, key => Shown(table[key])))
                : Shown(secret));
            return;
        }
        if (failed)
            return;
        var error = new ItemNotFoundException($"The secret {name} was not found.");
        WriteError(new ErrorRecord(error, "GetSecretNotFound", ErrorCategory.ObjectNotFound, this));
    }

    private object? Shown(object? value) => value switch
    {
        string text when !AsPlainText => new NetworkCredential("", text).SecurePassword,
        SecureString text when AsPlainText => new NetworkCredential("", text).Password,
        _ => value,
    };
}
