using System.Diagnostics;
using System.Globalization;

namespace HoopConnect.Sandbox.Servers;

/// <summary>Starts a PostgreSQL server with the sandbox's settings.</summary>
internal static class PostgresProcess
{
    public static Process Start(PostgresTemplate template, string folder, int port, PostgresServerOptions options)
    {
        if (OperatingSystem.IsWindows())
            return StartOnWindows(template, folder, Settings(port, options));
        var data = Path.Combine(folder, "data");
        List<string> server =
        [
            "env",
            $"{PamParts.LoginVariable}={options.LoginCheck}",
            Path.Combine(template.BinFolder, "postgres"),
            "-D",
            data,
            .. Settings(port, options).SelectMany(setting => new[] { "-c", $"{setting.Key}={setting.Value}" }),
        ];
        return ServerProcess.Start(folder, template.DataFolder, "QUIT", server);
    }

    // The settings go through a file, since pg_ctl hands what it is given to a shell.
    private static Process StartOnWindows(PostgresTemplate template, string folder, IReadOnlyDictionary<string, string> settings)
    {
        var data = FolderKeeper.DataOf(folder);
        PostgresTemplate.CopyFolder(template.DataFolder, data);
        File.AppendAllLines(
            Path.Combine(data, "postgresql.conf"),
            settings.Where(setting => setting.Key != "dynamic_shared_memory_type")
                .Select(setting => $"{setting.Key} = '{setting.Value.Replace("'", "''", StringComparison.Ordinal)}'"));
        return FolderKeeper.Start(folder, Path.Combine(template.BinFolder, "pg_ctl.exe"));
    }

    private static Dictionary<string, string> Settings(int port, PostgresServerOptions options)
    {
        var settings = new Dictionary<string, string>
        {
            ["listen_addresses"] = "127.0.0.1",
            ["port"] = port.ToString(CultureInfo.InvariantCulture),
            ["unix_socket_directories"] = "",
            ["ssl"] = "on",
            ["ssl_cert_file"] = options.MisnamedCertificate ? "misnamed.crt" : "server.crt",
            ["ssl_key_file"] = options.MisnamedCertificate ? "misnamed.key" : "server.key",
            ["password_encryption"] = "scram-sha-256",
            ["log_statement"] = options.LogStatements ? "all" : "none",
            ["log_line_prefix"] = "%m [%p] %q%u@%d ",
            // Nothing here must survive a crash, and many servers share a small machine.
            ["fsync"] = "off",
            ["synchronous_commit"] = "off",
            ["full_page_writes"] = "off",
            ["wal_level"] = "minimal",
            ["max_wal_senders"] = "0",
            ["autovacuum"] = "off",
            ["shared_buffers"] = "16MB",
            ["max_connections"] = "60",
            ["max_worker_processes"] = "0",
            ["jit"] = "off",
            ["dynamic_shared_memory_type"] = "mmap",
        };
        // Its worker processes for reading and writing came with 18.
        if (options.Major >= 18)
            settings["io_method"] = "sync";
        foreach (var (name, value) in options.Settings)
            settings[name] = value;
        return settings;
    }
}
