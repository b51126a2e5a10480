using System.Diagnostics;
using System.Security.Cryptography;

namespace HoopConnect.Sandbox.Servers;

/// <summary>
/// What all PostgreSQL servers of this process share: a copy of the binaries that the servers' account can read, one data directory made by
/// <c>initdb</c> that each server starts from a copy of (initdb takes seconds, a copy a fifth of one), and one certificate authority.
/// </summary>
internal sealed class PostgresTemplate
{
    /// <summary>The superuser's name on RDS; the sandbox's is called the same.</summary>
    public const string Superuser = "rdsadmin";

    private static readonly Lazy<Task<PostgresTemplate>> Shared = new(CreateAsync);
    private readonly Process _watchdog;

    private PostgresTemplate(string root)
    {
        Root = root;
        _watchdog = ServerProcess.RemoveWhenWeAreGone(root);
        SuperuserPassword = Convert.ToHexString(RandomNumberGenerator.GetBytes(16));
    }

    /// <summary>The folder under which everything of this process's servers is; removed when the process is gone, however it went.</summary>
    public string Root { get; }

    public string BinFolder => Path.Combine(Root, "postgres", "bin");

    public string DataFolder => Path.Combine(Root, "servers", "template");

    public string CaFile => Path.Combine(Root, "ca.pem");

    public string SuperuserPassword { get; }

    public static Task<PostgresTemplate> GetAsync() => Shared.Value;

    /// <summary>A folder, not there yet, for one server.</summary>
    public string NewServerFolder() => Path.Combine(Root, "servers", Path.GetRandomFileName());

    private static async Task<PostgresTemplate> CreateAsync()
    {
        if (OperatingSystem.IsWindows())
            throw new PlatformNotSupportedException("The sandbox starts PostgreSQL servers on Linux and macOS only, so far.");
        var binaries = PostgresBinaries.Find();
        var root = Directory.CreateTempSubdirectory("hoopconnect-sandbox-").FullName;
        var template = new PostgresTemplate(root);
        var servers = Directory.CreateDirectory(Path.Combine(root, "servers")).FullName;
        File.SetUnixFileMode(root, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute);
        await ServerAccount.OwnAsync(servers);
        CopyFolder(binaries, Path.Combine(root, "postgres"));

        using var authority = new SandboxCertificates();
        await File.WriteAllTextAsync(template.CaFile, authority.AuthorityPem);

        await ServerAccount.RunAsync("", Path.Combine(template.BinFolder, "initdb"),
            "-D", template.DataFolder, "-U", Superuser, "--encoding=UTF8", "--locale=C", "--auth=reject", "--wal-segsize=1", "--no-sync", "--no-instructions");
        // The superuser's password goes in as a verifier and through the server's standard input: no statement with a password, no prompt.
        await ServerAccount.RunAsync($"ALTER ROLE {Superuser} PASSWORD '{ScramSha256.Verifier(template.SuperuserPassword)}'\n",
            Path.Combine(template.BinFolder, "postgres"), "--single", "-D", template.DataFolder, "-c", "fsync=off", "postgres");
        await WriteAsync(template, "pg_hba.conf", "hostssl all all 127.0.0.1/32 scram-sha-256\n");
        await WriteCertificateAsync(template, "server", authority.IssueServerCertificate("localhost", "127.0.0.1"));
        await WriteCertificateAsync(template, "misnamed", authority.IssueServerCertificate("elsewhere.invalid"));
        return template;
    }

    private static async Task WriteCertificateAsync(PostgresTemplate template, string name, (string CertificatePem, string KeyPem) issued)
    {
        await WriteAsync(template, name + ".crt", issued.CertificatePem);
        await WriteAsync(template, name + ".key", issued.KeyPem);
    }

    private static Task WriteAsync(PostgresTemplate template, string name, string text) =>
        ServerAccount.RunAsync(text, "sh", "-c", "umask 077; cat > \"$1\"", "sh", Path.Combine(template.DataFolder, name));

    private static void CopyFolder(string from, string to)
    {
        Directory.CreateDirectory(to);
        foreach (var folder in Directory.EnumerateDirectories(from, "*", SearchOption.AllDirectories))
            Directory.CreateDirectory(Path.Combine(to, Path.GetRelativePath(from, folder)));
        foreach (var file in Directory.EnumerateFiles(from, "*", SearchOption.AllDirectories))
            File.Copy(file, Path.Combine(to, Path.GetRelativePath(from, file)));
    }
}
