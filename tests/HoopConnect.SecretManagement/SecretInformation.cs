using System.Collections;
using System.Collections.ObjectModel;

namespace Microsoft.PowerShell.SecretManagement;

/// <summary>What is known of a secret without reading it.</summary>
public sealed class SecretInformation
{
    /// <summary>A secret without metadata.</summary>
    public SecretInformation(string name, SecretType type, string vaultName)
        : this(name, type, vaultName, new Dictionary<string, object>())
    {
    }

    /// <summary>A secret with the metadata of a hashtable.</summary>
    public SecretInformation(string name, SecretType type, string vaultName, Hashtable metadata)
        : this(name, type, vaultName, metadata.Cast<DictionaryEntry>().ToDictionary(entry => $"{entry.Key}", entry => entry.Value!))
    {
    }

    /// <summary>A secret with metadata.</summary>
    public SecretInformation(string name, SecretType type, string vaultName, IDictionary<string, object> metadata)
    {
        Name = name;
        Type = type;
        VaultName = vaultName;
        Metadata = new ReadOnlyDictionary<string, object>(metadata);
    }

    /// <summary>The secret's name.</summary>
    public string Name { get; }

    /// <summary>Its kind.</summary>
    public SecretType Type { get; }

    /// <summary>The vault it is in.</summary>
    public string VaultName { get; }

    /// <summary>What was set with it.</summary>
    public ReadOnlyDictionary<string, object> Metadata { get; }
}
