using HoopConnect.Databases.Users;
using HoopConnect.Hosting;

namespace HoopConnect.Databases.MySql.Server;

/// <summary>
/// Users of one server are changed by one HoopConnect process at a time, whatever they are for, under a lock that the server gives back
/// when the connection ends, however it ends (MySQL Reference Manual, "Locking Functions"). Its name is from when only session users took
/// it, so that earlier versions wait as well.
/// </summary>
internal sealed class ServerLock : IAsyncDisposable
{
    private const string Name = "'HoopConnect session users'";

    private const string WhereToLook =
        $"Look for it with SELECT IS_USED_LOCK({Name}) and SHOW PROCESSLIST; run this again when it has ended.";

    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(1);

    private readonly bool _closes;
    private bool _isHeld = true;

    private ServerLock(Session session, bool closes) => (Session, _closes) = (session, closes);

    /// <summary>The connection that holds it.</summary>
    public Session Session { get; }

    /// <summary>
    /// Connects and takes the lock. Who has to wait gives its connection back at once and comes again: of many who wait, enough are then
    /// left for the one who has the lock to prove a password with.
    /// </summary>
    /// <exception cref="HoopException"><c>Roles.Busy</c>: somebody held it for ten minutes.</exception>
    public static async Task<ServerLock> OpenAsync(
        ConnectionSettings settings, IHoopHost host, TimeProvider time, CancellationToken cancellationToken)
    {
        var wait = new LockWait("users", WhereToLook, host, time);
        while (true)
        {
            var session = await WaitingConnection.OpenAsync(settings, time, cancellationToken);
            var isOurs = false;
            try
            {
                isOurs = await TryTakeAsync(session, 0, wait, cancellationToken);
            }
            finally
            {
                if (!isOurs)
                    await session.DisposeAsync();
            }

            if (isOurs)
                return new ServerLock(session, closes: true);
            await Task.Delay(LongestPause * (0.25 + (0.75 * Random.Shared.NextDouble())), time, cancellationToken);
        }
    }

    /// <summary>
    /// Takes the lock on a connection that stays open when it is given back. Waits a second at a time: a waiting statement would run
    /// into the connection's time-out.
    /// </summary>
    /// <exception cref="HoopException"><c>Roles.Busy</c>: somebody held it for ten minutes.</exception>
    public static async Task<ServerLock> TakeAsync(Session session, IHoopHost host, TimeProvider time, CancellationToken cancellationToken)
    {
        var wait = new LockWait("users", WhereToLook, host, time);
        while (!await TryTakeAsync(session, 1, wait, cancellationToken))
        {
        }

        return new ServerLock(session, closes: false);
    }

    /// <summary>Gives it back.</summary>
    public async Task GiveBackAsync(CancellationToken cancellationToken)
    {
        await Session.QueryAsync($"SELECT RELEASE_LOCK({Name})", [], cancellationToken);
        _isHeld = false;
    }

    /// <summary>Closes the connection that was opened for it, or gives the lock back where that was not done.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_closes)
        {
            await Session.DisposeAsync();
            return;
        }

        try
        {
            if (_isHeld)
                await GiveBackAsync(CancellationToken.None);
        }
        catch (HoopException)
        {
            // The connection is broken, and the lock gone with it.
        }
    }

    private static async Task<bool> TryTakeAsync(Session session, int seconds, LockWait wait, CancellationToken cancellationToken)
    {
        if (await session.QueryAsync($"SELECT GET_LOCK({Name}, {seconds})", [], cancellationToken) is [[1L or 1]])
            return true;
        wait.GoOn();
        return false;
    }
}
