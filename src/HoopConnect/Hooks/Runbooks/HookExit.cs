namespace HoopConnect.Hooks.Runbooks;

/// <summary>How a process ended.</summary>
/// <param name="ExitCode">Its exit code.</param>
/// <param name="Output">What it wrote, cut and masked.</param>
/// <param name="Duration">How long it took.</param>
/// <param name="TimedOut">Whether it was ended because its time was up.</param>
internal sealed record HookExit(int ExitCode, string Output, TimeSpan Duration, bool TimedOut);
