using System.Globalization;
using HoopConnect.Databases;
using HoopConnect.Hosting;
using HoopConnect.Secrets;

namespace HoopConnect.Provisioning.Connections.Export;

/// <summary>
/// Microsoft.Data.SqlClient takes no CA file: it knows the system's authorities, or one certificate that a server must show
/// (<c>ServerCertificate</c>). So the server's certificate is verified here, kept, and named in the connection string. Where that cannot
/// be done, the reader is told what to do instead.
/// </summary>
/// <param name="transport">The authorities that are trusted where a connection names no CA file, and how long connecting may take.</param>
/// <param name="state">Where it is kept.</param>
/// <param name="host">Who is told.</param>
public sealed class PinnedCertificate(TransportOptions transport, Func<StateFolder> state, IHoopHost host)
{
    private const string Folder = "server-certificates";

    /// <summary>
    /// The file with the certificate that the server shows now, verified; null where the form or the connection needs none.
    /// </summary>
    /// <exception cref="HoopException"><c>State.*</c>: it cannot be kept.</exception>
    public async Task<string?> KeepAsync(Connection connection, ConnectionExportForm form, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(connection);
        if (!IsOfPrivateAuthority(connection) || form is ConnectionExportForm.HoopJson)
            return null;
        if (form != ConnectionExportForm.ConnectionString)
        {
            host.Warning($"The connection '{connection.Name}': sqlcmd and SqlClient read no variable for a CA file. {Instead(connection)} "
                + "Node.js (tedious, mssql) reads NODE_EXTRA_CA_CERTS.");
            return null;
        }

        try
        {
            var certificate = await ReadAsync(connection, cancellationToken);
            var path = Path.Combine(state().Folder(Folder), FileName(connection));
            await StateFolder.WriteAsync(path, certificate, cancellationToken);
            host.Verbose($"The connection '{connection.Name}' takes the certificate that the server shows now, kept in '{path}': when the "
                + "server gets another one, export it again.");
            return path;
        }
        catch (HoopException error) when (!error.IsAnyOf(StateErrors.InvalidFolder, StateErrors.FolderNotPrivate, StateErrors.WriteFailed))
        {
            host.Warning($"The connection string of '{connection.Name}' names no certificate, and SqlClient takes no CA file: "
                + $"{error.Message} {Instead(connection)} Or export it where the server can be reached.");
            return null;
        }
    }

    /// <summary>Verified, and by authorities that the system does not know, or not as the system's verification does it.</summary>
    private static bool IsOfPrivateAuthority(Connection connection) =>
        connection.Subtype == "mssql" && connection.SslMode is SslMode.VerifyFull or SslMode.VerifyCA
        && (connection.CaFile is not null || connection.DatabaseArn is not null || connection.SslMode == SslMode.VerifyCA);

    private async Task<byte[]> ReadAsync(Connection connection, CancellationToken cancellationToken)
    {
        using var nothing = Secret.From("");
        var settings = new ConnectionSettings(connection.HostName, connection.Port, new DatabaseLogin(connection.UserName, nothing))
        {
            Transport = transport with { SslMode = connection.SslMode, CaFile = connection.CaFile },
        };
        var server = DatabaseEngines.All.Single(engine => engine.Family == connection.Subtype);
        return await server.ReadCertificateAsync(settings, cancellationToken);
    }

    private static string FileName(Connection connection)
    {
        var host = connection.HostName.ToLowerInvariant().Where(letter => char.IsAsciiLetterOrDigit(letter) || letter is '.' or '-');
        return $"{string.Concat(host)}-{connection.Port.ToString(CultureInfo.InvariantCulture)}.cer";
    }

    private static string Instead(Connection connection) =>
        $"Have the system trust {(connection.CaFile is { } file ? $"'{file}'" : "the bundle of RDS (Save-HoopRdsCertificate)")}: on Linux "
        + "SSL_CERT_FILE names it, on Windows Import-Certificate puts it into Root.";
}
