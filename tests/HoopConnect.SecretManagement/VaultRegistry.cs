using System.Collections;
using System.Management.Automation;

namespace Microsoft.PowerShell.SecretManagement;

/// <summary>The vaults that are registered, in a file of the test run's own.</summary>
internal static class VaultRegistry
{
    private const string FolderVariable = "HOOPCONNECT_STANDIN_VAULTS";

    public static IReadOnlyList<SecretVaultInfo> Read()
    {
        var file = FilePath();
        if (!File.Exists(file))
            return [];
        var entries = Bare<IEnumerable>(PSSerializer.Deserialize(File.ReadAllText(file)));
        return [.. entries.Cast<object>().Select(entry => ToVault(Bare<Hashtable>(entry)))];
    }

    public static void Write(IEnumerable<SecretVaultInfo> vaults)
    {
        var entries = vaults.Select(vault => new Hashtable
        {
            ["Name"] = vault.Name,
            ["ModuleName"] = vault.ModuleName,
            ["ModulePath"] = vault.ModulePath,
            ["Description"] = vault.Description,
            ["VaultParameters"] = new Hashtable(vault.VaultParameters.ToDictionary()),
            ["IsDefault"] = vault.IsDefault,
        });
        var file = FilePath();
        var next = $"{file}.{Environment.ProcessId}";
        File.WriteAllText(next, PSSerializer.Serialize(entries.ToArray()));
        File.Move(next, file, overwrite: true);
    }

    private static string FilePath()
    {
        var folder = Environment.GetEnvironmentVariable(FolderVariable);
        if (string.IsNullOrEmpty(folder))
            throw new InvalidOperationException($"The stand-in for SecretManagement works where {FolderVariable} names a folder.");
        return Path.Combine(Directory.CreateDirectory(folder).FullName, "vaults.xml");
    }

    private static SecretVaultInfo ToVault(Hashtable entry) =>
        new((string)entry["Name"]!, (string)entry["ModuleName"]!, (string)entry["ModulePath"]!, entry["Description"] as string,
            Bare<Hashtable>(entry["VaultParameters"]!), (bool)entry["IsDefault"]!);

    private static T Bare<T>(object value) => (T)(value is PSObject wrapped ? wrapped.BaseObject : value);
}
