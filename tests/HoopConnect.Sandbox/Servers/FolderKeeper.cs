using System.Diagnostics;

namespace HoopConnect.Sandbox.Servers;

/// <summary>
/// What a shell does on Unix (<see cref="ServerProcess"/>), as a command of the sandbox's program, since Windows has none: it reads from a
/// pipe that whoever started it holds open; when that closes, it stops the PostgreSQL server in a folder, if there is one, and removes the
/// folder.
/// </summary>
internal static class FolderKeeper
{
    /// <summary>The first argument of the program: <c>keep FOLDER [PG_CTL]</c>.</summary>
    public const string Verb = "keep";

    /// <summary>The data folder of the server in a folder.</summary>
    public static string DataOf(string folder) => Path.Combine(folder, "data");

    /// <summary>Starts one in a process of its own.</summary>
    /// <param name="folder">What it removes.</param>
    /// <param name="control">PostgreSQL's <c>pg_ctl</c>, where it is to start a server on the data in the folder.</param>
    public static Process Start(string folder, string? control = null)
    {
        string[] arguments = [typeof(FolderKeeper).Assembly.Location, Verb, folder, .. control is null ? Array.Empty<string>() : [control]];
        return Process.Start(ServerAccount.Command("dotnet", arguments))!;
    }

    /// <summary>Is one, to its end.</summary>
    public static async Task<int> RunAsync(string folder, string? control)
    {
        if (control is not null)
        {
            // As an administrator's program PostgreSQL does not run: pg_ctl puts those rights away.
            var log = Path.Combine(folder, "server.log");
            var failed = await ControlAsync(control, "start", "-s", "-W", "-D", DataOf(folder), "-l", log);
            if (failed != 0)
                return failed;
        }

        var buffer = new byte[256];
        await using (var input = Console.OpenStandardInput())
        {
            while (await input.ReadAsync(buffer) > 0)
            {
                // What is said does not matter, only that somebody is there.
            }
        }

        if (control is not null)
            await ControlAsync(control, "stop", "-s", "-m", "immediate", "-D", DataOf(folder));
        await RemoveAsync(folder);
        return 0;
    }

    private static async Task<int> ControlAsync(string control, params string[] arguments)
    {
        // No handle of ours is passed on, or the pipe would stay open for as long as the server runs.
        using var process = Process.Start(new ProcessStartInfo(control, arguments) { UseShellExecute = true, CreateNoWindow = true })!;
        await process.WaitForExitAsync();
        return process.ExitCode;
    }

    private static async Task RemoveAsync(string folder)
    {
        // A process that was stopped has its files for a moment more.
        for (var attempt = 1; Directory.Exists(folder); attempt++)
        {
            try
            {
                Directory.Delete(folder, recursive: true);
            }
            catch (Exception error) when (error is IOException or UnauthorizedAccessException && attempt < 50)
            {
                await Task.Delay(200);
            }
        }
    }
}
