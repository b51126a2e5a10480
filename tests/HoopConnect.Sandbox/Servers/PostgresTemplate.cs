using System.Collections.Concurrent;
using System.Security.Cryptography;

namespace HoopConnect.Sandbox.Servers;

/// <summary>
/// What all PostgreSQL servers of one major version in this process share: a copy of the binaries that the servers' account can read, one
/// data directory made by
/// <c>initdb</c> that each server starts from a copy of (initdb takes seconds, a copy a fifth of one), and one certificate authority.
/// </summary>
internal sealed class PostgresTemplate
{
    /// <summary>The superuser's name on RDS; the sandbox's is called the same.</summary>
    public const string Superuser = "rdsadmin";

    private static readonly ConcurrentDictionary<(int Major, bool WithPam), Lazy<Task<PostgresTemplate>>> Shared = new();

    private PostgresTemplate(string root, string binFolder)
    {
        Root = root;
        BinFolder = binFolder;
        SuperuserPassword = Convert.ToHexString(RandomNumberGenerator.GetBytes(16));
    }

    /// <summary>The folder under which the data of this process's servers are.</summary>
    public string Root { get; }

    public string BinFolder { get; }

    public string DataFolder => Path.Combine(Root, "servers", "template");

    public string CaFile => Path.Combine(Root, "ca.pem");

    public string SuperuserPassword { get; }

    public static Task<PostgresTemplate> GetAsync(int major, bool withPam) =>
        Shared
            .GetOrAdd((major, withPam), wanted => new Lazy<Task<PostgresTemplate>>(() => CreateAsync(wanted.Major, wanted.WithPam)))
            .Value;

    /// <summary>A folder, not there yet, for one server.</summary>
    public string NewServerFolder() => Path.Combine(Root, "servers", Path.GetRandomFileName());

    private static async Task<PostgresTemplate> CreateAsync(int major, bool withPam)
    {
        var binFolder = withPam
            ? PamParts.NewestPostgres!.Value.BinFolder
            : Path.Combine(ProgramsForTheServers(PostgresBinaries.Find(major)), "bin");
        var root = ServerFolders.ForData("hoopconnect-sandbox-");
        await ServerAccount.OwnAsync(Directory.CreateDirectory(Path.Combine(root, "servers")).FullName);
        var template = new PostgresTemplate(root, binFolder);

        var authority = SandboxCertificates.Shared;
        await File.WriteAllTextAsync(template.CaFile, authority.AuthorityPem);

        // As an administrator's program the server does not start on Windows, also not for a single statement: initdb sets the password.
        var passwordFile = Path.Combine(root, "password");
        string[] password = OperatingSystem.IsWindows() ? [$"--pwfile={passwordFile}"] : [];
        if (password.Length > 0)
            await File.WriteAllTextAsync(passwordFile, template.SuperuserPassword);
        await ServerAccount.RunAsync("", Path.Combine(template.BinFolder, "initdb"),
            [
                "-D", template.DataFolder, "-U", Superuser, "--encoding=UTF8", "--locale=C", "--auth=reject", "--wal-segsize=1",
                "--no-sync", "--no-instructions", .. password,
            ]);
        File.Delete(passwordFile);
        // The superuser's password goes in as a verifier and through the server's standard input: no statement with a password, no prompt.
        if (password.Length == 0)
            await ServerAccount.RunAsync($"ALTER ROLE {Superuser} PASSWORD '{ScramSha256.Verifier(template.SuperuserPassword)}'\n",
                Path.Combine(template.BinFolder, "postgres"), "--single", "-D", template.DataFolder, "-c", "fsync=off", "postgres");
        await WriteAsync(template, "pg_hba.conf",
            (withPam ? $"hostssl all +{PostgresServer.IamRole} 127.0.0.1/32 pam pamservice={PamParts.Service}\n" : "")
                + $"hostssl all +{PostgresServer.Md5Role} 127.0.0.1/32 md5\n"
                + "hostssl all all 127.0.0.1/32 scram-sha-256\n");
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
        OperatingSystem.IsWindows()
            ? File.WriteAllTextAsync(Path.Combine(template.DataFolder, name), text)
            : ServerAccount.RunAsync(text, "sh", "-c", "umask 077; cat > \"$1\"", "sh", Path.Combine(template.DataFolder, name));

    /// <summary>The servers' account may not be able to read where the checkout is: then it gets a copy.</summary>
    private static string ProgramsForTheServers(string binaries)
    {
        if (!ServerAccount.StepsDown)
            return binaries;
        var copy = Path.Combine(ServerFolders.ForPrograms("hoopconnect-sandbox-bin-"), "postgres");
        CopyFolder(binaries, copy);
        return copy;
    }

    internal static void CopyFolder(string from, string to)
    {
        Directory.CreateDirectory(to);
        foreach (var folder in Directory.EnumerateDirectories(from, "*", SearchOption.AllDirectories))
            Directory.CreateDirectory(Path.Combine(to, Path.GetRelativePath(from, folder)));
        foreach (var file in Directory.EnumerateFiles(from, "*", SearchOption.AllDirectories))
        {
            var copy = Path.Combine(to, Path.GetRelativePath(from, file));
            if (new FileInfo(file).LinkTarget is { } target)
                File.CreateSymbolicLink(copy, target);
            else
                File.Copy(file, copy);
        }
    }
}
