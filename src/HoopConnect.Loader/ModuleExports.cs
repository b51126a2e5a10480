using System.Collections;
using System.Reflection;

namespace HoopConnect.Loader;

/// <summary>
/// Adds cmdlets to the module that imports them. An assembly that the process has imported before is taken from PowerShell's cache, and
/// then
/// its cmdlets are not added (PowerShell issue 20710: after -Force, after remove and import, in a second runspace).
/// </summary>
public static class ModuleExports
{
    /// <summary>
    /// Adds them. Here and not in the psm1, where the same loop takes the longest part of an import: a script is compiled anew each time.
    /// </summary>
    /// <param name="module">A PSModuleInfo.</param>
    /// <param name="cmdlets">CmdletInfo objects.</param>
    public static void Add(object module, IEnumerable cmdlets)
    {
        ArgumentNullException.ThrowIfNull(module);
        ArgumentNullException.ThrowIfNull(cmdlets);
        var add = module.GetType().GetMethod("AddExportedCmdlet", BindingFlags.Instance | BindingFlags.NonPublic)
            ?? throw new MissingMethodException(module.GetType().FullName, "AddExportedCmdlet");
        foreach (var cmdlet in cmdlets)
            add.Invoke(module, [cmdlet]);
    }
}
