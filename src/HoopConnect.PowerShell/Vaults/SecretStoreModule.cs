using System.Reflection;

namespace HoopConnect.PowerShell.Vaults;

/// <summary>
/// Two habits of Microsoft.PowerShell.SecretStore that its users must be spared. It asks for its password in the middle of a command when
/// its time is up; and it writes its whole file from a copy in memory that may be seconds old, which throws away what other processes
/// wrote meanwhile. Both are met through its own types: the first public, the second not (the module is feature complete; where the member
/// is not found, the copy stays as old as it is and the reading back of each write tells).
/// </summary>
internal static class SecretStoreModule
{
    /// <summary>The module's name.</summary>
    public const string Name = "Microsoft.PowerShell.SecretStore";

    /// <summary>Reads the store's file again.</summary>
    /// <param name="modulePath">The module's folder.</param>
    /// <returns>False where the store is locked.</returns>
    public static bool TryRefresh(string modulePath)
    {
        if (
            StoreType(modulePath) is not { } type
            || type.GetMethod("GetInstance", BindingFlags.Public | BindingFlags.Static) is not { } getInstance)
            return true;
        try
        {
            var store = getInstance.Invoke(null, new object?[getInstance.GetParameters().Length]);
            var file = type.GetField("_secureStore", BindingFlags.Instance | BindingFlags.NonPublic)?.GetValue(store);
            file?.GetType().GetMethod("UpdateDataFromFile")?.Invoke(file, null);
            // Without a cmdlet to ask through, a store whose time is up answers with an exception instead of a prompt.
            var readObject = type.GetMethods().FirstOrDefault(method => method.Name == "ReadObject" && method.GetParameters().Length == 3);
            readObject?.Invoke(store, ["HoopConnect-is-it-open", null, null]);
            return true;
        }
        catch (TargetInvocationException failure) when (failure.InnerException?.GetType().Name == "PasswordRequiredException")
        {
            return false;
        }
    }

    private static Type? StoreType(string modulePath)
    {
        var assembly = AppDomain.CurrentDomain.GetAssemblies().FirstOrDefault(candidate => candidate.GetName().Name == Name);
        var file = Path.Combine(modulePath, Name + ".dll");
        if (assembly is null && File.Exists(file))
            assembly = Assembly.LoadFrom(file);
        return assembly?.GetType(Name + ".LocalSecretStore");
    }
}
