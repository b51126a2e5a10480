using System.Diagnostics;

namespace HoopConnect.Sandbox.Servers;

/// <summary>
/// Who the sandbox's servers run as. PostgreSQL refuses root, so root steps down to <c>nobody</c>; anyone else runs them directly.
/// </summary>
internal static class ServerAccount
{
    /// <summary>True where commands run as <c>nobody</c>. On Windows PostgreSQL's programs put those rights away.</summary>
    public static bool StepsDown { get; } = Environment.IsPrivilegedProcess && !OperatingSystem.IsWindows();

    /// <summary>A command that runs as the servers' account, with a closed-off environment and its standard streams in our hands.</summary>
    public static ProcessStartInfo Command(string program, params IReadOnlyList<string> arguments)
    {
        var start = new ProcessStartInfo
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = Path.GetTempPath(),
        };
        // The caller's locale, PG* settings and preloads are none of the server's business.
        foreach (
            var name in start
                .Environment.Keys.Where(name =>
                    name.StartsWith("PG", StringComparison.Ordinal) || name.StartsWith("LC_", StringComparison.Ordinal))
                .ToList())
            start.Environment.Remove(name);
        start.Environment["LANG"] = "C";
        if (StepsDown)
        {
            start.FileName = "setpriv";
            foreach (var argument in new[] { "--reuid=nobody", "--regid=nogroup", "--clear-groups", "--inh-caps=-all", "--", program })
                start.ArgumentList.Add(argument);
        }
        else
        {
            start.FileName = program;
        }

        foreach (var argument in arguments)
            start.ArgumentList.Add(argument);
        return start;
    }

    /// <summary>Runs a command of the servers' account to its end.</summary>
    /// <exception cref="InvalidOperationException">It failed; the message has what it said.</exception>
    public static Task RunAsync(string input, string program, params IReadOnlyList<string> arguments) =>
        RunToEndAsync(Command(program, arguments), input);

    /// <summary>Gives a folder to the servers' account.</summary>
    public static async Task OwnAsync(string folder)
    {
        if (!StepsDown)
            return;
        var start = new ProcessStartInfo("chown", ["nobody:nogroup", folder])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        await RunToEndAsync(start, "");
    }

    private static async Task RunToEndAsync(ProcessStartInfo start, string input)
    {
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEndAsync();
        await process.StandardInput.WriteAsync(input);
        process.StandardInput.Close();
        await process.WaitForExitAsync();
        if (process.ExitCode != 0)
            throw new InvalidOperationException(
                $"{start.FileName} {string.Join(' ', start.ArgumentList)} ended with {process.ExitCode}: {await error}{await output}");
    }
}
