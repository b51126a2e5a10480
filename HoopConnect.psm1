# The manifest's RequiredAssemblies has loaded HoopConnect.Loader; it gives the cmdlets a load context of their own. The engine is imported
# too: it has no cmdlets, but only what was imported can be named in a script ([HoopConnect.Discovery.RdsDatabase]).
$imported = foreach ($assembly in [HoopConnect.Loader.ModuleLoadContext]::Initialize()) { Import-Module -Assembly $assembly -PassThru }

# An assembly that this process has imported before is taken from PowerShell's cache, and then its cmdlets are not added to the module
# that imports it (PowerShell issue 20710: after -Force, after remove and import, in a second runspace). So they are added here.
$addExportedCmdlet = [System.Management.Automation.PSModuleInfo].GetMethod('AddExportedCmdlet', [System.Reflection.BindingFlags]'Instance, NonPublic')
foreach ($cmdlet in $imported.ExportedCmdlets.Values) {
    [void]$addExportedCmdlet.Invoke($ExecutionContext.SessionState.Module, @(, $cmdlet))
}
