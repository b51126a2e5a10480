using HoopConnect.Hosting;

namespace HoopConnect.Databases.MySql.Server;

/// <summary>
/// Session users of one server are made and removed by one HoopConnect process at a time, under a lock that the server gives back when the
/// connection ends, however it ends (MySQL Reference Manual, "Locking Functions").
/// </summary>
internal static class ServerLock
{
    private const string Name = "'HoopConnect session users'";

    private static readonly TimeSpan LongestWait = TimeSpan.FromMinutes(10);

    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(1);

    /// <summary>
    /// Connects and takes the lock. Who has to wait gives its connection back in between: of many who wait, enough are then left for the one who
    /// has the lock to prove a password with.
    /// </summary>
    /// <exception cref="HoopException"><c>Roles.Busy</c>: somebody held it for ten minutes.</exception>
    public static async Task<Session> OpenAsync(ConnectionSettings settings, IHoopHost host, TimeProvider time, CancellationToken cancellationToken)
    {
        var started = time.GetTimestamp();
        while (true)
        {
            var session = await WaitingConnection.OpenAsync(settings, time, cancellationToken);
            var isOurs = false;
            try
            {
                isOurs = await TryTakeAsync(session, started, host, time, cancellationToken);
            }
            finally
            {
                if (!isOurs)
                    await session.DisposeAsync();
            }

            if (isOurs)
                return session;
            await Task.Delay(LongestPause * Random.Shared.NextDouble(), time, cancellationToken);
        }
    }

    /// <summary>Waits for the lock, a second at a time: a waiting statement would run into the connection's time-out.</summary>
    /// <exception cref="HoopException"><c>Roles.Busy</c>: somebody held it for ten minutes.</exception>
    public static async Task TakeAsync(Session session, IHoopHost host, TimeProvider time, CancellationToken cancellationToken)
    {
        var started = time.GetTimestamp();
        while (!await TryTakeAsync(session, started, host, time, cancellationToken))
        {
        }
    }

    /// <summary>Gives it back.</summary>
    public static Task GiveBackAsync(Session session, CancellationToken cancellationToken) =>
        session.QueryAsync($"SELECT RELEASE_LOCK({Name})", [], cancellationToken);

    private static async Task<bool> TryTakeAsync(Session session, long started, IHoopHost host, TimeProvider time, CancellationToken cancellationToken)
    {
        if (await session.QueryAsync($"SELECT GET_LOCK({Name}, 1)", [], cancellationToken) is [[1L or 1]])
            return true;
        if (time.GetElapsedTime(started) > LongestWait)
        {
            throw new HoopException("Roles.Busy", HoopErrorKind.OperationTimeout, "Another HoopConnect run has been changing users on this server for ten minutes.")
            {
                RecommendedAction = $"Look for it with SELECT IS_USED_LOCK({Name}) and SHOW PROCESSLIST; run this again when it has ended.",
            };
        }

        host.Debug("Another run is changing users on this server; waiting for it.");
        return false;
    }
}
