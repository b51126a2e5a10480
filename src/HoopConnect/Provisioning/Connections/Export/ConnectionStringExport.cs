using System.Data.Common;
using System.Globalization;
using HoopConnect.Databases;
using HoopConnect.Secrets;

namespace HoopConnect.Provisioning.Connections.Export;

/// <summary>The connection string of the engine's .NET driver. Values are quoted by ADO.NET's rule, which all three follow.</summary>
internal static class ConnectionStringExport
{
    public static string Write(Connection connection, DatabaseLogin? login, string? serverCertificate)
    {
        var builder = new DbConnectionStringBuilder();
        foreach (var (keyword, value) in Keywords(connection, serverCertificate))
            builder[keyword] = value;
        if (login is not null)
            builder["Password"] = login.Password.Reveal();
        return builder.ConnectionString + "\n";
    }

    private static IEnumerable<KeyValuePair<string, string>> Keywords(
        Connection connection, string? serverCertificate) => connection.Subtype switch
    {
        "postgres" => Npgsql(connection),
        "mysql" => MySqlConnector(connection),
        "mssql" => SqlClient(connection, serverCertificate),
        _ => throw new ArgumentOutOfRangeException(nameof(connection), connection.Subtype, "No such subtype."),
    };

    private static IEnumerable<KeyValuePair<string, string>> Npgsql(Connection connection)
    {
        yield return new("Host", connection.HostName);
        yield return new("Port", Port(connection));
        yield return new("Username", connection.UserName);
        yield return new("Database", connection.Database);
        yield return new("SSL Mode", connection.SslMode.ToString());
        if (connection.CaFile is not null)
            yield return new("Root Certificate", connection.CaFile);
    }

    private static IEnumerable<KeyValuePair<string, string>> MySqlConnector(Connection connection)
    {
        yield return new("Server", connection.HostName);
        yield return new("Port", Port(connection));
        yield return new("User ID", connection.UserName);
        yield return new("Database", connection.Database);
        yield return new("SSL Mode", connection.SslMode switch
        {
            SslMode.Require => "Required",
            SslMode.Disable => "Disabled",
            var mode => mode.ToString(),
        });
        if (connection.CaFile is not null)
            yield return new("SSL CA", connection.CaFile);
    }

    // SqlClient verifies chain and host name together or not at all, and knows the system's authorities only, or one certificate.
    private static IEnumerable<KeyValuePair<string, string>> SqlClient(Connection connection, string? serverCertificate)
    {
        yield return new("Data Source", $"tcp:{connection.HostName},{Port(connection)}");
        yield return new("User ID", connection.UserName);
        yield return new("Initial Catalog", connection.Database);
        yield return new("Encrypt", connection.SslMode == SslMode.Disable ? "False" : "True");
        if (connection.SslMode == SslMode.Require)
            yield return new("TrustServerCertificate", "True");
        else if (serverCertificate is not null && connection.SslMode != SslMode.Disable)
            yield return new("ServerCertificate", serverCertificate);
    }

    private static string Port(Connection connection) => connection.Port.ToString(CultureInfo.InvariantCulture);
}
