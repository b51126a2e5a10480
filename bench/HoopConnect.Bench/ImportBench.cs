using System.Globalization;

namespace HoopConnect.Bench;

/// <summary>A start of pwsh that imports the built module and asks for its cmdlets, against a start that does nothing.</summary>
internal static class ImportBench
{
    private const double AtMostMilliseconds = 150;
    private const string Work = "pwsh with the module imported and its first cmdlet found, beyond a bare pwsh";

    public static async Task<Row> RunAsync(CancellationToken cancellationToken)
    {
        const string against = "150 ms";
        if (!Programs.IsThere("pwsh"))
            return Row.WithoutMeasure(Work, against, "there is no pwsh on PATH");
        if (Module() is not { } module)
            return Row.WithoutMeasure(Work, against, "there is no out/HoopConnect: run ./build.sh build first");

        var import =
            $"Import-Module '{module.Replace("'", "''", StringComparison.Ordinal)}'; if (-not (Get-Command -Module " +
                "HoopConnect)[0].Name) { exit 1 }";
        var runs = await Interleaved.RunAsync(11, () => StartAsync(import), () => StartAsync("exit 0"));
        var more = (runs.OurSeconds - runs.OtherSeconds) * 1000;
        return new Row(
            Work, against, more / AtMostMilliseconds, 1, string.Create(CultureInfo.InvariantCulture, $"[{more:0} ms more; {runs}]"));

        Task<double> StartAsync(string command) => Interleaved.SecondsAsync(() => Programs.RunAsync(
            "pwsh", ["-NoLogo", "-NoProfile", "-NonInteractive", "-Command", command],
                    new Dictionary<string, string> { ["POWERSHELL_TELEMETRY_OPTOUT"] = "1", ["POWERSHELL_UPDATECHECK"] = "Off" },
                    "",
                    cancellationToken));
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
