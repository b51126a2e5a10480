using System.Management.Automation;
using System.Management.Automation.Runspaces;

// HoopConnect.Windows <script> [argument ...]: runs a script in a PowerShell of this process and prints its streams as they come, for
// where the console of pwsh.exe does not start. Ends with 1 where the script wrote or threw an error.
Environment.SetEnvironmentVariable("PSExecutionPolicyPreference", "Bypass");
using var runspace = RunspaceFactory.CreateRunspace(InitialSessionState.CreateDefault2());
runspace.Open();
using var shell = PowerShell.Create();
shell.Runspace = runspace;
shell.AddCommand(args[0]);
foreach (var argument in args[1..])
    shell.AddArgument(argument);
shell.AddCommand("Out-String").AddParameter("Stream").AddParameter("Width", 200);
var failures = 0;
Show(shell.Streams.Error, "ERROR: ", () => failures++);
Show(shell.Streams.Warning, "WARNING: ");
Show(shell.Streams.Information, "");
using var output = new PSDataCollection<PSObject>();
Show(output, "");
try
{
    shell.Invoke(null, output);
}
catch (RuntimeException error)
{
    Console.WriteLine($"ERROR: {error.ErrorRecord} {error.ErrorRecord.ScriptStackTrace}");
    failures++;
}

return failures == 0 ? 0 : 1;

static void Show<T>(PSDataCollection<T> stream, string prefix, Action? then = null) => stream.DataAdded += (_, added) =>
{
    Console.WriteLine($"{prefix}{stream[added.Index]}");
    then?.Invoke();
};
