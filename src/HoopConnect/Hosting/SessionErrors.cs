namespace HoopConnect.Hosting;

/// <summary>What can be wrong with credentials in the environment of this process.</summary>
internal static class SessionErrors
{
    public static readonly ErrorDefinition Busy = new(
        "Session.Busy", HoopErrorKind.InvalidOperation,
        "Another session of this process has its credentials in the environment, and the environment belongs to the whole process.",
        "Wait until it has ended. For sessions side by side use processes (Start-Job), not thread jobs, ForEach-Object -Parallel or" +
            " one session inside another.");

    public static readonly ErrorDefinition NotExpressible = new(
        "Session.NotExpressible", HoopErrorKind.InvalidData,
        "A value holds a NUL character, which ends an environment variable on every system, or is longer than one may be.",
        "Rotate the password that has it, or give the program what it needs in a file (Export-HoopConnection).");
}
