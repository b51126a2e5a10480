using HoopConnect.Hosting;
using Microsoft.Data.SqlClient;

namespace HoopConnect.Databases.SqlServer.Server;

/// <summary>Connection settings in the driver's terms. The password is not among them: it goes as a <see cref="SqlCredential"/>.</summary>
internal static class ConnectionText
{
    /// <summary>The database that is always there.</summary>
    public const string Maintenance = "master";

    /// <summary>Makes the text.</summary>
    /// <param name="settings">Where to connect.</param>
    /// <param name="certificateFile">
    /// The certificate to pin; null where <see cref="ConnectionSettings.SslMode"/> asks for no verification.
    /// </param>
    /// <exception cref="HoopException">
    /// <c>Database.InvalidHost</c>: a host with a character that means something else to the driver.
    /// </exception>
    public static string Of(ConnectionSettings settings, string? certificateFile)
    {
        if (settings.Host.AsSpan().IndexOfAny(",\\;=") >= 0)
        {
            throw DatabaseErrors.InvalidHost.Error(
                $"'{settings.Host}' is not a host name or address: a port goes into -Port, and a named instance is reached by its port.",
                settings.Host);
        }

        var seconds = (int)Math.Ceiling(Math.Max(1, settings.Timeout.TotalSeconds));
        var text = new SqlConnectionStringBuilder
        {
            DataSource = $"tcp:{settings.Host},{settings.Port}",
            InitialCatalog = settings.Database ?? Maintenance,
            Encrypt = settings.SslMode == SslMode.Disable ? SqlConnectionEncryptOption.Optional : SqlConnectionEncryptOption.Mandatory,
            TrustServerCertificate = settings.SslMode is SslMode.Require or SslMode.Disable,
            ConnectTimeout = seconds,
            CommandTimeout = seconds,
            ApplicationName = "HoopConnect",
            Pooling = false,
            Enlist = false,
            PersistSecurityInfo = false,
            // A connection that comes back by itself would have lost its transaction, and its pinned certificate file is gone.
            ConnectRetryCount = 0,
        };
        if (certificateFile is not null)
            text.ServerCertificate = certificateFile;
        return text.ConnectionString;
    }
}
