using HoopConnect.Hosting;

namespace HoopConnect.Hooks.Runbooks;

/// <summary>What can be wrong with a runbook.</summary>
internal static class RunbookErrors
{
    public static readonly ErrorDefinition InvalidSource = new(
        "Runbook.InvalidSource", HoopErrorKind.InvalidArgument,
        "It is no script, git working copy or URL of a repository that a runbook can be taken from.",
        "Name a .py or .ps1 script, a git working copy, or a repository (https://..., ssh://..., user@host:path, file://...).");

    public static readonly ErrorDefinition NotFound = new(
        "Runbook.NotFound", HoopErrorKind.ObjectNotFound,
        "There is no such runbook.",
        "A repository keeps it in hoop-hooks/aws-connect-post-exec.runbook.py (or .ps1); any other script is named by its path.");

    public static readonly ErrorDefinition NotSafe = new(
        "Runbook.NotSafe", HoopErrorKind.PermissionDenied,
        "Somebody else could change the runbook, which runs with the rights of who starts it.",
        "Have the script and the folders that it lies in belong to you or the administrators, and closed to others for writing "
            + "(chmod go-w, icacls).");

    public static readonly ErrorDefinition ProgramMissing = new(
        "Runbook.ProgramMissing", HoopErrorKind.NotInstalled,
        "The program that the runbook needs is not in the PATH.",
        "Install it: python3 (on Windows the launcher py) for .py, PowerShell 7 for .ps1, git for repositories.");

    public static readonly ErrorDefinition CloneFailed = new(
        "Runbook.CloneFailed", HoopErrorKind.ConnectionError,
        "git could not clone the repository of the runbook.",
        "Clone it by hand once: the credentials are those of git's own helpers or of ssh, and nothing is asked for.");

    public static readonly ErrorDefinition TooLong = new(
        "Runbook.TooLong", HoopErrorKind.InvalidOperation,
        "A document is longer than an environment variable of this system may be.",
        "Have the runbook read the record itself (Get-HoopProvisioningJob).");

    public static readonly ErrorDefinition StartFailed = new(
        "Runbook.StartFailed", HoopErrorKind.NotSpecified,
        "The program that runs the runbook could not be started.",
        "Start it by hand.");

    public static readonly ErrorDefinition Failed = new(
        "Runbook.Failed", HoopErrorKind.NotSpecified,
        "The runbook ended with an exit code that is not 0. What the job did stays done.",
        "Its output is in the job's record (hook_status); Invoke-HoopRunbookHook runs it again.");

    public static readonly ErrorDefinition TimedOut = new(
        "Runbook.TimedOut", HoopErrorKind.OperationTimeout,
        "The runbook did not end in time, and was ended with all that it had started. What the job did stays done.",
        "Give it more time, or find what it waits for; Invoke-HoopRunbookHook runs it again.");

    public static readonly ErrorDefinition JobRunning = new(
        "Runbook.JobRunning", HoopErrorKind.InvalidOperation,
        "The job has not ended yet.",
        "Wait until it has: a runbook gets what became of a job.");
}
