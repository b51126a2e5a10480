using System.ComponentModel;
using System.Diagnostics;
using HoopConnect.Hosting;

namespace HoopConnect.Hooks.Runbooks;

/// <summary>
/// A process that is run to its end: it gets nothing to read, has a limited time, and nothing that it started outlives it.
/// </summary>
internal static class HookProcess
{
    // What it wrote is in the pipe when it ends; only what it left running can hold the pipe open longer.
    private static readonly TimeSpan Leftovers = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Ending = TimeSpan.FromMilliseconds(500);

    /// <summary>Runs it. A cancelled one is ended at once.</summary>
    /// <exception cref="HoopException"><c>Runbook.StartFailed</c>.</exception>
    public static async Task<HookExit> RunAsync(
        ProcessStartInfo start, OutputMask mask, TimeSpan timeout, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        start.UseShellExecute = false;
        start.CreateNoWindow = true;
        start.RedirectStandardInput = start.RedirectStandardOutput = start.RedirectStandardError = true;
        var mark = Guid.NewGuid().ToString("N");
        start.Environment[ProcessTree.Variable] = mark;

        using var process = new Process { StartInfo = start };
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var started = Stopwatch.GetTimestamp();
        Start(process);
        var tree = new ProcessTree(process, mark);
        var output = new HookOutput(mask);
        var reading = Task.WhenAll(
            output.ReadAsync(process.StandardOutput.BaseStream), output.ReadAsync(process.StandardError.BaseStream));
        var ended = false;
        try
        {
            process.StandardInput.Close();
            deadline.CancelAfter(timeout);
            await process.WaitForExitAsync(deadline.Token);
            ended = true;
            await WaitAsync(reading, Leftovers, deadline.Token);
        }
        catch (OperationCanceledException)
        {
            cancellationToken.ThrowIfCancellationRequested();
        }
        finally
        {
            // Off this thread: the caller's is to be free in the moment.
            await Task.Run(tree.End, CancellationToken.None);
        }

        await WaitAsync(reading, Ending, CancellationToken.None);
        await WaitAsync(process.WaitForExitAsync(CancellationToken.None), Ending, CancellationToken.None);
        return new HookExit(
            process.HasExited ? process.ExitCode : -1, output.Close(), Stopwatch.GetElapsedTime(started), TimedOut: !ended);
    }

    private static void Start(Process process)
    {
        var program = process.StartInfo.FileName;
        try
        {
            process.Start();
        }
        catch (Exception error) when (error is Win32Exception or InvalidOperationException or IOException)
        {
            throw RunbookErrors.StartFailed.Error($"'{program}' could not be started: {error.Message}", program, cause: error);
        }
    }

    private static async Task WaitAsync(Task work, TimeSpan patience, CancellationToken cancellationToken)
    {
        try
        {
            await work.WaitAsync(patience, cancellationToken);
        }
        catch (TimeoutException)
        {
        }
        catch (IOException)
        {
            // The pipe of one that was ended.
        }
    }
}
