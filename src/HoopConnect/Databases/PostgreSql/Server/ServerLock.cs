using HoopConnect.Databases.Users;
using HoopConnect.Hosting;

namespace HoopConnect.Databases.PostgreSql.Server;

/// <summary>
/// Role DDL of all HoopConnect processes on one server goes one after the other, under an advisory lock in the maintenance database.
/// A courtesy that saves retries and double work, and nothing rests on it: the server gives it back when the connection ends or breaks.
/// Behind a pooler it is a transaction that is kept open (<see cref="TransactionLock"/>).
/// </summary>
internal static class ServerLock
{
    /// <summary>"HoopRole" in ASCII: the key that all versions of the product must share.</summary>
    public const long Key = 0x486F_6F70_526F_6C65;

    /// <summary>
    /// "HoopSwep": held by a removal from its beginning to its end, so that a second one waits and then finds less to do.
    /// </summary>
    public const long RemovalKey = 0x486F_6F70_5377_6570;

    private const string WhereToLook =
        "Look for it in pg_stat_activity (application_name HoopConnect); run this again when it has ended.";

    private static readonly TimeSpan LongestPause = TimeSpan.FromMilliseconds(500);

    /// <summary>Waits for the lock, asking again and again: a waiting statement would run into the connection's time-out.</summary>
    /// <exception cref="HoopException"><c>Roles.Busy</c>: somebody held it for ten minutes.</exception>
    public static async Task TakeAsync(
        IDatabaseSession session, long key, IHoopHost host, TimeProvider time, CancellationToken cancellationToken)
    {
        var wait = new LockWait("roles", WhereToLook, host, time);
        for (var pause = TimeSpan.FromMilliseconds(25); ; pause = pause * 2 < LongestPause ? pause * 2 : LongestPause)
        {
            if (await TryAsync(session, key, cancellationToken))
            {
                Pooler.Tell(session, host);
                return;
            }

            wait.GoOn();
            await Task.Delay(pause * (0.5 + Random.Shared.NextDouble()), time, cancellationToken);
        }
    }

    /// <summary>Waits for the lock on a connection that is just opened; closed again where it is not had.</summary>
    public static async Task<IDatabaseSession> HoldAsync(
        Task<IDatabaseSession> opening, long key, IHoopHost host, TimeProvider time, CancellationToken cancellationToken) =>
        await (await opening).PreparedAsync(session => TakeAsync(session, key, host, time, cancellationToken));

    /// <summary>Gives it back.</summary>
    public static Task GiveBackAsync(IDatabaseSession session, long key, CancellationToken cancellationToken) =>
        session is Session npgsql ? npgsql.UnlockAsync(key, cancellationToken)
        : session.QueryAsync("SELECT pg_catalog.pg_advisory_unlock($1)", [key], cancellationToken);

    private static async Task<bool> TryAsync(IDatabaseSession session, long key, CancellationToken cancellationToken) =>
        session is Session npgsql ? await npgsql.TryLockAsync(key, cancellationToken)
        : (await session.QueryAsync("SELECT pg_catalog.pg_try_advisory_lock($1)", [key], cancellationToken))[0][0] is true;
}
