namespace HoopConnect.Databases.PostgreSql.Server;

/// <summary>Works on some databases of a server at a time.</summary>
internal static class Throttle
{
    /// <summary>Does it for each, until one fails or it is told to stop.</summary>
    /// <param name="all">What there is to do.</param>
    /// <param name="limit">How many at a time, at least one.</param>
    /// <param name="work">One of them.</param>
    /// <param name="cancellationToken">Stops them.</param>
    public static Task EachAsync<T>(
        IEnumerable<T> all, int limit, Func<T, CancellationToken, Task> work, CancellationToken cancellationToken)
    {
        var options = new ParallelOptions { MaxDegreeOfParallelism = Math.Max(1, limit), CancellationToken = cancellationToken };
        return Parallel.ForEachAsync(all, options, (one, stop) => new ValueTask(work(one, stop)));
    }
}
