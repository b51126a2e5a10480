using System.Management.Automation;
using HoopConnect.Display;
using HoopConnect.Hosting;
using HoopConnect.Planning;
using HoopConnect.PowerShell.Pipeline;

namespace HoopConnect.PowerShell;

/// <summary>
/// The base of all cmdlets: the asynchronous engine on one side, PowerShell's pipeline thread on the other. A cmdlet overrides
/// <see cref="BeginAsync"/>, <see cref="ProcessAsync"/> or <see cref="EndAsync"/>, gives <see cref="HoopHost"/> to the engine and writes
/// what comes back with <see cref="WriteAsync"/>. A failure in <see cref="ProcessAsync"/> is that of one target, reported as a
/// non-terminating error, and the next pipeline object goes on; one in the others concerns the whole command and ends it. It is the
/// one place that writes to the streams of PowerShell, so that no text of somebody else's gets there as it is
/// (<see cref="ForeignText"/>).
/// </summary>
public abstract class HoopCmdlet : PSCmdlet, IPipeline, IDisposable
{
    private readonly PipelinePump _pump;
    private readonly Lazy<CmdletServices> _services;
    private volatile bool _stopped;

    /// <summary>Makes the cmdlet.</summary>
    protected HoopCmdlet()
    {
        _pump = new PipelinePump(this);
        _services = new Lazy<CmdletServices>(MakeServices);
    }

    /// <summary>What the engine reports to.</summary>
    protected IHoopHost HoopHost => _pump;

    /// <summary>What the cmdlet reaches beyond its parameters.</summary>
    private protected CmdletServices Services => _services.Value;

    /// <summary>Releases what the cmdlet holds; PowerShell calls it when the pipeline has ended.</summary>
    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Releases what the cmdlet holds.</summary>
    /// <param name="disposing">False from a finaliser.</param>
    protected virtual void Dispose(bool disposing)
    {
        if (!disposing)
            return;
        if (_services.IsValueCreated)
            _services.Value.Dispose();
        _pump.Dispose();
    }

    /// <summary>Makes <see cref="Services"/>, at their first use.</summary>
    private protected virtual CmdletServices MakeServices() => new(this, HoopHost);

    /// <summary>Before the first pipeline object. Parameters from the pipeline are not bound yet.</summary>
    protected virtual Task BeginAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>For each pipeline object, or once without a pipeline.</summary>
    protected virtual Task ProcessAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>
    /// On the pipeline thread itself, after <see cref="ProcessAsync"/> has succeeded: for a script block of the user's, whose <c>throw</c>,
    /// <c>break</c> and <c>exit</c> have to go through as they are.
    /// </summary>
    protected virtual void AfterProcess()
    {
    }

    /// <summary>After the last pipeline object. Failures of single targets are reported; what is thrown ends the command.</summary>
    protected virtual Task EndAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>Writes one object and waits until the pipeline has taken it.</summary>
    protected ValueTask WriteAsync(object value, CancellationToken cancellationToken) =>
        _pump.WriteAsync(IndexableLists.In(value), cancellationToken);

    /// <summary>Writes each object as it comes.</summary>
    protected async Task WriteAllAsync<T>(IAsyncEnumerable<T> values, CancellationToken cancellationToken)
        where T : notnull
    {
        await foreach (var value in values.WithCancellation(cancellationToken))
            await WriteAsync(value, cancellationToken);
    }

    /// <summary>Writes commands of ours to the log of a job, as Write-Host does, for the agent that reads it: unbroken.</summary>
    private protected async Task WriteCommandsAsync(IEnumerable<string> commands, CancellationToken cancellationToken) =>
        await HoopHost.OnSessionThreadAsync(
            () =>
            {
                foreach (var command in commands)
                    WriteInformation(new HostInformationMessage { Message = command }, ["PSHOST"]);
                return true;
            },
            cancellationToken);

    /// <summary>Reports the failure of one target; the others go on.</summary>
    /// <param name="error">The failure.</param>
    /// <param name="target">What it happened to, where the failure does not say so itself.</param>
    protected void ReportError(Exception error, object? target = null) => _pump.Error(error, target);

    /// <summary>As <see cref="ReportError"/>, on the pipeline thread itself.</summary>
    private protected void WriteFailure(Exception error, object? target) => WriteError(ErrorRecords.From(error, target));

