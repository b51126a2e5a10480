using System.Globalization;

namespace HoopConnect.Databases.SqlServer.Server;

/// <summary>
/// What a connection is told before its first statement of ours: everything that <c>user options</c> of the server, the login or a logon
/// trigger can have bent. With IMPLICIT_TRANSACTIONS on, for one, nothing that we change would ever be committed.
/// </summary>
internal static class SessionSetup
{
    private static readonly string Sql = EmbeddedSql.Read(typeof(SessionSetup), "set-up");

    /// <summary>The statements. They are a batch of their own: what sp_executesql sets ends with it.</summary>
    /// <param name="timeout">How long a round trip may take: the wait for a lock ends before it, and with its own error.</param>
    public static string Statements(TimeSpan timeout) =>
        Sql.Replace("@lock_timeout", ((int)(timeout.TotalMilliseconds * 0.8)).ToString(CultureInfo.InvariantCulture),
            StringComparison.Ordinal);
}
