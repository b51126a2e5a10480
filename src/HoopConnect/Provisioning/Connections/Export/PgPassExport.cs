using System.Globalization;
using HoopConnect.Secrets;

namespace HoopConnect.Provisioning.Connections.Export;

/// <summary>
/// <c>host:port:database:user:password</c> with <c>:</c> and <c>\</c> escaped by <c>\</c> (PostgreSQL documentation, "The Password File").
/// </summary>
internal static class PgPassExport
{
    public static string Write(Connection connection, DatabaseLogin? login)
    {
        ConnectionExport.RequireSubtype(connection, "postgres", ".pgpass");
        var password = ConnectionExport.RequirePassword(connection, login, ".pgpass").Password;
        // The password is the role's on the whole server, so the line serves every database of it.
        string[] fields =
        [
            Escaped(connection, "host name", connection.HostName),
            connection.Port.ToString(CultureInfo.InvariantCulture),
            "*",
            Escaped(connection, "user name", connection.UserName),
            Escaped(connection, "password", password.Reveal()),
        ];
        return string.Join(':', fields) + "\n";
    }

    private static string Escaped(Connection connection, string name, string value) =>
        ConnectionExport
            .OneLine(connection, name, value, ".pgpass")
            .Replace("\\", "\\\\", StringComparison.Ordinal)
            .Replace(":", "\\:", StringComparison.Ordinal);
}
