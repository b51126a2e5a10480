using System.Globalization;
using HoopConnect.Databases.SqlServer.Server.Tds;
using HoopConnect.Hosting;
using Microsoft.Data.SqlClient;

namespace HoopConnect.Databases.SqlServer.Server;

/// <summary>Connection settings in the driver's terms. No password is among them.</summary>
internal static class ConnectionText
{
    /// <summary>The database that is always there.</summary>
    public const string Maintenance = "master";

    /// <summary>Makes the text.</summary>
    /// <param name="settings">Where to connect.</param>
    /// <param name="port">The port of <see cref="ServerRelay"/> on loopback, where TLS and the password are.</param>
    public static string Of(ConnectionSettings settings, int port)
    {
        var seconds = (int)Math.Ceiling(Math.Max(1, settings.Timeout.TotalSeconds));
        var text = new SqlConnectionStringBuilder
        {
            DataSource = string.Create(CultureInfo.InvariantCulture, $"tcp:127.0.0.1,{port}"),
            InitialCatalog = settings.Database ?? Maintenance,
            Encrypt = SqlConnectionEncryptOption.Optional,
            ConnectTimeout = seconds,
            CommandTimeout = seconds,
            ApplicationName = "HoopConnect",
            Pooling = false,
            Enlist = false,
            PersistSecurityInfo = false,
            // A connection that comes back by itself would have lost its transaction, and the relay takes one.
            ConnectRetryCount = 0,
        };
        return text.ConnectionString;
    }

    /// <summary>Refuses what SQL Server's tools take for more than a host.</summary>
    /// <exception cref="HoopException"><c>Database.InvalidHost</c>.</exception>
    public static void CheckHost(string host)
    {
        if (host.AsSpan().IndexOfAny(",\\;=") >= 0)
        {
            throw DatabaseErrors.InvalidHost.Error(
                $"'{host}' is not a host name or address: a port goes into -Port, and a named instance is reached by its port.", host);
        }
    }
}
