using System.Globalization;
using System.Text;
using HoopConnect.Databases;
using HoopConnect.Secrets;

namespace HoopConnect.Provisioning.Connections.Export;

/// <summary>An option file for MySQL's and MariaDB's clients (MySQL Reference Manual, "Using Option Files").</summary>
internal static class MyCnfExport
{
    public static string Write(Connection connection, DatabaseLogin? login)
    {
        ConnectionExport.RequireSubtype(connection, "mysql", "my.cnf");
        var text = new StringBuilder("[client]\n");
        Option("host", connection.HostName);
        Option("port", connection.Port.ToString(CultureInfo.InvariantCulture));
        Option("user", connection.UserName);
        if (login is not null)
            Option("password", login.Password.Reveal());
        if (connection.CaFile is not null)
            Option("ssl-ca", connection.CaFile);
        // MySQL's clients know ssl-mode, MariaDB's ssl-verify-server-cert; "loose-" makes what a client does not know a warning.
        Option("loose-ssl-mode", connection.SslMode switch
        {
            SslMode.VerifyFull => "VERIFY_IDENTITY",
            SslMode.VerifyCA => "VERIFY_CA",
            SslMode.Require => "REQUIRED",
            _ => "DISABLED",
        });
        if (connection.SslMode == SslMode.VerifyFull)
            text.Append("loose-ssl-verify-server-cert\n");
        // Not in [client]: mysqldump and mysqladmin refuse a file with "database" there.
        text.Append("[mysql]\n");
        Option("database", connection.Database);
        return text.ToString();

        void Option(string name, string value) => text.Append(name).Append(" = \"").Append(Escaped(value)).Append("\"\n");
    }

    // Within quotes a # starts no comment; \b \t \n \r \\ \s and escaped quotes are the escapes of the format.
    private static string Escaped(string value) =>
        new StringBuilder(value)
            .Replace("\\", "\\\\")
            .Replace("\"", "\\\"")
            .Replace("\n", "\\n")
            .Replace("\r", "\\r")
            .Replace("\t", "\\t")
            .ToString();
}
