namespace HoopConnect.Databases.MySql.Server;

/// <summary>
/// What is set before the first statement of ours, so that a session does what we say whatever the server's settings are. Roles that were
/// activated at login stay: they are part of what a master may do.
/// </summary>
internal static class SessionSetup
{
    /// <summary>The statements, in one round trip; the last result is the server's version.</summary>
    public static string Statements { get; } = EmbeddedSql.Read(typeof(SessionSetup), "PrepareSession");
}
