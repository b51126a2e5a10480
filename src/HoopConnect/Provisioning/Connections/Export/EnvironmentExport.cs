using System.Globalization;
using System.Text;
using HoopConnect.Databases;
using HoopConnect.Secrets;

namespace HoopConnect.Provisioning.Connections.Export;

/// <summary>HOST PORT USER PASS DB, and the variables that the engine's own clients read, in four spellings.</summary>
internal static class EnvironmentExport
{
    public static string Shell(Connection connection, DatabaseLogin? login) =>
        Lines(connection, login, (name, value) => $"export {name}='{value.Replace("'", "'\\''", StringComparison.Ordinal)}'");

    public static string PowerShell(Connection connection, DatabaseLogin? login) =>
        Lines(connection, login, (name, value) => $"$env:{name} = '{PowerShellQuoted(value)}'");

    public static string GitHub(Connection connection, DatabaseLogin? login) =>
        Lines(connection, login, (name, value) => $"{name}={ConnectionExport.OneLine(connection, name, value, "the GITHUB_ENV file")}");

    public static string AzureDevOps(Connection connection, DatabaseLogin? login)
    {
        var password = login?.Password.Reveal();
        var masks = AgentCommands.LinesOf(password ?? "").Select(line => AgentCommands.AzureMask(line) + "\n");
        return string.Concat(masks)
            + Lines(connection, login, (name, value) => AgentCommands.AzureVariable(name, value, isSecret: value == password));
    }

    public static IEnumerable<KeyValuePair<string, string>> Variables(Connection connection, DatabaseLogin? login)
    {
        var port = connection.Port.ToString(CultureInfo.InvariantCulture);
        var password = login?.Password.Reveal();
        yield return new("HOST", connection.HostName);
        yield return new("PORT", port);
        yield return new("USER", connection.UserName);
        if (password is not null)
            yield return new("PASS", password);
        yield return new("DB", connection.Database);

        switch (connection.Subtype)
        {
            case "postgres":
                yield return new("PGHOST", connection.HostName);
                yield return new("PGPORT", port);
                yield return new("PGUSER", connection.UserName);
                if (password is not null)
                    yield return new("PGPASSWORD", password);
                yield return new("PGDATABASE", connection.Database);
                yield return new("PGSSLMODE", LibpqSslMode(connection.SslMode));
                // Without a root file libpq looks for one in the home folder; "system" (libpq 16 and later) is what a null CaFile means
                // here.
                if (connection.CaFile is not null || connection.SslMode == SslMode.VerifyFull)
                    yield return new("PGSSLROOTCERT", connection.CaFile ?? "system");
                break;
            case "mysql":
                yield return new("MYSQL_HOST", connection.HostName);
                yield return new("MYSQL_TCP_PORT", port);
                // What their clients do not read: neither has a variable for TLS, so they would log in without.
                yield return new("MYSQL_SSL_MODE", MyCnfExport.SslModeWord(connection.SslMode));
                if (connection.CaFile is not null)
                    yield return new("MYSQL_SSL_CA", connection.CaFile);
                // So what lets them in by themselves is there only where no TLS is asked for.
                if (password is not null && connection.SslMode == SslMode.Disable)
                    yield return new("MYSQL_PWD", password);
                break;
            // The four that sqlcmd reads (Microsoft Learn, "sqlcmd utility", environment variables).
            case "mssql":
                yield return new("SQLCMDSERVER", $"tcp:{connection.HostName},{port}");
                yield return new("SQLCMDUSER", connection.UserName);
                if (password is not null)
                    yield return new("SQLCMDPASSWORD", password);
                yield return new("SQLCMDDBNAME", connection.Database);
                // What Node.js trusts beside its own (Node.js documentation, "Command-line API"), and so its clients: tedious, mssql.
                if (connection is { CaFile: not null, SslMode: SslMode.VerifyFull or SslMode.VerifyCA })
                    yield return new("NODE_EXTRA_CA_CERTS", connection.CaFile);
                break;
        }
    }

    /// <summary>The name libpq has for a mode (PostgreSQL documentation, "SSL Support").</summary>
    public static string LibpqSslMode(SslMode mode) => mode switch
    {
        SslMode.VerifyFull => "verify-full",
        SslMode.VerifyCA => "verify-ca",
        SslMode.Require => "require",
        SslMode.Disable => "disable",
        _ => throw new ArgumentOutOfRangeException(nameof(mode), mode, "No such mode."),
    };

    public static string Lines(Connection connection, DatabaseLogin? login, Func<string, string, string> line)
    {
        var text = new StringBuilder();
        foreach (var (name, value) in Variables(connection, login))
            text.Append(line(name, value)).Append('\n');
        return text.ToString();
    }

    // PowerShell ends a single-quoted string at the typographic quotes too (about_Quoting_Rules); each doubled stands for itself.
    private static string PowerShellQuoted(string value)
    {
        var quoted = new StringBuilder(value.Length);
        foreach (var character in value)
        {
            if (character is '\'' or '\u2018' or '\u2019' or '\u201A' or '\u201B')
                quoted.Append(character);
            quoted.Append(character);
        }

        return quoted.ToString();
    }
}
