using System.Management.Automation;
using System.Management.Automation.Runspaces;

namespace HoopConnect.PowerShell.Pipeline;

/// <summary>Runs a script block of the user's as if it stood where the cmdlet stands.</summary>
internal static class UserScript
{
    // A steppable pipeline that begins with the cmdlet writes to the cmdlet's own streams, each object as it comes, and leaves native
    // programs their standard error. InvokeScript alone gathers the output, or sends errors past the cmdlet's redirections.
    private const string Script =
        "$__hoopBlock, $__hoopArguments, $__hoopCmdlet = $args; "
        + "$__hoopPipeline = { & $__hoopBlock @__hoopArguments }.GetSteppablePipeline('Internal'); "
        + "try { $__hoopPipeline.Begin($__hoopCmdlet); $__hoopPipeline.Process(); $__hoopPipeline.End() } finally { " +
            "$__hoopPipeline.Dispose() }";

    /// <summary>
    /// Runs it on the pipeline thread. What it throws (<c>throw</c>, <c>break</c>, <c>exit</c>, a stop) comes through as it is.
    /// </summary>
    /// <param name="cmdlet">The cmdlet whose streams it writes to.</param>
    /// <param name="block">The block.</param>
    /// <param name="arguments">What its parameters are bound to, by position.</param>
    public static void Invoke(PSCmdlet cmdlet, ScriptBlock block, object?[] arguments) =>
        cmdlet.InvokeCommand.InvokeScript(Script, useNewScope: true, PipelineResultTypes.None, input: null, block, arguments, cmdlet);
}
