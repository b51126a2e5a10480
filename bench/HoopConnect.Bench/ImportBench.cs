using System.Globalization;
using HoopConnect.Bench.Roles;

namespace HoopConnect.Bench;

/// <summary>A start of pwsh that imports the built module and asks for its cmdlets, against a start that does nothing.</summary>
internal static class ImportBench
{
    private const double AtMost = 1.2;
    private const string Work = "pwsh with the module imported and its first cmdlet found";
    private const string Against = "a bare pwsh";
    private static readonly string[] s_bare = ["-NoLogo", "-NoProfile", "-NonInteractive", "-Command"];

    public static async Task<Row> RunAsync(CancellationToken cancellationToken)
    {
        if (Module() is not { } module)
            return Row.WithoutMeasure(Work, Against, "there is no out/HoopConnect: run ./build.sh build first");
        var (program, first) = await PwshAsync(cancellationToken);
        var import = Import(module, "HoopConnect");
        double ours = 0, other = 0;
        var runs = await Interleaved.RunAsync(
            21, () => StartAsync(import, used => ours += used), () => StartAsync("exit 0", used => other += used));
        var processor = string.Create(CultureInfo.InvariantCulture, $"processor time {(other > 0 ? ours / other : 0):0.00} x");
        // What any module costs, beside it: no module can cost less.
        var folder = Directory.CreateTempSubdirectory("hoopconnect-bench-");
        try
        {
            var empty = Path.Combine(folder.FullName, "Empty.psm1");
            await File.WriteAllTextAsync(empty, "function Get-Nothing {}", cancellationToken);
            var least = await Interleaved.RunAsync(
                21, () => StartAsync(Import(empty, "Empty"), _ => { }), () => StartAsync("exit 0", _ => { }));
            var beside = string.Create(CultureInfo.InvariantCulture, $"a module with one function: {least.Ratio:0.00} x");
            return new Row(Work, Against, runs.Ratio, AtMost, $"[{processor}; {runs}; {beside}]");
        }
        finally
        {
            folder.Delete(recursive: true);
        }

        async Task<double> StartAsync(string command, Action<double> use)
        {
            var before = ProcessorSeconds.OfThisProcess;
            var seconds = await Interleaved.SecondsAsync(() => RunAsync(program, [.. first, .. s_bare, command], cancellationToken));
            use(ProcessorSeconds.OfThisProcess - before);
            return seconds;
        }
    }

    private static string Import(string path, string name) =>
        $"Import-Module '{path.Replace("'", "''", StringComparison.Ordinal)}'; "
        + $"if (-not (Get-Command -Module {name})[0].Name) {{ exit 1 }}; exit 0";

    private static Task<string> RunAsync(string program, IEnumerable<string> arguments, CancellationToken cancellationToken) =>
        Programs.RunAsync(
            program, arguments, new Dictionary<string, string> { ["POWERSHELL_TELEMETRY_OPTOUT"] = "1",
                ["POWERSHELL_UPDATECHECK"] = "Off" },
            "", cancellationToken);

    /// <summary>
    /// The machine's pwsh; where there is none the one of the tool manifest, started without the tool's own start before it.
    /// </summary>
    private static async Task<(string Program, string[] First)> PwshAsync(CancellationToken cancellationToken)
    {
        if (Programs.IsThere("pwsh"))
            return ("pwsh", []);
        await RunAsync("dotnet", ["tool", "restore"], cancellationToken);
        var home = await RunAsync("dotnet", ["tool", "run", "pwsh", "--", .. s_bare, "$PSHOME"], cancellationToken);
        return ("dotnet", [Path.Combine(home.Trim(), "pwsh.dll")]);
    }

    /// <summary>The module as the build lays it, beside the solution above us.</summary>
    private static string? Module()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "HoopConnect.sln")))
            {
                var manifest = Path.Combine(folder.FullName, "out", "HoopConnect", "HoopConnect.psd1");
                return File.Exists(manifest) ? manifest : null;
            }
        }

        return null;
    }
}
