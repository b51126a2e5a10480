using System.Diagnostics;

namespace HoopConnect.Tests;

/// <summary>A test of this program in a process of its own: one that is explicit, so that nobody else runs it.</summary>
internal static class OwnProcess
{
    /// <summary>How to start it. The output is to be read.</summary>
    public static ProcessStartInfo Of<T>(string method)
    {
        // Where a test host runs these tests, the program is not what this process was started from.
        var program = Path.Combine(AppContext.BaseDirectory, "HoopConnect.Tests");
        var isProgram = OperatingSystem.IsWindows();
        return new ProcessStartInfo(
            isProgram ? program + ".exe" : "dotnet",
            [.. isProgram ? [] : (string[])[program + ".dll"], "-explicit", "only", "-method", $"{typeof(T).FullName}.{method}"])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
    }

    /// <summary>Waits for its end, which has to be that of one test that passed.</summary>
    public static async Task EndedAsync(Process process, CancellationToken cancellationToken)
    {
        var output = process.StandardOutput.ReadToEndAsync(cancellationToken);
        var errors = process.StandardError.ReadToEndAsync(cancellationToken);
        await process.WaitForExitAsync(cancellationToken);
        Assert.True(process.ExitCode == 0 && (await output).Contains("Total: 1,", StringComparison.Ordinal), await output + await errors);
    }
}
