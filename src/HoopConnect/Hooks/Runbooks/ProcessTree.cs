using System.ComponentModel;
using System.Diagnostics;
using System.Text;

namespace HoopConnect.Hooks.Runbooks;

/// <summary>
/// A process with all that it started. Those whose parent has ended are nobody's children any more; on Linux they are known by a mark in
/// the environment that they inherited. (A process that clears its environment, or that of another user, is out of reach.)
/// </summary>
internal sealed class ProcessTree(Process root, string mark)
{
    /// <summary>The variable with the mark.</summary>
    public const string Variable = "HOOPCONNECT_HOOK";

    // Each round finds what was started while the one before went on.
    private const int MostRounds = 50;

    private readonly byte[] _mark = Encoding.UTF8.GetBytes($"{Variable}={mark}\0");

    /// <summary>Ends all of it, without asking.</summary>
    public void End()
    {
        try
        {
            root.Kill(entireProcessTree: true);
        }
        catch (Exception error) when (error is InvalidOperationException or Win32Exception or AggregateException)
        {
            // It ended by itself, or a part of it is somebody else's.
        }

        for (var round = 0; OperatingSystem.IsLinux() && round < MostRounds && EndMarked(); round++)
        {
        }
    }

    private bool EndMarked()
    {
        var any = false;
        foreach (var folder in Directory.EnumerateDirectories("/proc"))
        {
            if (!int.TryParse(Path.GetFileName(folder), out var id) || id == Environment.ProcessId || !IsMarked(folder))
                continue;
            any = true;
            try
            {
                using var process = Process.GetProcessById(id);
                process.Kill();
            }
            catch (Exception error) when (error is ArgumentException or InvalidOperationException or Win32Exception)
            {
                // It has ended.
            }
        }

        return any;
    }

    private bool IsMarked(string folder)
    {
        try
        {
            return File.ReadAllBytes(Path.Combine(folder, "environ")).AsSpan().IndexOf(_mark) >= 0;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }
}
