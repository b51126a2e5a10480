using HoopConnect.Hosting;

namespace HoopConnect.Credentials.Vaults;

/// <summary>
/// The turn of this process among the processes that write to one vault: taken by its first writer, shared by all, given back by the last.
/// </summary>
internal sealed class ProcessTurn
{
    private readonly object _sync = new();
    private int _writers;
    private Task<FileLock?>? _lock;

    /// <summary>Waits for the turn; a lock that could not be had in time is no failure.</summary>
    /// <param name="acquire">Waits for the lock; called where no writer of this process has it, and not cancelled, since others share
    /// it.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    public async Task<IDisposable> EnterAsync(Func<Task<FileLock?>> acquire, CancellationToken cancellationToken)
    {
        Task<FileLock?> turn;
        lock (_sync)
        {
            _writers++;
            turn = _lock ??= acquire();
        }

        try
        {
            await turn.WaitAsync(cancellationToken);
            return new Place(this);
        }
        catch
        {
            Leave();
            throw;
        }
    }

    private void Leave()
    {
        Task<FileLock?>? turn;
        lock (_sync)
        {
            if (--_writers > 0)
                return;
            (turn, _lock) = (_lock, null);
        }

        // The last one may have been cancelled while the lock was still being waited for.
        turn?.ContinueWith(
            held => held.Result?.Dispose(),
            CancellationToken.None,
            TaskContinuationOptions.OnlyOnRanToCompletion | TaskContinuationOptions.ExecuteSynchronously,
            TaskScheduler.Default);
    }

    private sealed class Place(ProcessTurn turn) : IDisposable
    {
        private int _left;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref _left, 1) == 0)
                turn.Leave();
        }
    }
}
