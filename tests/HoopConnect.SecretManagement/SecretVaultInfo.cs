using System.Collections;
using System.Collections.ObjectModel;

namespace Microsoft.PowerShell.SecretManagement;

/// <summary>A registered vault.</summary>
public sealed class SecretVaultInfo
{
    internal SecretVaultInfo(string name, string moduleName, string modulePath, string? description, Hashtable parameters, bool isDefault)
    {
        Name = name;
        ModuleName = moduleName;
        ModulePath = modulePath;
        Description = description ?? "";
        var texts = parameters.Cast<DictionaryEntry>().ToDictionary(entry => $"{entry.Key}", entry => entry.Value!);
        VaultParameters = new ReadOnlyDictionary<string, object>(texts);
        IsDefault = isDefault;
    }

    /// <summary>The name it is registered by.</summary>
    public string Name { get; }

    /// <summary>The module that is the vault.</summary>
    public string ModuleName { get; }

    /// <summary>That module's folder.</summary>
    public string ModulePath { get; }

    /// <summary>What it was registered with.</summary>
    public string Description { get; }

    /// <summary>The parameters its module gets with every call.</summary>
    public IReadOnlyDictionary<string, object> VaultParameters { get; }

    /// <summary>Whether it is taken where no vault is named.</summary>
    public bool IsDefault { get; }

    internal SecretVaultInfo WithDefault(bool isDefault) =>
        new(Name, ModuleName, ModulePath, Description, new Hashtable(VaultParameters.ToDictionary()), isDefault);
}
