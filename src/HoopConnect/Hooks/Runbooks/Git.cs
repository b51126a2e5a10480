using System.Diagnostics;
using HoopConnect.Hosting;

namespace HoopConnect.Hooks.Runbooks;

/// <summary>
/// The user's own git, with his credential helpers and keys. It asks for nothing, runs no hook, and speaks only the protocol that it is to.
/// </summary>
internal static class Git
{
    // What git sets for its own hooks, and what would have it work on another repository than the one that it is told.
    private static readonly string[] s_foreign =
    [
        "GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_OBJECT_DIRECTORY", "GIT_ALTERNATE_OBJECT_DIRECTORIES", "GIT_COMMON_DIR",
        "GIT_PREFIX", "GIT_NAMESPACE", "GIT_TEMPLATE_DIR",
    ];

    // git(1), gitprotocol and git-config(1): no transport helper, no program that a repository names.
    private static readonly string[] s_settings =
    [
        "-c", "protocol.ext.allow=never", "-c", "core.hooksPath=/dev/null", "-c", "core.fsmonitor=false",
        "-c", "submodule.recurse=false", "-c", "credential.interactive=false",
    ];

    /// <summary>The command line of a clone, without the folder it goes to.</summary>
    public static IReadOnlyList<string> CloneArguments(RunbookSource source) =>
    [
        .. s_settings, "clone", "--quiet", "--depth", "1", "--single-branch", "--no-tags", "--no-recurse-submodules", "--template=",
        "--", source.Text,
    ];

    /// <summary>Clones the newest commit of a repository's own branch.</summary>
    /// <exception cref="HoopException"><c>Runbook.CloneFailed</c>, <c>Runbook.ProgramMissing</c>.</exception>
    public static async Task CloneAsync(
        RunbookSource source, string folder, RunbookOptions options, CancellationToken cancellationToken)
    {
        var git = ProgramFinder.Require("git");
        var ssh = source.Protocol == "ssh" ? await SilentSshAsync(git, cancellationToken) : null;
        var exit = await RunAsync(git, [.. CloneArguments(source), folder], source.Protocol!, options, cancellationToken, ssh);
        if (exit.TimedOut || exit.ExitCode != 0)
        {
            var why = exit.TimedOut ? $"it took more than {options.Timeout.TotalSeconds:0} seconds" : exit.Output.Trim();
            throw RunbookErrors.CloneFailed.Error($"The repository '{source}' could not be cloned: {why}", source.Text);
        }
    }

    /// <summary>
    /// The commit of a working copy, with <c>-dirty</c> where a file of it has another content; null where it cannot be told.
    /// </summary>
    public static async Task<string?> CommitAsync(string folder, string file, CancellationToken cancellationToken)
    {
        var path = Path.GetRelativePath(folder, file).Replace('\\', '/');
        if (await LineAsync(folder, ["rev-parse", "--verify", "HEAD"], cancellationToken) is not { } commit)
            return null;
        var committed = await LineAsync(folder, ["rev-parse", "--verify", "HEAD:" + path], cancellationToken);
        var present = await LineAsync(folder, ["hash-object", "--path=" + path, "--", file], cancellationToken);
        return committed is not null && committed == present ? commit : commit + "-dirty";
    }

    // ssh would ask at the terminal. A client that the user chose is left as it is.
    private static async Task<Dictionary<string, string>?> SilentSshAsync(string git, CancellationToken cancellationToken)
    {
        if (Environment.GetEnvironmentVariable("GIT_SSH_COMMAND") is not null || Environment.GetEnvironmentVariable("GIT_SSH") is not null)
            return null;
        var chosen = await RunAsync(git, ["config", "--get", "core.sshCommand"], protocol: "", new RunbookOptions(), cancellationToken);
        return chosen.ExitCode == 0 ? null : new Dictionary<string, string> { ["GIT_SSH_COMMAND"] = "ssh -oBatchMode=yes" };
    }

    private static async Task<string?> LineAsync(string folder, string[] arguments, CancellationToken cancellationToken)
    {
        HookExit exit;
        try
        {
            exit = await RunAsync(
                ProgramFinder.Require("git"), [.. s_settings, "-C", folder, .. arguments], protocol: "", new RunbookOptions(),
                cancellationToken);
        }
        catch (HoopException error) when (error.IsAnyOf(RunbookErrors.ProgramMissing, RunbookErrors.StartFailed))
        {
            return null;
        }

        var line = exit.Output.Trim();
        return exit is { ExitCode: 0, TimedOut: false } && line.Length > 0 && line.All(char.IsAsciiHexDigit) ? line : null;
    }

    private static Task<HookExit> RunAsync(
        string git, IReadOnlyList<string> arguments, string protocol, RunbookOptions options, CancellationToken cancellationToken,
        Dictionary<string, string>? settings = null)
    {
        var start = new ProcessStartInfo(git, arguments) { WorkingDirectory = Path.GetDirectoryName(git) };
        foreach (var (name, value) in options.Variables)
            start.Environment[name] = value;
        foreach (var name in s_foreign)
            start.Environment.Remove(name);
        start.Environment["GIT_ALLOW_PROTOCOL"] = protocol;
        start.Environment["GIT_TERMINAL_PROMPT"] = "0";
        start.Environment["GCM_INTERACTIVE"] = "never";
        start.Environment["GIT_LFS_SKIP_SMUDGE"] = "1";
        // Programs that ask in a window of their own.
        start.Environment["GIT_ASKPASS"] = start.Environment["SSH_ASKPASS"] = "";
        foreach (var (name, value) in settings ?? [])
            start.Environment[name] = value;
        return HookProcess.RunAsync(start, new OutputMask(HookEnvironment.Secrets(start.Environment)), options.Timeout, cancellationToken);
    }
}
