using System.Globalization;
using System.Text;
using HoopConnect.Databases;
using HoopConnect.Hosting;
using HoopConnect.Secrets;

namespace HoopConnect.Provisioning.Connections.Export;

/// <summary>
/// An option file for the clients of MySQL (MySQL Reference Manual, "Using Option Files") or of MariaDB (MariaDB Knowledge Base,
/// "Configuring MariaDB with Option Files"). What the one calls ssl-mode the other does not know, and the other way round: a client that
/// reads the other's file stops at it, where TLS matters, instead of going on without.
/// </summary>
internal static class MyCnfExport
{
    /// <summary>For the clients of MySQL.</summary>
    public static string ForMySql(Connection connection, DatabaseLogin? login) =>
        Write(connection, login, "MyCnf", Options(connection, [$"ssl-mode = {SslModeWord(connection.SslMode)}"]));

    /// <summary>For the clients of MariaDB. They insist on TLS where they verify in full, and in no other way.</summary>
    /// <exception cref="HoopException">
    /// <c>Connection.NotExpressible</c>: they would go on in clear with a server that has no TLS.
    /// </exception>
    public static string ForMariaDb(Connection connection, DatabaseLogin? login) => Write(connection, login, "MariaDbCnf",
        connection.SslMode switch
        {
            SslMode.VerifyFull => Options(connection, ["ssl-verify-server-cert"]),
            SslMode.Disable => ["skip-ssl"],
            _ => throw ConnectionErrors.NotExpressible.Error(
                $"The connection '{connection.Name}' has SslMode {connection.SslMode}, which MariaDB's clients do not have: where a server "
                    + "offers no TLS they would log in without.",
                connection.Name,
                "Make the connection anew with -SslMode VerifyFull, or use MyCnf with the client of MySQL."),
        });

    /// <summary>
    /// The word that MySQL's clients have for a mode (MySQL Reference Manual, "Command Options for Encrypted Connections").
    /// </summary>
    public static string SslModeWord(SslMode mode) => mode switch
    {
        SslMode.VerifyFull => "VERIFY_IDENTITY",
        SslMode.VerifyCA => "VERIFY_CA",
        SslMode.Require => "REQUIRED",
        SslMode.Disable => "DISABLED",
        _ => throw new ArgumentOutOfRangeException(nameof(mode), mode, "No such mode."),
    };

    private static IEnumerable<string> Options(Connection connection, IEnumerable<string> options) =>
        connection.CaFile is { } file ? options.Prepend(Option("ssl-ca", file)) : options;

    private static string Write(Connection connection, DatabaseLogin? login, string form, IEnumerable<string> tls)
    {
        ConnectionExport.RequireSubtype(connection, "mysql", form);
        List<string> lines =
        [
            "[client]",
            Option("host", connection.HostName),
            Option("port", connection.Port.ToString(CultureInfo.InvariantCulture)),
            Option("user", connection.UserName),
            .. login is null ? [] : (string[])[Option("password", login.Password.Reveal())],
            .. tls,
            // Not in [client]: mysqldump and mysqladmin refuse a file with "database" there.
            "[mysql]",
            Option("database", connection.Database),
        ];
        return string.Concat(lines.Select(line => line + "\n"));
    }

    private static string Option(string name, string value) => $"{name} = \"{Escaped(value)}\"";

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
