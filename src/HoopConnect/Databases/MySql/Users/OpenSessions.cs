using HoopConnect.Databases.MySql.Server;

namespace HoopConnect.Databases.MySql.Users;

/// <summary>Ends the sessions of users, by name: the server does not say by which account of the name a session came in.</summary>
internal static class OpenSessions
{
    private const int NoSuchThread = 1094;
    private const int NotOwnerOfThread = 1095;
    private const int PrivilegeNeeded = 1227;

    /// <summary>
    /// An RDS master may not KILL the sessions of others; RDS has a procedure for that (Amazon RDS User Guide, "Ending a session or
    /// query").
    /// </summary>
    /// <returns>The users whose sessions go on, and why.</returns>
    public static async Task<IReadOnlyList<(string User, string Message)>> EndAsync(
        Session session, IReadOnlyList<string> users, CancellationToken cancellationToken)
    {
        if (users.Count == 0)
            return [];
        // The server compares the names without regard to capitals here, and only here.
        var sessions =
            (await session.QueryAsync($"SELECT ID, USER FROM information_schema.PROCESSLIST WHERE USER IN ({Literal.List(users)})", [],
            cancellationToken))
            .Select(row => (Id: ServerValue.Text(row[0]), User: ServerValue.Text(row[1])))
                .Where(one => users.Contains(one.User, StringComparer.Ordinal)).ToList();
        var failures = (await session.ExecuteEachAsync(sessions.Select(one => $"KILL {one.Id}").ToList(), cancellationToken)).ToArray();
        for (var i = 0; i < failures.Length; i++)
        {
            if (failures[i]?.Code is NotOwnerOfThread or PrivilegeNeeded)
                failures[i] = (await session.QueryAllAsync([$"CALL mysql.rds_kill({sessions[i].Id})"], cancellationToken)).Failure;
        }

        return sessions.Zip(failures).Where(pair => pair.Second is not null && pair.Second.Code != NoSuchThread)
            .Select(pair => (pair.First.User, $"goes on until it ends by itself: {pair.Second!.ServerMessage}")).ToList();
    }
}
