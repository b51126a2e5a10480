using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;

namespace HoopConnect.Provisioning.Jobs;

/// <summary>The process that runs a job. A process id alone says nothing: it is used again after the process has ended.</summary>
/// <param name="MachineName">The machine it runs on.</param>
/// <param name="ProcessId">Its id there.</param>
/// <param name="StartTime">When it was started (UTC).</param>
internal sealed record JobOwner(string MachineName, int ProcessId, DateTime StartTime)
{
    // The start time is worked out from the machine's uptime and the clock, each time anew.
    private static readonly TimeSpan Tolerance = TimeSpan.FromSeconds(5);

    // System Error Codes (Microsoft Learn): ERROR_ACCESS_DENIED.
    private const int AccessDenied = 5;

    public static JobOwner ThisProcess()
    {
        using var process = Process.GetCurrentProcess();
        return new JobOwner(Environment.MachineName, process.Id, process.StartTime.ToUniversalTime());
    }

    /// <summary>True where the process certainly has ended: one on another machine may still run.</summary>
    public bool HasEnded()
    {
        if (!string.Equals(MachineName, Environment.MachineName, StringComparison.OrdinalIgnoreCase))
            return false;
        try
        {
            using var process = Process.GetProcessById(ProcessId);
            return (process.StartTime.ToUniversalTime() - StartTime).Duration() > Tolerance;
        }
        catch (ArgumentException)
        {
            return true;
        }
        catch (Win32Exception refused) when (OperatingSystem.IsWindows() && refused.NativeErrorCode == AccessDenied)
        {
            // It is another user's, such as a scheduled task's, and nobody tells whether it is the one that began the job.
            return false;
        }
        catch (Exception error) when (error is InvalidOperationException or Win32Exception)
        {
            // It ended while it was looked at.
            return true;
        }
    }

    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"process {ProcessId} on {MachineName}, started {StartTime:O}");
}
