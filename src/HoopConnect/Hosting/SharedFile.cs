namespace HoopConnect.Hosting;

/// <summary>
/// Files that one process reads while another replaces them or takes them away. On Windows a file that is open can be moved or deleted only
/// where whoever opened it allows it, and not in the moment in which it is moved or deleted: so readers allow it, and each of
/// the three tries again for a while.
/// </summary>
internal static class SharedFile
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(2);
    private static readonly TimeSpan LongestPause = TimeSpan.FromMilliseconds(50);

    // System Error Codes (Microsoft Learn): ERROR_SHARING_VIOLATION, ERROR_LOCK_VIOLATION.
    private const int SharingViolation = unchecked((int)0x80070020);
    private const int LockViolation = unchecked((int)0x80070021);

    /// <summary>All bytes of a file.</summary>
    /// <exception cref="FileNotFoundException">There is none.</exception>
    public static Task<byte[]> ReadAsync(string path, CancellationToken cancellationToken) =>
        RetryAsync(
            async () =>
            {
                await using var stream = new FileStream(path, Reading(FileOptions.Asynchronous));
                using var content = new MemoryStream();
                await stream.CopyToAsync(content, cancellationToken);
                return content.ToArray();
            },
            TimeProvider.System,
            cancellationToken);

    /// <summary>
    /// The bytes of a file that somebody names, and of one that has more than so many just enough to tell: a device without an end is not
    /// read to its end.
    /// </summary>
    public static async Task<byte[]> ReadAtMostAsync(string path, int most, CancellationToken cancellationToken)
    {
        // A pipe is opened only when somebody writes to it: that wait can be cancelled.
        await using var stream =
            await Task.Run(() => new FileStream(path, Reading(FileOptions.Asynchronous)), cancellationToken).WaitAsync(cancellationToken);
        using var content = new MemoryStream();
        var buffer = new byte[16 * 1024];
        int count;
        while (content.Length <= most && (count = await stream.ReadAsync(buffer, cancellationToken)) > 0)
            content.Write(buffer, 0, count);
        return content.ToArray();
    }

    /// <summary>The text of a file in UTF-8, for who cannot await it: where it is in use the thread waits.</summary>
    public static string ReadText(string path)
    {
        var start = TimeProvider.System.GetTimestamp();
        var backoff = new Backoff(FirstPause, LongestPause);
        while (true)
        {
            try
            {
                using var reader = new StreamReader(new FileStream(path, Reading(FileOptions.None)));
                return reader.ReadToEnd();
            }
            catch (Exception error) when (IsInUse(error) && TimeProvider.System.GetElapsedTime(start) < Patience)
            {
            }

            Thread.Sleep(backoff.Next());
        }
    }

    /// <summary>Renames a file, over the one that is there.</summary>
    public static Task MoveAsync(string from, string to, CancellationToken cancellationToken) =>
        DoAsync(() => File.Move(from, to, overwrite: true), cancellationToken);

    /// <summary>Takes a file away. One that is not there is no failure.</summary>
    public static Task DeleteAsync(string path, CancellationToken cancellationToken) => DoAsync(() => File.Delete(path), cancellationToken);

    /// <summary>The same where it does not matter if the file stays.</summary>
    public static async Task TryDeleteAsync(string path)
    {
        try
        {
            await DeleteAsync(path, CancellationToken.None);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
        }
    }

    /// <summary>Does it again for about a second, as long as another process has the file.</summary>
    internal static async Task<T> RetryAsync<T>(Func<Task<T>> work, TimeProvider time, CancellationToken cancellationToken)
    {
        var start = time.GetTimestamp();
        var backoff = new Backoff(FirstPause, LongestPause);
        while (true)
        {
            try
            {
                return await work();
            }
            catch (Exception error) when (IsInUse(error) && time.GetElapsedTime(start) < Patience)
            {
            }

            await Task.Delay(backoff.Next(), time, cancellationToken);
        }
    }

    private static Task<bool> DoAsync(Action work, CancellationToken cancellationToken) =>
        RetryAsync(
            () =>
            {
                work();
                return Task.FromResult(true);
            },
            TimeProvider.System,
            cancellationToken);

    // A file that is being deleted, and one that is moved over while it is open, say that access is denied.
    private static bool IsInUse(Exception error) =>
        error.HResult is SharingViolation or LockViolation || (error is UnauthorizedAccessException && OperatingSystem.IsWindows());

    private static FileStreamOptions Reading(FileOptions options) => new()
    {
        Mode = FileMode.Open,
        Access = FileAccess.Read,
        Share = FileShare.ReadWrite | FileShare.Delete,
        Options = options,
    };
}
