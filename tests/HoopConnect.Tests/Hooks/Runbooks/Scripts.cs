using HoopConnect.Hooks.Runbooks;

namespace HoopConnect.Tests.Hooks.Runbooks;

/// <summary>A folder with scripts of a test, and a git repository in it where one is asked for.</summary>
internal sealed class Scripts : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("hoopconnect-scripts-");

    public string Folder => _folder.FullName;

    public string Repository => Path.Combine(Folder, "repository");

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>Skips the test where there is no such program.</summary>
    public static string Require(string program)
    {
        var found = ProgramFinder.Find(program, Environment.GetEnvironmentVariable("PATH"));
        Assert.SkipWhen(found is null, $"There is no {program} on this machine.");
        return found!;
    }

    /// <summary>Skips the test where Python scripts cannot be run.</summary>
    public static void RequirePython() => Require(OperatingSystem.IsWindows() ? "py" : "python3");

    public string Write(string name, string text)
    {
        var path = Path.Combine(Folder, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
        return path;
    }

    /// <summary>A repository with that text as its runbook. Gives the commit.</summary>
    public async Task<string> CommitAsync(string text, string name = "hoop-hooks/aws-connect-post-exec.runbook.py")
    {
        Require("git");
        if (!Directory.Exists(Repository))
            await GitAsync("init", "--quiet", Repository);
        Write("repository/" + name, text);
        await GitAsync("-C", Repository, "add", ".");
        await GitAsync(
            "-C", Repository, "-c", "user.name=test", "-c", "user.email=test@example.com", "-c", "commit.gpgsign=false", "commit",
            "--quiet", "-m", "test");
        return (await GitAsync("-C", Repository, "rev-parse", "HEAD")).Trim();
    }

    public static async Task<Runbook> OpenAsync(string source, RunbookOptions? options = null) =>
        await Runbook.OpenAsync(
            RunbookSource.Parse(source), options ?? new RunbookOptions(), HoopConnect.Planning.RunMode.Apply, Cancellation);

    public void Dispose()
    {
        foreach (var file in _folder.EnumerateFiles("*", SearchOption.AllDirectories))
            file.Attributes = FileAttributes.Normal;
        _folder.Delete(recursive: true);
    }

    private async Task<string> GitAsync(params string[] arguments)
    {
        var start = new System.Diagnostics.ProcessStartInfo(Require("git"), arguments) { WorkingDirectory = Folder };
        var exit = await HookProcess.RunAsync(start, new OutputMask([]), TimeSpan.FromMinutes(1), Cancellation);
        Assert.True(exit.ExitCode == 0, exit.Output);
        return exit.Output;
    }
}
