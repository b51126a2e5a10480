using System.Collections;
using System.Management.Automation;

namespace Microsoft.PowerShell.SecretManagement;

/// <summary>What the cmdlets share.</summary>
public abstract class SecretCommand : PSCmdlet
{
    private protected static IReadOnlyList<SecretVaultInfo> Matching(IEnumerable<string> patterns) =>
        [.. from vault in VaultRegistry.Read()
            where patterns.Any(pattern => WildcardPattern.Get(pattern, WildcardOptions.IgnoreCase).IsMatch(vault.Name))
            select vault];

    /// <summary>The vault of that name; the end of the command where there is none.</summary>
    private protected SecretVaultInfo Named(string name)
    {
        var vault = VaultRegistry.Read().FirstOrDefault(vault => string.Equals(vault.Name, name, StringComparison.OrdinalIgnoreCase));
        if (vault is null)
            End($"Vault not found in registry: {name}", "GetSecretVaultNotFound", ErrorCategory.ObjectNotFound);
        return vault!;
    }

    /// <summary>The vault of that name, or the default one where none is named.</summary>
    private protected SecretVaultInfo NamedOrDefault(string? name)
    {
        if (!string.IsNullOrEmpty(name))
            return Named(name);
        var vault = VaultRegistry.Read().FirstOrDefault(vault => vault.IsDefault);
        if (vault is null)
            End("There is no default vault, and none was named.", "SetSecretFailNoVault", ErrorCategory.InvalidOperation);
        return vault!;
    }

    /// <summary>The vault of that name, or all of them, the default one first.</summary>
    private protected IReadOnlyList<SecretVaultInfo> NamedOrAll(string? name) =>
        string.IsNullOrEmpty(name) ? [.. VaultRegistry.Read().OrderByDescending(vault => vault.IsDefault)] : [Named(name)];

    /// <summary>Runs a function of a vault; where it throws, writes the error and gives null.</summary>
    private protected IEnumerable<PSObject>? Run(SecretVaultInfo vault, string function, Hashtable parameters, string operation)
    {
        try
        {
            return new VaultExtension(vault).Invoke(this, function, parameters);
        }
        // Who only reads learns of a locked vault from an error that does not end the command; for the others it ends with it.
        catch (PasswordRequiredException locked) when (operation is "GetSecret" or "GetSecretInfo")
        {
            WriteError(new ErrorRecord(locked, operation + "Exception", ErrorCategory.InvalidOperation, this));
            return null;
        }
        catch (RuntimeException failure)
        {
            var message = $"{function} failed in the vault {vault.Name}: {failure.Message}";
            Fail(message, operation + "InvalidOperation", ErrorCategory.InvalidOperation, failure);
            return null;
        }
    }

    private protected void End(string message, string id, ErrorCategory category) =>
        ThrowTerminatingError(new ErrorRecord(new PSInvalidOperationException(message), id, category, this));

    private protected void Fail(string message, string id, ErrorCategory category, Exception? cause = null) =>
        WriteError(new ErrorRecord(new PSInvalidOperationException(message, cause), id, category, this));

    /// <summary>Its metadata, where the vault keeps any.</summary>
    private protected bool SetMetadata(SecretVaultInfo vault, string name, Hashtable metadata)
    {
        var parameters = new Hashtable { ["Name"] = name, ["Metadata"] = metadata };
        if (new VaultExtension(vault).Has("Set-SecretInfo"))
            return Run(vault, "Set-SecretInfo", parameters, "SetSecretMetadata") is not null;
        var message = $"Cannot add secret metadata '{name}' to vault '{vault.Name}': it does not support the Set-SecretInfo function.";
        var error = new PSNotSupportedException(message);
        WriteError(new ErrorRecord(error, "SetSecretMetadataCommandNotSupported", ErrorCategory.NotImplemented, this));
        return false;
    }

    private protected IEnumerable<SecretInformation> Information(SecretVaultInfo vault, string filter)
    {
        var found = Run(vault, "Get-SecretInfo", new Hashtable { ["Filter"] = filter }, "GetSecretInfo") ?? [];
        return found.Select(one => one.BaseObject).OfType<SecretInformation>();
    }
}
