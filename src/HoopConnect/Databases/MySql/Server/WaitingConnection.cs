namespace HoopConnect.Databases.MySql.Server;

/// <summary>Opens connections to no database, and waiting for a server that has none left for the moment.</summary>
internal static class WaitingConnection
{
    /// <summary>Opens a connection, for as long as its time-out says.</summary>
    public static Task<Session> OpenAsync(ConnectionSettings settings, TimeProvider time, CancellationToken cancellationToken) =>
        ConnectionWait.WaitForRoomAsync(
            () => Session.OpenAsync(settings with { Database = null }, cancellationToken), settings.Timeout, time, cancellationToken);
}
