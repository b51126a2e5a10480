using HoopConnect.Hosting;
using Microsoft.Data.SqlClient;

namespace HoopConnect.Databases.SqlServer.Server;

/// <summary>Connection settings in the driver's terms. The password is not among them: it goes as a <see cref="SqlCredential"/>.</summary>
internal static class ConnectionText
{
    /// <summary>The database that is always there.</summary>
    public const string Maintenance = "master";

    /// <summary>Makes the text.</summary>
    /// <param name="settings">Where to connect; verified.</param>
    /// <param name="certificateFile">The certificate to pin.</param>
    public static string Of(ConnectionSettings settings, string certificateFile)
    {
        CheckHost(settings.Host);
        var seconds = (int)Math.Ceiling(Math.Max(1, settings.Timeout.TotalSeconds));
        var text = new SqlConnectionStringBuilder
        {
            DataSource = $"tcp:{settings.Host},{settings.Port}",
            InitialCatalog = settings.Database ?? Maintenance,
            Encrypt = SqlConnectionEncryptOption.Mandatory,
            ServerCertificate = certificateFile,
            ConnectTimeout = seconds,
            CommandTimeout = seconds,
            ApplicationName = "HoopConnect",
            Pooling = false,
            Enlist = false,
            PersistSecurityInfo = false,
            // A connection that comes back by itself would have lost its transaction, and its pinned certificate file is gone.
            ConnectRetryCount = 0,
        };
        return text.ConnectionString;
    }

    /// <summary>Refuses what is more than a host to the driver.</summary>
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
