namespace HoopConnect.Aws;

/// <summary>Lists that come page by page.</summary>
internal static class AsyncLists
{
    /// <summary>All of it.</summary>
    public static async Task<List<T>> CollectAsync<T>(this IAsyncEnumerable<T> pages, CancellationToken cancellationToken)
    {
        var all = new List<T>();
        await foreach (var item in pages.WithCancellation(cancellationToken))
            all.Add(item);
        return all;
    }

    /// <summary>The first that fits; the pages after it are not asked for. Null where none does.</summary>
    public static async Task<T?> FindAsync<T>(this IAsyncEnumerable<T> pages, Predicate<T> fits, CancellationToken cancellationToken)
        where T : class
    {
        await foreach (var item in pages.WithCancellation(cancellationToken))
        {
            if (fits(item))
                return item;
        }

        return null;
    }
}
