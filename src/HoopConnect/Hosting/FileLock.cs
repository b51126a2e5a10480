namespace HoopConnect.Hosting;

/// <summary>
/// A lock between the processes of one user on one machine: a file in the state folder that is held open alone. The operating system
/// frees it when the process ends, however it ends. It is a courtesy: nothing may be lost where it is not held (another machine, a network
/// file system, a deadline that passed).
/// </summary>
internal sealed class FileLock : IDisposable
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(5);
    private static readonly TimeSpan LongestPause = TimeSpan.FromMilliseconds(250);

    private readonly FileStream _file;

    private FileLock(FileStream file) => _file = file;

    /// <summary>Waits for the lock; null where the time is up.</summary>
    /// <param name="folder">Where the lock files are.</param>
    /// <param name="name">What is locked; any text (it is turned into a file name).</param>
    /// <param name="patience">How long to wait.</param>
    /// <param name="time">The clock.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    public static async Task<FileLock?> TryAcquireAsync(
        StateFolder folder, string name, TimeSpan patience, TimeProvider time, CancellationToken cancellationToken)
    {
        var path = Path.Combine(folder.Folder("locks"), FileName(name));
        var start = time.GetTimestamp();
        var backoff = new Backoff(FirstPause, LongestPause);
        while (true)
        {
            try
            {
                // FileShare.None is flock on Unix, a sharing mode on Windows. The file stays: deleting it would race with who opens it
                // next.
                return new FileLock(new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None));
            }
            catch (Exception error) when (error is IOException or UnauthorizedAccessException)
            {
                if (time.GetElapsedTime(start) >= patience)
                    return null;
            }

            await Task.Delay(backoff.Next(), time, cancellationToken);
        }
    }

    /// <summary>Frees the lock.</summary>
    public void Dispose() => _file.Dispose();

    // Names of vaults are free text; a hash makes any of them a file name of its own, and the readable part says whose it is.
    private static string FileName(string name)
    {
        var readable = new string([.. name.Where(char.IsAsciiLetterOrDigit).Take(40)]);
        var hash = System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(name));
        return $"{readable}-{Convert.ToHexString(hash, 0, 8)}.lock";
    }
}
