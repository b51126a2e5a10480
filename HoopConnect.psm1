# The manifest's RequiredAssemblies has loaded HoopConnect.Loader; it gives the cmdlets a load context of their own. The engine is imported
# too: it has no cmdlets, but only what was imported can be named in a script ([HoopConnect.Discovery.RdsDatabase]).
$imported = foreach ($assembly in [HoopConnect.Loader.ModuleLoadContext]::Initialize()) { Import-Module -Assembly $assembly -PassThru }

# An assembly that this process has imported before brings no cmdlets; so they are added here.
[HoopConnect.Loader.ModuleExports]::Add($ExecutionContext.SessionState.Module, $imported.ExportedCmdlets.Values)
