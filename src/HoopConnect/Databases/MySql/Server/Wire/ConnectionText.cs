using MySqlConnector;

namespace HoopConnect.Databases.MySql.Server.Wire;

/// <summary>Connection settings in the driver's terms. The password is not among them: the driver asks for it when it needs it.</summary>
internal static class ConnectionText
{
    /// <summary>Makes the text.</summary>
    /// <param name="settings">Who connects.</param>
    /// <param name="pipe">The pipe of <see cref="ServerRelay"/>, where TLS is.</param>
    public static string Of(ConnectionSettings settings, string pipe) => new MySqlConnectionStringBuilder
    {
        ConnectionProtocol = MySqlConnectionProtocol.NamedPipe,
        Server = ".",
        PipeName = pipe,
        SslMode = MySqlSslMode.None,
        UserID = settings.Login.UserName,
        Database = settings.Database ?? "",
        // Time is kept by Deadline, over all of a round trip; the driver shall not be the first to give up.
        ConnectionTimeout = (uint)Math.Ceiling(settings.Timeout.TotalSeconds) + 10,
        DefaultCommandTimeout = 0,
        // Thousands of servers are visited once each.
        Pooling = false,
        AutoEnlist = false,
        PersistSecurityInfo = false,
        ApplicationName = "HoopConnect",
        AllowLoadLocalInfile = false,
        AllowPublicKeyRetrieval = false,
        // What the server sends, not what could be made of it.
        AllowUserVariables = true,
        AllowZeroDateTime = true,
        GuidFormat = MySqlGuidFormat.None,
        TreatTinyAsBoolean = false,
        // As the session is (Session.Prepare), so that the driver sees the ends of literals where the server sees them.
        NoBackslashEscapes = true,
    }.ConnectionString;
}
