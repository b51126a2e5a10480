using HoopConnect.Databases.Users;
using HoopConnect.Hosting;

namespace HoopConnect.Databases.SqlServer.Server;

/// <summary>
/// Changes of users by all HoopConnect processes on one server go one after the other, under an application lock in <c>master</c>
/// (sp_getapplock). It is the session's: the server gives it back when the connection ends or breaks.
/// </summary>
internal static class ServerLock
{
    private const int ProcedureNotFound = 2812;
    private const int PermissionDenied = 229;
    private const int NotGranted = -1;
    private const int DeadlockVictim = -3;

    private static readonly string TakeSql = EmbeddedSql.Read(typeof(ServerLock), "take-lock");

    private const string WhereToLook =
        "Look for it in sys.dm_exec_sessions (program_name HoopConnect); run again when it has ended.";

    /// <summary>Connects to <c>master</c> and waits for the lock.</summary>
    /// <param name="master">How to connect as the master user.</param>
    /// <param name="host">Is told of the wait.</param>
    /// <param name="time">The clock.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="HoopException"><c>Roles.Busy</c>: somebody held it for ten minutes; and those of connecting.</exception>
    public static async Task<Session> OpenAsync(
        ConnectionSettings master, IHoopHost host, TimeProvider time, CancellationToken cancellationToken)
    {
        var opened = await Session.OpenAsync(master with { Database = null }, cancellationToken);
        return await opened.PreparedAsync(session => TakeAsync(session, master.Timeout, host, time, cancellationToken));
    }

    /// <summary>Gives it back.</summary>
    public static Task GiveBackAsync(Session session, CancellationToken cancellationToken) => session.ExecuteBatchAsync(
        [
            "IF APPLOCK_MODE(N'public', N'HoopConnect', N'Session') <> N'NoLock' "
            + "EXEC sys.sp_releaseapplock N'HoopConnect', 'Session', N'public';",
        ],
        cancellationToken);

    /// <summary>Asks again and again: one long wait would run into the connection's time-out.</summary>
    private static async Task TakeAsync(
        Session session, TimeSpan timeout, IHoopHost host, TimeProvider time, CancellationToken cancellationToken)
    {
        var wait = new LockWait("users", WhereToLook, host, time);
        var longestStatement = (int)Math.Min(2000, timeout.TotalMilliseconds / 2);
        while (true)
        {
            switch (await TryTakeAsync(session, longestStatement, host, cancellationToken))
            {
                case >= 0:
                    return;
                case NotGranted or DeadlockVictim:
                    wait.GoOn();
                    break;
                case var other:
                    throw UserErrors.NoLock.Error(
                        $"The server does not give its lock for changes of users (sp_getapplock returned {other}).");
            }
        }
    }

    private static async Task<int> TryTakeAsync(Session session, int wait, IHoopHost host, CancellationToken cancellationToken)
    {
        try
        {
            return CatalogRow.Number((await session.QueryAsync(TakeSql, [wait], cancellationToken))[0][0]);
        }
        catch (StatementException exception) when (exception.Number is ProcedureNotFound or PermissionDenied)
        {
            host.Verbose($"This server gives no lock ({exception.Message}): two runs at once may do the same work twice.");
            return 0;
        }
    }
}
