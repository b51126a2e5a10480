namespace HoopConnect.Sandbox.Servers;

/// <summary>A MariaDB or MySQL server program of this machine.</summary>
/// <param name="Server">The program, for example <c>/usr/sbin/mariadbd</c>.</param>
/// <param name="ShareFolder">The folder with its messages and character sets.</param>
public sealed record MySqlPrograms(string Server, string ShareFolder)
{
    /// <summary>What a test says that finds none.</summary>
    public const string NotInstalled =
        "There is no MariaDB server on this machine. Run tests/HoopConnect.Sandbox/mariadb/restore.sh as root on Debian, or install " +
            "mariadbd and mariadb.";

    /// <summary>
    /// Names further servers that the tests of MySQL run on besides the installed MariaDB: <c>&lt;program&gt;@&lt;share folder&gt;</c>,
    /// with commas
    /// between them. No MySQL server can be had from Debian 12 or npm; who has one, of any version, tests with it.
    /// </summary>
    public const string MoreVariable = "HOOPCONNECT_TEST_MYSQLD";

    /// <summary>True for MariaDB, which makes its system tables from SQL files; MySQL has them inside.</summary>
    public bool IsMariaDb => Path.GetFileName(Server).StartsWith("mariadbd", StringComparison.Ordinal);

    /// <summary>The client program, through which the sandbox sets passwords as RDS does: from inside.</summary>
    public static string? Client { get; } = Find("mariadb") ?? Find("mysql");

    /// <summary>The installed MariaDB; null where there is none.</summary>
    public static MySqlPrograms? Installed { get; } = FindInstalled();

    /// <summary>The installed MariaDB and those that <see cref="MoreVariable"/> names.</summary>
    public static IReadOnlyList<MySqlPrograms> All { get; } =
        [.. Installed is null ? Array.Empty<MySqlPrograms>() : [Installed], .. Named()];

    /// <inheritdoc/>
    public override string ToString() => Server;

    private static MySqlPrograms? FindInstalled()
    {
        if (Find("mariadbd") is not { } server || Client is null)
            return null;
        var share = new[] { "/usr/share/mariadb", "/usr/share/mysql" }
            .FirstOrDefault(folder => Directory.Exists(folder) && Directory.EnumerateFiles(folder, "*_system_tables.sql").Any());
        return share is null ? null : new MySqlPrograms(server, share);
    }

    private static IEnumerable<MySqlPrograms> Named()
    {
        foreach (
            var entry in (Environment.GetEnvironmentVariable(MoreVariable) ?? "").Split(
                ',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            var parts = entry.Split('@');
            yield return parts.Length == 2 && File.Exists(parts[0]) && Directory.Exists(parts[1])
                ? new MySqlPrograms(parts[0], parts[1])
                : throw new InvalidOperationException($"{MoreVariable} has '{entry}', which is no <program>@<share folder>.");
        }
    }

    private static string? Find(string program) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Append("/usr/sbin").Append("/usr/local/sbin")
            .Select(folder => Path.Combine(folder, program)).FirstOrDefault(File.Exists);
}
