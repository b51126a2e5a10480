using System.Management.Automation;
using System.Management.Automation.Runspaces;
using System.Runtime.CompilerServices;

namespace HoopConnect.PowerShell.Pipeline;

/// <summary>
/// What PowerShell adds to our objects: how they are written to a file, a PSCredential beside a login. Read by the first cmdlet that runs
/// in a runspace and not at import, which has 217 methods less to compile without it: nothing but the cmdlets makes such objects.
/// </summary>
internal static class OutputTypes
{
    private const string Script =
        @"param($file) Microsoft.PowerShell.Utility\Update-TypeData -AppendPath $file -ErrorAction Stop -WhatIf:$false -Confirm:$false";

    private static readonly ConditionalWeakTable<Runspace, string> s_read = [];

    /// <summary>Reads the types file, once for a runspace. On the pipeline thread.</summary>
    public static void Read(CommandInvocationIntrinsics commands)
    {
        var folder = Path.GetDirectoryName(Path.GetDirectoryName(typeof(OutputTypes).Assembly.Location))!;
        var file = Path.Combine(folder, "HoopConnect.Types.ps1xml");
        if (Runspace.DefaultRunspace is { } runspace && s_read.TryAdd(runspace, file))
            commands.InvokeScript(useLocalScope: true, ScriptBlock.Create(Script), input: null, file);
    }
}
