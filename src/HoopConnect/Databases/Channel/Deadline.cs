namespace HoopConnect.Databases.Channel;

/// <summary>Work that has so much time as a whole, however slowly the other side feeds it.</summary>
internal static class Deadline
{
    /// <exception cref="OperationCanceledException">The caller cancelled.</exception>
    /// <exception cref="TimeoutException">The time is over.</exception>
    public static async Task<T> RunAsync<T>(TimeSpan time, Func<CancellationToken, Task<T>> work, CancellationToken cancellationToken)
    {
        using var linked = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        linked.CancelAfter(time);
        try
        {
            return await work(linked.Token);
        }
        catch (Exception) when (linked.IsCancellationRequested)
        {
            // A cancelled socket shows itself as one of several exceptions.
            cancellationToken.ThrowIfCancellationRequested();
            throw new TimeoutException($"The server did not answer within {time.TotalSeconds:0.#} seconds.");
        }
    }
}
