using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace HoopConnect.Sandbox.Servers;

/// <summary>
/// Starts and stops one server process. On Unix a small shell stands between: it copies the template, starts the server and reads from a
/// pipe that this process holds open. When the pipe closes (we stop the server, or this process is gone, killed or not), it stops the
/// server
/// at once and removes its folder. It knows the server's id from the start: when this process is gone, another shell removes the folder
/// above, and may be quicker. (A parent-death signal would not do: it follows the thread that started the child, not the process.)
/// </summary>
internal static class ServerProcess
{
    private const string Script = """
        trap : INT TERM HUP
        folder=$1; template=$2; signal=$3; shift 3
        umask 077
        mkdir "$folder" && cp -R "$template" "$folder/data" || exit 1
        ( "$@" </dev/null >"$folder/server.log" 2>&1 & echo $! >"$folder/pid"; wait; : >"$folder/ended" ) &
        keeper=$!
        while [ ! -s "$folder/pid" ] && [ -d "$folder" ]; do sleep 0.01; done
        server=$(cat "$folder/pid")
        read -r line
        kill "-$signal" "$server" 2>/dev/null
        wait "$keeper"
        rm -rf "$folder"
        """;

    /// <summary>Starts a server on a copy of a data folder.</summary>
    /// <param name="folder">The server's folder, not there yet; its data are in <c>data</c>, what it says in <c>server.log</c>.</param>
    /// <param name="template">The data folder to copy.</param>
    /// <param name="stopSignal">What stops this server at once: <c>QUIT</c>, <c>KILL</c>.</param>
    /// <param name="command">The server program and its arguments.</param>
    public static Process Start(string folder, string template, string stopSignal, IReadOnlyList<string> command) =>
        Process.Start(ServerAccount.Command("sh", ["-c", Script, "hoopconnect-sandbox", folder, template, stopSignal, .. command]))!;

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

    /// <summary>A TCP port of the loopback address that nobody listens on just now.</summary>
    public static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    /// <summary>
    /// A shell that holds the other end of a pipe: when this process is gone, the pipe closes and the shell removes the folder.
    /// </summary>
    public static Process RemoveWhenWeAreGone(string root)
    {
        const string script = """
            trap : INT TERM HUP
            read -r line
            for attempt in 1 2 3 4 5 6 7 8 9 10; do rm -rf "$1" 2>/dev/null && exit 0; sleep 0.2; done
            """;
        return Process.Start(new ProcessStartInfo("sh", ["-c", script, "hoopconnect-sandbox", root])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
    }
}
