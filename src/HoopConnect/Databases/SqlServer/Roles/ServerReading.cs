namespace HoopConnect.Databases.SqlServer.Roles;

/// <summary>The server as it was read: the logins with names of hoop roles, and the user databases.</summary>
internal sealed record ServerReading(IReadOnlyList<SqlLogin> Logins, IReadOnlyList<SqlDatabase> Databases)
{
    /// <summary>The login, or null where there is none.</summary>
    public SqlLogin? Login(string name) => Logins.FirstOrDefault(login => string.Equals(login.Name, name, StringComparison.OrdinalIgnoreCase));
}
