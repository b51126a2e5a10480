using System.Text;
using HoopConnect.Hosting;
using HoopConnect.Secrets;

namespace HoopConnect.Provisioning.Connections.Export;

/// <summary>Writes a connection in the forms that other programs read.</summary>
public static class ConnectionExport
{
    /// <summary>The form where nobody says which: what the shell of this system reads.</summary>
    public static ConnectionExportForm UsualForm { get; } =
        OperatingSystem.IsWindows() ? ConnectionExportForm.PowerShell : ConnectionExportForm.Environment;

    /// <summary>The text of a connection in one form, lines ended by a line feed.</summary>
    /// <param name="connection">The connection.</param>
    /// <param name="login">Who logs in, with the password that is to be in the text; null for a text without any password.</param>
    /// <param name="form">The form.</param>
    /// <param name="serverCertificate">The file of <see cref="PinnedCertificate"/>; null where there is none.</param>
    /// <exception cref="HoopException">
    /// <c>Connection.PasswordNeeded</c>: the form is nothing without a password. <c>Connection.WrongForm</c>: it is another engine's.
    /// <c>Connection.NotExpressible</c>: a value holds a character the form has no way to write, or its client does not keep the TLS mode.
    /// </exception>
    public static string Write(
        Connection connection, DatabaseLogin? login, ConnectionExportForm form, string? serverCertificate = null)
    {
        ArgumentNullException.ThrowIfNull(connection);
        return form switch
        {
            ConnectionExportForm.Environment => EnvironmentExport.Shell(connection, login),
            ConnectionExportForm.PowerShell => EnvironmentExport.PowerShell(connection, login),
            ConnectionExportForm.Cmd => CmdExport.Write(connection, login),
            ConnectionExportForm.GitHub => EnvironmentExport.GitHub(connection, login),
            ConnectionExportForm.AzureDevOps => EnvironmentExport.AzureDevOps(connection, login),
            ConnectionExportForm.PgPass => PgPassExport.Write(connection, login),
            ConnectionExportForm.MyCnf => MyCnfExport.ForMySql(connection, login),
            ConnectionExportForm.MariaDbCnf => MyCnfExport.ForMariaDb(connection, login),
            ConnectionExportForm.ConnectionString => ConnectionStringExport.Write(connection, login, serverCertificate),
            ConnectionExportForm.HoopJson => HoopJsonExport.Write(connection, login),
            _ => throw new ArgumentOutOfRangeException(nameof(form), form, "No such form."),
        };
    }

    /// <summary>Writes the text into a file that only the user can open, whole or not at all.</summary>
    /// <param name="path">The file's full path.</param>
    /// <param name="text">What <see cref="Write"/> gave, of one connection or more.</param>
    /// <param name="cancellationToken">Leaves what is there in place.</param>
    /// <exception cref="HoopException"><c>Connection.WriteFailed</c>.</exception>
    public static Task SaveAsync(string path, string text, CancellationToken cancellationToken) =>
        PrivateFile.ReplaceAsync(path, Encoding.UTF8.GetBytes(text), ConnectionErrors.WriteFailed, cancellationToken);

    /// <summary>Whether several connections can be in one text of that form, none in the place of another.</summary>
    public static bool TakesSeveral(ConnectionExportForm form) =>
        form is ConnectionExportForm.PgPass or ConnectionExportForm.ConnectionString or ConnectionExportForm.HoopJson;

    /// <summary>
    /// What has to be in the log before the text is anywhere: the commands that hide the password, one for each of its lines. GitHub's
    /// variables go to a file and its commands to the log; in the other forms the text is all there is.
    /// </summary>
    public static IReadOnlyList<string> Masks(DatabaseLogin? login, ConnectionExportForm form) =>
        login is null || form != ConnectionExportForm.GitHub
            ? []
            : [.. AgentCommands.LinesOf(login.Password.Reveal()).Select(AgentCommands.GitHubMask)];

    /// <summary>
    /// The environment variables of a connection: <c>HOST PORT USER PASS DB</c>, and those that the engine's own clients read
    /// (<c>PGPASSWORD</c>, <c>MYSQL_PWD</c>, <c>SQLCMDPASSWORD</c> and their like). Passwords in clear: for the environment of a program.
    /// </summary>
    public static IReadOnlyList<KeyValuePair<string, string>> Variables(Connection connection, DatabaseLogin? login)
    {
        ArgumentNullException.ThrowIfNull(connection);
        return EnvironmentExport.Variables(connection, login).ToList();
    }

    internal static void RequireSubtype(Connection connection, string subtype, string form)
    {
        if (connection.Subtype == subtype)
            return;
        throw ConnectionErrors.WrongForm.Error(
            $"{form} is a form for {subtype}; the connection '{connection.Name}' is {connection.Subtype}.", connection.Name);
    }

    internal static DatabaseLogin RequirePassword(Connection connection, DatabaseLogin? login, string form) =>
        login ?? throw ConnectionErrors.PasswordNeeded.Error(
            $"{form} for connection '{connection.Name}' is nothing without the password.", connection.Name);

    /// <summary>Refuses line ends in a form that has one line a value. The message never holds the value: it may be the password.</summary>
    internal static string OneLine(Connection connection, string name, string value, string form)
    {
        if (!value.AsSpan().ContainsAny('\n', '\r', '\0'))
            return value;
        throw ConnectionErrors.NotExpressible.Error(
            $"The {name} of connection '{connection.Name}' holds a line end, which {form} cannot write.", connection.Name);
    }
}
