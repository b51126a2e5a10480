using System.Reflection;
using System.Runtime.InteropServices;
using System.Runtime.Loader;

namespace HoopConnect.Loader;

/// <summary>
/// The load context of the module: the cmdlets and all they need come from the module's own <c>bin</c> folder, so that neither another
/// module's Npgsql or AWSSDK.Core disturbs this one nor this one's any other.
/// </summary>
public sealed class ModuleLoadContext : AssemblyLoadContext
{
    private static readonly object Gate = new();
    private static (Assembly Face, Assembly Engine)? s_assemblies;

    private readonly string _folder;

    // Not collectible: cmdlet types live in PowerShell's tables for as long as the process does.
    private ModuleLoadContext(string folder)
        : base("HoopConnect", isCollectible: false) => _folder = folder;

    /// <summary>
    /// The cmdlet assembly and the engine, loaded once for the process whatever the number of runspaces and imports.
    /// </summary>
    /// <returns>The assembly of the cmdlets, and the engine's.</returns>
    public static (Assembly Face, Assembly Engine) Initialize()
    {
        lock (Gate)
            return s_assemblies ??= LoadAssemblies();
    }

    /// <inheritdoc/>
    protected override Assembly? Load(AssemblyName assemblyName)
    {
        ArgumentNullException.ThrowIfNull(assemblyName);
        // PowerShell's own assembly must be the one that runs, or no cmdlet of ours would be a cmdlet; this one is shared on purpose.
        if (assemblyName.Name is null or "System.Management.Automation" or "HoopConnect.Loader")
            return null;
        // An assembly that differs by operating system (the driver of SQL Server) goes before one that does not.
        var kind = OperatingSystem.IsWindows() ? "win" : "unix";
        var ofKind = Path.Combine(_folder, "runtimes", kind, "lib", "net8.0", assemblyName.Name + ".dll");
        var path = File.Exists(ofKind) ? ofKind : Path.Combine(_folder, assemblyName.Name + ".dll");
        return File.Exists(path) ? LoadFromAssemblyPath(path) : null;
    }

    /// <inheritdoc/>
    protected override IntPtr LoadUnmanagedDll(string unmanagedDllName)
    {
        ArgumentNullException.ThrowIfNull(unmanagedDllName);
        // Only the Windows driver of SQL Server brings one. Anything else is the system's to find.
        if (!OperatingSystem.IsWindows())
            return IntPtr.Zero;
        var name = unmanagedDllName.EndsWith(".dll", StringComparison.OrdinalIgnoreCase) ? unmanagedDllName : unmanagedDllName + ".dll";
        // Of the process, not of the machine: a PowerShell of 32 bits runs on Windows of 64.
        var architecture = RuntimeInformation.ProcessArchitecture.ToString().ToLowerInvariant();
        var path = Path.Combine(_folder, "runtimes", "win-" + architecture, "native", name);
        return File.Exists(path) ? LoadUnmanagedDllFromPath(path) : IntPtr.Zero;
    }

    private static (Assembly Face, Assembly Engine) LoadAssemblies()
    {
        var folder = Path.Combine(Path.GetDirectoryName(typeof(ModuleLoadContext).Assembly.Location)!, "bin");
        var context = new ModuleLoadContext(folder);
        return (
            context.LoadFromAssemblyPath(Path.Combine(folder, "HoopConnect.PowerShell.dll")),
            context.LoadFromAssemblyPath(Path.Combine(folder, "HoopConnect.dll")));
    }
}
