using System.Collections.Concurrent;
using System.Management.Automation;
using System.Runtime.ExceptionServices;
using HoopConnect.Hosting;
using HoopConnect.Planning;

namespace HoopConnect.PowerShell.Pipeline;

/// <summary>
/// Runs engine work on the thread pool and, while it runs, does on the pipeline thread what the work asks for: PowerShell allows its
/// output, its questions and its session to be touched from that thread only.
/// </summary>
internal sealed class PipelinePump(IPipeline pipeline) : IHoopHost, IDisposable
{
    // How long work that was cancelled may take to end before the pipeline goes on without it. Ctrl+C must answer within a second.
    private static readonly TimeSpan s_grace = TimeSpan.FromMilliseconds(700);

    private readonly BlockingCollection<Action> _queue = [];
    private readonly CancellationTokenSource _stop = new();
    private int _pipelineThread;

    /// <summary>
    /// Runs the work to its end. Called on the pipeline thread; what PowerShell throws on it (a stop, <c>-ErrorAction Stop</c>) comes
    /// through as it is.
    /// </summary>
    /// <returns>The failure of the work; null where it succeeded.</returns>
    /// <exception cref="OperationCanceledException">The pipeline was stopped.</exception>
    public Exception? Run(Func<CancellationToken, Task> work)
    {
        _pipelineThread = Environment.CurrentManagedThreadId;
        var running = Task.Run(() => work(_stop.Token), CancellationToken.None);
        running.ContinueWith(
            _ => Post(static () => { }), CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        try
        {
            while (!running.IsCompleted || _queue.Count > 0)
            {
                var action = _queue.Take(_stop.Token);
                _stop.Token.ThrowIfCancellationRequested();
                action();
            }
        }
        catch (Exception)
        {
            // The pipeline was stopped, or refused an object (Select-Object -First, -ErrorAction Stop): the work must not outlive it.
            Stop();
            WaitFor(running);
            throw;
        }
        finally
        {
            _pipelineThread = 0;
        }
        return running.IsCanceled ? new TaskCanceledException(running) : running.Exception?.InnerException;
    }

    /// <summary>Cancels the work and whatever waits for the pipeline. Called from any thread.</summary>
    public void Stop()
    {
        try
        {
            _stop.Cancel();
        }
        catch (ObjectDisposedException)
        {
            // Ctrl+C came just as the command ended.
        }
    }

    /// <summary>Writes an object and waits until the pipeline has taken it: fast work does not fill the memory of a slow reader.</summary>
    public ValueTask WriteAsync(object value, CancellationToken cancellationToken) =>
        new(OnPipelineThreadAsync(
            () =>
            {
                pipeline.WriteObject(value);
                return true;
            },
            cancellationToken).AsTask());

    /// <inheritdoc/>
    public void Verbose(string message) => Post(() => pipeline.WriteVerbose(message));

    /// <inheritdoc/>
    public void Debug(string message) => Post(() => pipeline.WriteDebug(message));

    /// <inheritdoc/>
    public void Warning(string message) => Post(() => pipeline.WriteWarning(message));

    /// <inheritdoc/>
    public void Progress(HoopProgress progress) => Post(() => pipeline.WriteProgress(progress));

    /// <inheritdoc/>
    public void Error(HoopException error) => Error(error, null);

    /// <summary>Reports the failure of one target.</summary>
    public void Error(Exception error, object? target) => Post(() => pipeline.WriteError(error, target));

    /// <inheritdoc/>
    public ValueTask<bool> ShouldApplyAsync(Plan plan, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(plan);
        // Nothing to do needs no consent.
        return plan.IsEmpty ? ValueTask.FromResult(true) : OnPipelineThreadAsync(() => pipeline.ShouldApply(plan), cancellationToken);
    }

    /// <inheritdoc/>
    public async ValueTask<T> OnSessionThreadAsync<T>(Func<T> work, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(work);
        var outcome = await OnPipelineThreadAsync(() => Outcome<T>.Of(work), cancellationToken);
        return outcome.Get();
    }

    /// <inheritdoc/>
    public void Dispose() => Stop();

    private ValueTask<T> OnPipelineThreadAsync<T>(Func<T> work, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(work);
        cancellationToken.ThrowIfCancellationRequested();
        return Environment.CurrentManagedThreadId == _pipelineThread
            ? ValueTask.FromResult(work())
            : AnsweredAsync(work, cancellationToken);
    }

    private async ValueTask<T> AnsweredAsync<T>(Func<T> work, CancellationToken cancellationToken)
    {
        var answer = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        using var stopped = _stop.Token.Register(() => answer.TrySetCanceled(_stop.Token));
        using var cancelled = cancellationToken.Register(() => answer.TrySetCanceled(cancellationToken));
        Post(() =>
        {
            if (!answer.Task.IsCompleted)
                answer.TrySetResult(work());
        });
        return await answer.Task;
    }

    private void Post(Action action) => _queue.Add(action);

    private static void WaitFor(Task running)
    {
        try
        {
            running.Wait(s_grace);
        }
        catch (AggregateException)
        {
            // What the stopped work says no longer matters; the reason for the stop is on its way.
        }
    }

    /// <summary>
    /// What came of work on the session thread: its failure belongs to whoever asked for it and must not end the pipeline.
    /// </summary>
    private readonly record struct Outcome<T>(T? Value, Exception? Failure)
    {
        public static Outcome<T> Of(Func<T> work)
        {
            try
            {
                return new(work(), null);
            }
            catch (Exception failure) when (failure is not PipelineStoppedException)
            {
                return new(default, failure);
            }
        }

        public T Get()
        {
            if (Failure is not null)
                ExceptionDispatchInfo.Throw(Failure);
            return Value!;
        }
    }
}
