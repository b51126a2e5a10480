using System.Globalization;

namespace HoopConnect.Sandbox.Servers;

/// <summary>
/// What <c>iam/restore.sh</c> installed for logins by token: a PostgreSQL that is built with PAM, and the PAM service that asks the
/// sandbox.
/// </summary>
public static class PamParts
{
    /// <summary>What a test says that finds them missing.</summary>
    public const string NotInstalled =
        "Logins by token and validated passwords need PAM, Debian's PostgreSQL and plugins of MariaDB. Run " +
        "tests/HoopConnect.Sandbox/iam/restore.sh as root on Debian.";

    /// <summary>
    /// The PAM service of the servers, as on RDS. MariaDB takes its name from <c>AS 'RDS'</c>, which PAM reads in lower case.
    /// </summary>
    internal const string Service = "rds";

    /// <summary>
    /// The variable of a server's environment that says which sandbox, and which database there, checks its logins: a port and a path.
    /// </summary>
    internal const string LoginVariable = "HOOPCONNECT_SANDBOX_LOGIN";

    private const string Folder = "/usr/local/lib/hoopconnect-sandbox";
    private const string PostgresFolder = "/usr/lib/postgresql";

    /// <summary>PostgreSQL can be started with PAM.</summary>
    public static bool HavePostgres => HaveService && NewestPostgres is not null;

    /// <summary>MariaDB can be started with AWS's plugin.</summary>
    public static bool HaveMariaDb => HaveService && File.Exists(AuthPam) && MySqlPrograms.Installed is { IsMariaDb: true };

    /// <summary>MariaDB can be started with a plugin that validates passwords.</summary>
    public static bool HavePasswordCheck =>
        MySqlPrograms.Installed is { IsMariaDb: true } && File.Exists(Path.Combine(Folder, "simple_password_check.so"));

    /// <summary>The folder with MariaDB's plugins.</summary>
    public static string PluginFolder => Folder;

    /// <summary>MariaDB's PAM plugin, as Debian has it.</summary>
    internal static string AuthPam => Path.Combine(Folder, "auth_pam_v1.so");

    /// <summary>The major version of Debian's PostgreSQL and its programs.</summary>
    internal static (int Major, string BinFolder)? NewestPostgres { get; } = FindPostgres();

    private static bool HaveService { get; } = FindService();

    // Another's service of that name is not ours to use.
    private static bool FindService()
    {
        var service = Path.Combine("/etc/pam.d", Service);
        var module = Path.Combine(Folder, "pam_script.so");
        return File.Exists(module)
            && File.Exists(Path.Combine(Folder, "pam_script_auth"))
            && File.Exists(service)
            && File.ReadAllText(service).Contains(module, StringComparison.Ordinal);
    }

    private static (int Major, string BinFolder)? FindPostgres() =>
        Directory.Exists(PostgresFolder)
            ? Directory.GetDirectories(PostgresFolder)
                .Select(folder =>
                    (
                        Major: int.TryParse(Path.GetFileName(folder), NumberStyles.None, CultureInfo.InvariantCulture, out var major)
                            ? major
                            : 0,
                        BinFolder: Path.Combine(folder, "bin")))
                .Where(found => found.Major >= 14 && File.Exists(Path.Combine(found.BinFolder, "postgres")))
                .OrderByDescending(found => found.Major)
                .Select(found => ((int, string)?)found).FirstOrDefault()
            : null;
}
