using System.Diagnostics;
using System.Globalization;

namespace HoopConnect.Sandbox.Servers;

/// <summary>
/// Starts and stops one server process. On Unix a small shell stands between: it copies the template, starts the server and reads from a
/// pipe that this process holds open. When the pipe closes (we stop the server, or this process is gone, killed or not), it stops the server
/// at once and removes its folder. (A parent-death signal would not do: it follows the thread that started the child, not the process.)
/// </summary>
internal static class PostgresProcess
{
    private const string Script = """
        trap : INT TERM HUP
        folder=$1; template=$2; shift 2
        umask 077
        mkdir "$folder" && cp -R "$template" "$folder/data" || exit 1
        ( "$@" </dev/null >"$folder/server.log" 2>&1 & echo $! >"$folder/pid"; wait; : >"$folder/ended" ) &
        keeper=$!
        read -r line
        while [ ! -s "$folder/pid" ]; do sleep 0.05; done
        kill -QUIT "$(cat "$folder/pid")" 2>/dev/null
        wait "$keeper"
        rm -rf "$folder"
        """;

    public static Process Start(PostgresTemplate template, string folder, int port, PostgresServerOptions options)
    {
        var data = Path.Combine(folder, "data");
        List<string> server = [Path.Combine(template.BinFolder, "postgres"), "-D", data, .. Settings(port, options)];
        var start = ServerAccount.Command("sh", ["-c", Script, "hoopconnect-sandbox", folder, template.DataFolder, .. server]);
        return Process.Start(start)!;
    }

    /// <summary>True where the server is gone although nobody stopped it.</summary>
    public static bool HasEnded(Process process, string folder) => process.HasExited || File.Exists(Path.Combine(folder, "ended"));

    public static async Task StopAsync(Process process)
    {
        process.StandardInput.Close();
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(10));
        try
        {
            await process.WaitForExitAsync(patience.Token);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
        }
    }

    private static IEnumerable<string> Settings(int port, PostgresServerOptions options)
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
            ["io_method"] = "sync",
            ["jit"] = "off",
            ["dynamic_shared_memory_type"] = "mmap",
        };
        foreach (var (name, value) in options.Settings)
            settings[name] = value;
        return settings.SelectMany(setting => new[] { "-c", $"{setting.Key}={setting.Value}" });
    }
}
