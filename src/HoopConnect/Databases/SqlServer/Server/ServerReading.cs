namespace HoopConnect.Databases.SqlServer.Server;

/// <summary>The server as it was read: the logins with names of hoop roles, and the user databases.</summary>
internal sealed record ServerReading(IReadOnlyList<ServerLogin> Logins, IReadOnlyList<ServerDatabase> Databases)
{
    /// <summary>The login, or null where there is none.</summary>
    public ServerLogin? Login(string name) => Logins.FirstOrDefault(login => string.Equals(login.Name, name, StringComparison.OrdinalIgnoreCase));
}
