using System.Collections.Concurrent;
using System.Diagnostics;
using System.Security.Cryptography;

namespace HoopConnect.Sandbox.Servers;

/// <summary>
/// What all servers of one program share in this process: a data folder, made once, that each server starts from a copy of, and one
/// certificate authority.
/// </summary>
internal sealed class MySqlTemplate
{
    /// <summary>The user with all rights has this name on RDS.</summary>
    public const string Superuser = "rdsadmin";

    private static readonly ConcurrentDictionary<MySqlPrograms, Lazy<Task<MySqlTemplate>>> Shared = new();

    /// <summary>Small files and no care for a crash: nothing here must survive one, and many servers share a small machine.</summary>
    private static readonly string[] Small =
    [
        "--no-defaults",
        "--innodb-buffer-pool-size=16M",
        "--innodb-flush-log-at-trx-commit=0",
        "--innodb-doublewrite=0",
        "--innodb-use-native-aio=0",
        "--key-buffer-size=1M", "--performance-schema=OFF", "--secure-file-priv=",
    ];

    private readonly Process _watchdog;

    private MySqlTemplate(MySqlPrograms programs, string root)
    {
        Programs = programs;
        Root = root;
        _watchdog = ServerProcess.RemoveWhenWeAreGone(root);
        SuperuserPassword = Convert.ToHexString(RandomNumberGenerator.GetBytes(16));
    }

    public MySqlPrograms Programs { get; }

    /// <summary>The folder under which everything of these servers is; removed when the process is gone, however it went.</summary>
    public string Root { get; }

    public string DataFolder => Path.Combine(Root, "servers", "template");

    public string CaFile => Path.Combine(Root, "ca.pem");

    /// <summary>The folder with AWS's authentication plugin, where it can be had.</summary>
    public string PluginFolder => Path.Combine(Root, "plugins");

    public string SuperuserPassword { get; }

    /// <summary>The arguments with which the server program finds its files and stays small.</summary>
    public IReadOnlyList<string> Arguments =>
    [
        .. Small, $"--lc-messages-dir={Programs.ShareFolder}", $"--character-sets-dir={Path.Combine(Programs.ShareFolder, "charsets")}",
            .. Programs.IsMariaDb
                ? new[] { "--innodb-log-file-size=4M", "--innodb-undo-tablespaces=0", "--aria-pagecache-buffer-size=8M" }
                : ["--skip-log-bin"],
    ];

    public static Task<MySqlTemplate> GetAsync(MySqlPrograms programs) =>
        Shared.GetOrAdd(programs, _ => new Lazy<Task<MySqlTemplate>>(() => CreateAsync(programs))).Value;

    /// <summary>A folder, not there yet, for one server.</summary>
    public string NewServerFolder() => Path.Combine(Root, "servers", Path.GetRandomFileName());

    /// <summary>Writes a file that only the servers' account can read.</summary>
    public static Task WriteAsync(string path, string text) =>
        ServerAccount.RunAsync(text, "sh", "-c", "umask 077; cat > \"$1\"", "sh", path);

    private static async Task<MySqlTemplate> CreateAsync(MySqlPrograms programs)
    {
        if (OperatingSystem.IsWindows())
            throw MissingServer.Exception("The sandbox starts MariaDB servers on Linux and macOS only.");
        var root = Directory.CreateTempSubdirectory("hoopconnect-mariadb-").FullName;
        var template = new MySqlTemplate(programs, root);
        File.SetUnixFileMode(
            root,
            UnixFileMode.UserRead
                | UnixFileMode.UserWrite
                | UnixFileMode.UserExecute
                | UnixFileMode.GroupExecute
                | UnixFileMode.OtherExecute);
        await ServerAccount.OwnAsync(Directory.CreateDirectory(Path.Combine(root, "servers")).FullName);
        // Each server needs a folder of its own for temporary tables: it removes what others left, or still use, when it starts.
        var temporary = Path.Combine(root, "servers", "tmp");
        await ServerAccount.RunAsync("", "mkdir", temporary);
        if (programs.IsMariaDb)
        {
            await ServerAccount.RunAsync("", "mkdir", template.DataFolder);
            await ServerAccount.RunAsync(
                await SystemTablesAsync(programs),
                programs.Server,
                [
                    .. template.Arguments,
                    $"--datadir={template.DataFolder}",
                    $"--tmpdir={temporary}",
                    "--bootstrap",
                    "--max-allowed-packet=16M",
                ]);
        }
        else
        {
            await ServerAccount.RunAsync(
                "",
                programs.Server,
                [.. template.Arguments, $"--datadir={template.DataFolder}", $"--tmpdir={temporary}", "--initialize-insecure"]);
        }

        Directory.CreateDirectory(template.PluginFolder);
        if (PamParts.HaveMariaDb)
            await File.WriteAllBytesAsync(
                Path.Combine(template.PluginFolder, AwsAuthenticationPlugin.FileName), AwsAuthenticationPlugin.Make());
        var authority = SandboxCertificates.Shared;
        var (certificate, key) = authority.IssueServerCertificate("localhost", "127.0.0.1");
        await File.WriteAllTextAsync(template.CaFile, authority.AuthorityPem);
        await WriteAsync(Path.Combine(template.DataFolder, "server.crt"), certificate);
        await WriteAsync(Path.Combine(template.DataFolder, "server.key"), key);
        return template;
    }

    /// <summary>What mariadb-install-db feeds to the server, without the sys schema's views, which would take a second a server.</summary>
    private static async Task<string> SystemTablesAsync(MySqlPrograms programs)
    {
        var text = "CREATE DATABASE mysql;\nUSE mysql;\nSET @auth_root_socket = NULL;\n";
        foreach (var part in new[] { "system_tables", "performance_tables", "system_tables_data" })
            text += await File.ReadAllTextAsync(Directory.GetFiles(programs.ShareFolder, $"*_{part}.sql").Single());
        return text + "\nCREATE DATABASE IF NOT EXISTS sys;\n";
    }
}