    /// <summary>
    /// Does the work for each target, some at a time, and writes what comes of it. A failure is that target's own; the others go on.
    /// </summary>
    /// <param name="targets">What the work is for.</param>
    /// <param name="throttleLimit">How many at a time.</param>
    /// <param name="work">Gives the object to write.</param>
    /// <param name="subject">What a failure happened to, where it does not say so itself.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    protected Task WriteEachAsync<T, TResult>(
        IEnumerable<T> targets,
        int throttleLimit,
        Func<T, CancellationToken, Task<TResult>> work,
        Func<T, object> subject,
        CancellationToken cancellationToken)
        where TResult : notnull =>
        Parallel.ForEachAsync(
            targets,
            new ParallelOptions { MaxDegreeOfParallelism = throttleLimit, CancellationToken = cancellationToken },
            async (target, cancel) =>
        {
            try
            {
                await WriteAsync(await work(target, cancel), cancel);
            }
            catch (HoopException error)
            {
                // Also one that will come with the others: they are under way, and each ends in its own time.
                ReportError(error, subject(target));
            }
        });

    /// <summary>Does the work for one target of several, one after the other. A failure is its own; the others go on.</summary>
    /// <param name="target">What a failure happened to, where it does not say so itself.</param>
    /// <param name="work">What is done for it.</param>
    protected async Task ForTargetAsync(object target, Func<Task> work)
    {
        ArgumentNullException.ThrowIfNull(work);
        try
        {
            await work();
        }
        catch (HoopException error) when (!ConcernsAll(error))
        {
            ReportError(error, target);
        }
    }

    /// <summary>A path of the user's session as the file system knows it.</summary>
    /// <exception cref="HoopException"><c>Argument.NotAFile</c>.</exception>
    protected async Task<string> FullPathAsync(string path, CancellationToken cancellationToken) =>
        await HoopHost.OnSessionThreadAsync(() => SessionPath.Of(this, path), cancellationToken);

    /// <summary>What the command was asked for: to show (<c>-WhatIf</c>, <c>$WhatIfPreference</c>) or to do.</summary>
    private protected async Task<RunMode> ModeAsync(CancellationToken cancellationToken) =>
        await HoopHost.OnSessionThreadAsync(() => IsWhatIf() ? RunMode.Show : RunMode.Apply, cancellationToken);

    /// <summary>Whether a failure, though it came with one target, would come with every other too.</summary>
    private protected virtual bool ConcernsAll(Exception failure) => false;

    /// <summary>A failure that concerns the whole command: throw what it gives.</summary>
    protected static Exception Terminating(Exception cause) => new TerminatingException(cause);

    /// <inheritdoc/>
    protected sealed override void BeginProcessing()
    {
        OutputTypes.Read(InvokeCommand);
        Run(BeginAsync, terminates: true);
    }

    /// <inheritdoc/>
    protected sealed override void ProcessRecord()
    {
        if (Run(ProcessAsync, terminates: false))
            AfterProcess();
    }

    /// <inheritdoc/>
    protected sealed override void EndProcessing() => Run(EndAsync, terminates: true);

    /// <inheritdoc/>
    protected sealed override void StopProcessing()
    {
        _stopped = true;
        _pump.Stop();
    }

    void IPipeline.WriteObject(object value) => WriteObject(value);

    void IPipeline.WriteError(Exception error, object? target) => WriteFailure(error, target);

    void IPipeline.WriteVerbose(string message) => WriteVerbose(ForeignText.Escape(message));

    void IPipeline.WriteDebug(string message) => WriteDebug(ForeignText.Escape(message));

    void IPipeline.WriteWarning(string message) => WriteWarning(ForeignText.Escape(message));

    void IPipeline.WriteProgress(HoopProgress progress) => WriteProgress(ProgressRecords.From(progress));

    bool IPipeline.ShouldApply(Plan plan)
    {
        var text = plan.ToString();
        return ShouldProcess(text, text, "HoopConnect: apply this plan?");
    }

    private bool IsWhatIf() => LanguagePrimitives.IsTrue(
        MyInvocation.BoundParameters.TryGetValue("WhatIf", out var given) ? given : SessionState.PSVariable.GetValue("WhatIfPreference"));

    /// <returns>False where the work failed and the failure was written.</returns>
    private bool Run(Func<CancellationToken, Task> work, bool terminates)
    {
        Exception? failure;
        try
        {
            failure = _pump.Run(work);
        }
        catch (OperationCanceledException) when (_stopped)
        {
            throw new PipelineStoppedException();
        }
        if (failure is null)
            return true;
        if (_stopped)
            throw new PipelineStoppedException();
        var record = ErrorRecords.From(failure);
        if (terminates || failure is TerminatingException || ConcernsAll(failure))
            ThrowTerminatingError(record);
        WriteError(record);
        return false;
    }
}
