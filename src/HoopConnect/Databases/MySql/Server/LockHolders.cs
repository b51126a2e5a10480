using HoopConnect.Hosting;

namespace HoopConnect.Databases.MySql.Server;

/// <summary>
/// Asks on a connection of its own, while a statement takes long, what it waits for and who may be in its way. MySQL says who holds a
/// metadata lock; MariaDB does not say it by itself, and of LOCK TABLES neither does: there the oldest sessions are named.
/// </summary>
internal static class LockHolders
{
    private static readonly TimeSpan FirstLook = TimeSpan.FromSeconds(2);

    /// <summary>Waits for the statement, and looks now and then.</summary>
    /// <returns>What was found while it ran, in words; null where it did not wait for a lock.</returns>
    public static async Task<string?> WatchAsync(Task statement, long connection, ConnectionSettings settings, bool isMariaDb)
    {
        string? found = null;
        for (var pause = FirstLook; await Task.WhenAny(statement, Task.Delay(pause)) != statement; pause *= 2)
            found = await AskAsync(connection, settings, isMariaDb) ?? found;
        return found;
    }

    /// <summary>What cannot be asked is not known: the statement goes on.</summary>
    private static async Task<string?> AskAsync(long connection, ConnectionSettings settings, bool isMariaDb)
    {
        try
        {
            await using var session = await Session.OpenUnwatchedAsync(settings with { Database = null }, CancellationToken.None);
            var waits = await session.QueryAsync(
                "SELECT STATE FROM information_schema.PROCESSLIST WHERE ID = $1 AND STATE LIKE 'Waiting for%lock%'", [connection],
                CancellationToken.None);
            if (waits is not [[var state]])
                return null;
            // Whoever changes users holds no transaction: a lock on the server's own tables is of a session that is idle, or works.
            var rows = await session.QueryAsync(
                "SELECT ID, USER, HOST, COALESCE(DB, ''), COMMAND, TIME, COALESCE(LEFT(INFO, 100), '') FROM information_schema.PROCESSLIST "
                + $"WHERE ID NOT IN ($1, CONNECTION_ID()) AND COMMAND NOT IN ('Daemon', 'Binlog Dump'){Holds(isMariaDb)} "
                + "ORDER BY TIME DESC LIMIT 3", [connection], CancellationToken.None);
            var holders = rows.Select(row =>
                $"session {row[0]} of '{ServerValue.Text(row[1])}'@'{ServerValue.Text(row[2])}' "
                + $"({ServerValue.Text(row[4])} for {row[5]} s{Doing(ServerValue.Text(row[6]))})").ToList();
            return $"{ServerValue.Text(state)}; " + (holders.Count == 0 ? "no other session is to be seen (PROCESS shows them)"
                : $"{(isMariaDb ? "one of these may hold it" : "it is held by")}: {string.Join("; ", holders)}");
        }
        catch (HoopException)
        {
            return null;
        }
    }

    private static string Doing(string statement) => statement.Length == 0 ? "" : ": " + statement;

    /// <summary>On MySQL those that hold a metadata lock, as far as it can be read.</summary>
    private static string Holds(bool isMariaDb) => isMariaDb ? ""
        : " AND ID IN (SELECT t.PROCESSLIST_ID FROM performance_schema.metadata_locks m JOIN performance_schema.threads t "
            + "ON t.THREAD_ID = m.OWNER_THREAD_ID WHERE m.LOCK_STATUS = 'GRANTED' AND m.LOCK_DURATION <> 'STATEMENT')";
}
