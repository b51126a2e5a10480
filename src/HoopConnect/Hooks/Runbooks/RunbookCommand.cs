using HoopConnect.Hosting;

namespace HoopConnect.Hooks.Runbooks;

/// <summary>The command line that runs a script, without the script.</summary>
/// <param name="Program">The full path of the program.</param>
/// <param name="Arguments">What stands before the script.</param>
internal sealed record RunbookCommand(string Program, IReadOnlyList<string> Arguments)
{
    /// <summary>For a script of that name: <c>python3</c> (on Windows <c>py -3</c>), or the PowerShell that is running.</summary>
    /// <exception cref="HoopException"><c>Runbook.InvalidSource</c>, <c>Runbook.ProgramMissing</c>.</exception>
    public static RunbookCommand For(string script, RunbookOptions options) =>
        Path.GetExtension(script).ToUpperInvariant() switch
        {
            ".PY" when OperatingSystem.IsWindows() => new(ProgramFinder.Require("py"), ["-3"]),
            ".PY" => new(ProgramFinder.Require("python3"), []),
            ".PS1" => PowerShell(options.PowerShellFolder),
            _ => throw RunbookErrors.InvalidSource.Error($"'{script}' is neither a .py nor a .ps1 script.", script),
        };

    /// <summary>The command line as it is shown.</summary>
    public string Shown(string script) => string.Join(' ', Arguments.Prepend(Program).Append(script).Select(Quoted));

    // Never by the name of this process, which may be a host with PowerShell in it.
    private static RunbookCommand PowerShell(string? folder)
    {
        string[] arguments = ["-NoLogo", "-NoProfile", "-NonInteractive", "-File"];
        if (folder is not null)
        {
            var program = Path.Combine(folder, OperatingSystem.IsWindows() ? "pwsh.exe" : "pwsh");
            if (File.Exists(program))
                return new(program, arguments);
            // One that came as a .NET tool is an assembly there.
            var assembly = Path.Combine(folder, "pwsh.dll");
            if (File.Exists(assembly))
                return new(DotNet(), [assembly, .. arguments]);
        }

        return new(ProgramFinder.Require("pwsh"), arguments);
    }

    private static string DotNet() =>
        Environment.ProcessPath is { } own && Path.GetFileNameWithoutExtension(own) == "dotnet" ? own : ProgramFinder.Require("dotnet");

    private static string Quoted(string part) =>
        part.Contains(' ', StringComparison.Ordinal) ? $"\"{part}\"" : part;
}
