namespace HoopConnect.Provisioning.Jobs;

/// <summary>What the hook of a job did.</summary>
/// <param name="ExitCode">The exit code of its process.</param>
/// <param name="Output">Its output, cut.</param>
/// <param name="ExecutionTimeSec">How long it took, in whole seconds.</param>
public sealed record JobHookStatus(int ExitCode, string Output, int ExecutionTimeSec);
