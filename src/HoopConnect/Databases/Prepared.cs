namespace HoopConnect.Databases;

/// <summary>What takes several steps to open is closed again where one of them fails.</summary>
internal static class Prepared
{
    /// <summary>Does the further steps.</summary>
    public static async Task<T> PreparedAsync<T>(this T opened, Func<T, Task> prepare)
        where T : IAsyncDisposable
    {
        try
        {
            await prepare(opened);
            return opened;
        }
        catch
        {
            await opened.DisposeAsync();
            throw;
        }
    }
}
