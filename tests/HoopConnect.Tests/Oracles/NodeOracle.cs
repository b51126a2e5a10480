using System.Diagnostics;
using System.Reflection;
using System.Text;
using System.Text.Json;
using HoopConnect.Sandbox;

namespace HoopConnect.Tests.Oracles;

/// <summary>
/// Programs that nobody here wrote, from npm, asked what is right. A script beside this file reads questions as JSON and answers as JSON,
/// all of them in one process.
/// </summary>
internal static class NodeOracle
{
    private static readonly string Parts = typeof(AwsSandbox).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
        .Single(attribute => attribute.Key == "SandboxParts").Value!;

    /// <summary>Whether a package is restored.</summary>
    public static bool Has(string package) => Directory.Exists(Path.Combine(Parts, package));

    /// <summary>The answers of a script to all the questions.</summary>
    public static async Task<TAnswer> AskAsync<TAnswer>(
        string script, string package, object questions, CancellationToken cancellationToken,
        IEnumerable<KeyValuePair<string, string>>? environment = null)
    {
        using var process = Start(script, package, environment ?? []);
        var output = process.StandardOutput.ReadToEndAsync(cancellationToken);
        var errors = process.StandardError.ReadToEndAsync(cancellationToken);
        await process.StandardInput.WriteAsync(JsonSerializer.Serialize(questions).AsMemory(), cancellationToken);
        process.StandardInput.Close();
        await process.WaitForExitAsync(cancellationToken);
        Assert.True(process.ExitCode == 0, await errors);
        return JsonSerializer.Deserialize<TAnswer>(await output, JsonSerializerOptions.Web)!;
    }

    /// <summary>Starts a script; skips the test where its package is not restored.</summary>
    private static Process Start(string script, string package, IEnumerable<KeyValuePair<string, string>> environment)
    {
        Assert.SkipUnless(Has(package), $"The npm package {package} is not there: run the tools step of the build.");
        var start = new ProcessStartInfo("node", [Path.Combine(Repository.Root, "tests", "HoopConnect.Tests", "Oracles", script)])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardInputEncoding = new UTF8Encoding(false),
            StandardOutputEncoding = Encoding.UTF8,
        };
        foreach (var (name, value) in environment)
            start.Environment[name] = value;
        start.Environment["NODE_PATH"] = Parts;
        return Process.Start(start)!;
    }
}
