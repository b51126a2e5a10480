using HoopConnect.Databases.SessionUsers;

namespace HoopConnect.Databases.MySql.SessionUsers;

/// <summary>Opens connections for session users: to no database, and waiting for a server that has none left for the moment.</summary>
internal static class SessionUserConnection
{
    /// <summary>Opens a connection, for as long as its time-out says.</summary>
    public static Task<MySqlSession> OpenAsync(ConnectionSettings settings, TimeProvider time, CancellationToken cancellationToken) =>
        ConnectionWait.WaitForRoomAsync(() => MySqlSession.OpenAsync(settings with { Database = null }, cancellationToken), settings.Timeout, time, cancellationToken);
}
