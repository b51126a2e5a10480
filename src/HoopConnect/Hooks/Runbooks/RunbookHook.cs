using System.Diagnostics;
using HoopConnect.Hosting;
using HoopConnect.Planning;
using HoopConnect.Provisioning.Jobs;
using HoopConnect.Secrets;

namespace HoopConnect.Hooks.Runbooks;

/// <summary>
/// Runs a runbook for each job that has ended, completed or failed, with the job's documents in its environment. What it does is in the
/// job's record; a runbook that fails is an error of its own and takes nothing back.
/// </summary>
public sealed class RunbookHook(Runbook runbook) : IJobHook
{
    private const string Hidden = "********";

    /// <inheritdoc/>
    public IReadOnlyList<PlanStep> Plan(JobRecord job)
    {
        ArgumentNullException.ThrowIfNull(job);
        var hidden = runbook.Options.IncludePassword
            ? job.Status.Result.ToDictionary(role => role.UserRole, _ => Secret.From(Hidden)) : [];
        var master = runbook.Options.IncludePassword ? Secret.From(Hidden) : null;
        var run = new PlanStep(
            job.Spec.DbArn, "run the runbook",
            string.Join(
                '\n',
                runbook.Command.Shown(runbook.ShownScript),
                $"{RunbookDocuments.Request}={RunbookDocuments.WriteRequest(job, master)}",
                $"{RunbookDocuments.Response}={RunbookDocuments.WriteResponse(job, hidden)}"))
        {
            Note = (runbook.Options.IncludePassword ? "with the passwords; " : "") + (job.Status.Phase == JobPhase.Running
                ? "the response says what became of the roles, once the job has ended" : $"for at most {Timeout} seconds"),
        };
        return runbook.Preparation is { } clone
            ? [new PlanStep(runbook.Source.Text, "clone the repository", clone) { Note = "once, into a temporary folder" }, run] : [run];
    }

    /// <inheritdoc/>
    public async Task<JobRecord> RunAsync(EndedJob job, IHoopHost host, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(job);
        ArgumentNullException.ThrowIfNull(host);
        try
        {
            var result = await RunAsync(job, cancellationToken);
            if (FailureOf(result) is { } failure)
                host.Error(failure);
            else
                host.Verbose($"{result.Runbook} ended well in {result.Seconds:0.0} seconds.");
            return job.Record with { HookStatus = StatusOf(result) };
        }
        catch (HoopException error)
        {
            host.Error(error);
            return job.Record;
        }
    }

    /// <summary>Runs it for one job.</summary>
    /// <exception cref="HoopException"><c>Runbook.TooLong</c>, <c>Runbook.StartFailed</c>, <c>Runbook.JobRunning</c>.</exception>
    public async Task<RunbookResult> RunAsync(EndedJob job, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(job);
        var record = job.Record;
        CheckEnded(record);
        var start = new ProcessStartInfo(runbook.Command.Program, [.. runbook.Command.Arguments, runbook.Script])
        {
            WorkingDirectory = runbook.Folder,
        };
        foreach (var (name, value) in runbook.Options.Variables)
            start.Environment[name] = value;
        var secrets = HookEnvironment.Secrets(start.Environment);
        HookEnvironment.Strip(start.Environment);
        var includes = runbook.Options.IncludePassword;
        Set(start, RunbookDocuments.Request, RunbookDocuments.WriteRequest(record, includes ? job.Master?.Password : null), record);
        Set(
            start, RunbookDocuments.Response,
            RunbookDocuments.WriteResponse(record, includes ? job.Passwords : new Dictionary<string, Secret>()), record);
        // What it writes into a pipe is in the code page of the machine otherwise.
        start.Environment.TryAdd("PYTHONIOENCODING", "utf-8");

        var mask = new OutputMask([.. job.Secrets.Select(secret => secret.Reveal()), .. secrets]);
        var exit = await HookProcess.RunAsync(start, mask, runbook.Options.Timeout, cancellationToken);
        return new RunbookResult
        {
            JobId = record.Id,
            Arn = record.Spec.DbArn,
            Runbook = runbook.Name,
            Commit = runbook.Commit,
            ExitCode = exit.ExitCode,
            Output = exit.Output,
            Seconds = exit.Duration.TotalSeconds,
            TimedOut = exit.TimedOut,
        };
    }

    /// <summary>What a job's record says of it.</summary>
    public static JobHookStatus StatusOf(RunbookResult result)
    {
        ArgumentNullException.ThrowIfNull(result);
        return new JobHookStatus(result.ExitCode, result.Output, (int)Math.Round(result.Seconds)) { Commit = result.Commit };
    }

    /// <summary>The failure of one that did not end well; null where it did.</summary>
    public HoopException? FailureOf(RunbookResult result)
    {
        ArgumentNullException.ThrowIfNull(result);
        if (result.TimedOut)
        {
            return RunbookErrors.TimedOut.Error(
                $"The runbook '{result.Runbook}' did not end within {Timeout} seconds for job {result.JobId} of '{result.Arn}'.",
                result.Arn);
        }

        if (result.ExitCode == 0)
            return null;
        var said = LastLine(result.Output);
        return RunbookErrors.Failed.Error(
            $"The runbook '{result.Runbook}' ended with exit code {result.ExitCode} for job {result.JobId} of '{result.Arn}'"
                + (said.Length > 0 ? $": {said}" : "."),
            result.Arn);
    }

    /// <summary>Refuses a job that runs: there is no response yet.</summary>
    /// <exception cref="HoopException"><c>Runbook.JobRunning</c>.</exception>
    public static void CheckEnded(JobRecord job)
    {
        ArgumentNullException.ThrowIfNull(job);
        if (job.Status.Phase == JobPhase.Running)
            throw RunbookErrors.JobRunning.Error($"The job {job.Id} of '{job.Spec.DbArn}' is still running.", job.Id);
    }

    private int Timeout => (int)Math.Ceiling(runbook.Options.Timeout.TotalSeconds);

    private static string LastLine(string output) =>
        output.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).LastOrDefault() ?? "";

    private static void Set(ProcessStartInfo start, string name, string value, JobRecord job)
    {
        if (TemporaryEnvironment.IsTooLong(name, value))
        {
            throw RunbookErrors.TooLong.Error(
                $"The document in {name} of job {job.Id} has {value.Length} characters, which is more than a variable may have.",
                job.Id);
        }

        start.Environment[name] = value;
    }
}
