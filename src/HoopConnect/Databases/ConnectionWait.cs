using HoopConnect.Databases.SessionUsers;
using HoopConnect.Hosting;

namespace HoopConnect.Databases;

/// <summary>
/// Waits for a server that has no connection left for the moment: many callers of one policy come at once (a job that starts on fifty
/// machines), each is done in less than a second, and none of them shall fail for the others' sake.
/// </summary>
internal static class ConnectionWait
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(1);

    /// <summary>Opens a connection, for as long as its time-out says.</summary>
    public static Task<IDatabaseSession> OpenWaitingAsync(
        this IDatabaseEngine engine, ConnectionSettings settings, TimeProvider time, CancellationToken cancellationToken) =>
        WaitForRoomAsync(() => engine.OpenAsync(settings, cancellationToken), settings.Timeout, time, cancellationToken);

    /// <summary>Logs in and out, for as long as its time-out says.</summary>
    public static Task<LoginOutcome> TryLoginWaitingAsync(
        this IDatabaseEngine engine, ConnectionSettings settings, TimeProvider time, CancellationToken cancellationToken) =>
        WaitForRoomAsync(() => engine.TryLoginAsync(settings, cancellationToken), settings.Timeout, time, cancellationToken);

    /// <summary>Connects, for as long as that says.</summary>
    public static async Task<T> WaitForRoomAsync<T>(
        Func<Task<T>> connect, TimeSpan patience, TimeProvider time, CancellationToken cancellationToken)
    {
        var started = time.GetTimestamp();
        var backoff = new Backoff(FirstPause, LongestPause);
        while (true)
        {
            try
            {
                return await connect();
            }
            catch (HoopException full) when (full.Kind == HoopErrorKind.LimitsExceeded && time.GetElapsedTime(started) < patience)
            {
            }

            await Task.Delay(backoff.Next(), time, cancellationToken);
        }
    }
}
