using HoopConnect.Hosting;

namespace HoopConnect.Databases.MySql.SessionUsers;

/// <summary>
/// Session users of one server are made and removed by one HoopConnect process at a time, under a lock that the server gives back when the
/// connection ends, however it ends (MySQL Reference Manual, "Locking Functions").
/// </summary>
internal static class ServerLock
{
    private const string Name = "'HoopConnect session users'";

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(10);

    /// <summary>Waits for the lock, a second at a time: a waiting statement would run into the connection's time-out.</summary>
    /// <exception cref="HoopException"><c>Roles.Busy</c>: somebody held it for ten minutes.</exception>
    public static async Task TakeAsync(MySqlSession session, IHoopHost host, TimeProvider time, CancellationToken cancellationToken)
    {
        var started = time.GetTimestamp();
        while (true)
        {
            var rows = await session.QueryAsync($"SELECT GET_LOCK({Name}, 1)", [], cancellationToken);
            if (rows is [[1L or 1]])
                return;
            if (time.GetElapsedTime(started) > Patience)
            {
                throw new HoopException("Roles.Busy", HoopErrorKind.OperationTimeout, "Another HoopConnect run has been changing users on this server for ten minutes.")
                {
                    RecommendedAction = $"Look for it with SELECT IS_USED_LOCK({Name}) and SHOW PROCESSLIST; run this again when it has ended.",
                };
            }

            host.Debug("Another run is changing users on this server; waiting for it.");
        }
    }

    /// <summary>Gives it back.</summary>
    public static Task GiveBackAsync(MySqlSession session, CancellationToken cancellationToken) =>
        session.QueryAsync($"SELECT RELEASE_LOCK({Name})", [], cancellationToken);
}
