using HoopConnect.Hosting;
using HoopConnect.Planning;

namespace HoopConnect.Hooks.Runbooks;

/// <summary>
/// A script that is ready to be run: found, checked to be nobody else's to change, its program found, and out of a repository, cloned. The
/// clone is taken away when this is disposed.
/// </summary>
public sealed class Runbook : IAsyncDisposable
{
    private readonly string? _clone;

    /// <param name="source">Where it came from.</param>
    /// <param name="options">How it is run.</param>
    /// <param name="script">Its full path, or, where it is not cloned yet, the one in the repository.</param>
    /// <param name="folder">Where it runs.</param>
    /// <param name="clone">What to take away in the end.</param>
    private Runbook(RunbookSource source, RunbookOptions options, string script, string folder, string? clone)
    {
        Source = source;
        Options = options;
        Command = RunbookCommand.For(script, options);
        Script = script;
        Folder = folder;
        _clone = clone;
    }

    /// <summary>Where it came from.</summary>
    public RunbookSource Source { get; }

    /// <summary>How it is run.</summary>
    public RunbookOptions Options { get; }

    /// <summary>Its path, or the repository and the path in it.</summary>
    public string Name => Source.Protocol is null ? Script : $"{Source} {ShownScript}";

    /// <summary>
    /// The commit it is of, with <c>-dirty</c> where the working copy has another content; null where it is in no repository.
    /// </summary>
    public string? Commit { get; private init; }

    internal RunbookCommand Command { get; }

    internal string Script { get; }

    /// <summary>The script in a command line that is shown: the folder of a clone says nothing.</summary>
    internal string ShownScript =>
        Source.Protocol is null || _clone is null ? Script : Path.GetRelativePath(Folder, Script).Replace('\\', '/');

    /// <summary>Where it runs: the working copy, or the folder of a script that is in none.</summary>
    internal string Folder { get; }

    /// <summary>Finds and checks it, and clones it in the mode that applies.</summary>
    /// <exception cref="HoopException"><c>Runbook.NotFound</c>, <c>Runbook.NotSafe</c>, <c>Runbook.InvalidSource</c>,
    /// <c>Runbook.ProgramMissing</c>, <c>Runbook.CloneFailed</c>.</exception>
    public static async Task<Runbook> OpenAsync(
        RunbookSource source, RunbookOptions options, RunMode mode, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(options);
        if (source.Protocol is null)
            return await OfPathAsync(source, options, cancellationToken);
        if (source.Protocol == "file")
            CheckSafe(new Uri(source.Text).LocalPath, source.Text);
        if (mode == RunMode.Show)
        {
            // Which of the scripts there is, a clone would tell.
            return new Runbook(source, options, RunbookSource.Scripts[0], folder: "", clone: null);
        }

        return await CloneAsync(source, options, cancellationToken);
    }

    /// <summary>What is done before the first job: the clone of a repository.</summary>
    internal string? Preparation =>
        Source.Protocol is null ? null : string.Join(' ', Git.CloneArguments(Source).Prepend("git"));

    /// <summary>Takes the clone away.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_clone is not null)
            await Task.Run(() => Delete(_clone));
    }

    private static async Task<Runbook> OfPathAsync(RunbookSource source, RunbookOptions options, CancellationToken cancellationToken)
    {
        var path = source.Text;
        var copy = WorkingCopyOf(path);
        if (Directory.Exists(path))
        {
            if (copy is null)
                throw RunbookErrors.NotFound.Error($"The folder '{path}' is in no git working copy.", path);
            path = ScriptIn(copy, source);
        }
        else if (!File.Exists(path))
        {
            throw RunbookErrors.NotFound.Error($"There is no file '{path}'.", path);
        }

        CheckSafe(path, path);
        // What git is told there to run, it runs.
        var isSafe = copy is not null && FolderGuard.Complaint(Path.Combine(copy, ".git")) is null;
        return new Runbook(source, options, path, copy ?? Path.GetDirectoryName(path)!, clone: null)
        {
            Commit = isSafe ? await Git.CommitAsync(copy!, path, cancellationToken) : null,
        };
    }

    private static async Task<Runbook> CloneAsync(RunbookSource source, RunbookOptions options, CancellationToken cancellationToken)
    {
        var folder = PrivateFile.MakeTemporaryFolder("hoopconnect-runbook-").FullName;
        try
        {
            CheckSafe(folder, folder);
            var copy = Path.Combine(folder, "repository");
            await Git.CloneAsync(source, copy, options, cancellationToken);
            var script = ScriptIn(copy, source);
            return new Runbook(source, options, script, copy, folder)
            {
                Commit = await Git.CommitAsync(copy, script, cancellationToken),
            };
        }
        catch
        {
            Delete(folder);
            throw;
        }
    }

    private static string ScriptIn(string copy, RunbookSource source) =>
        RunbookSource.Scripts.Select(script => Path.GetFullPath(Path.Combine(copy, script))).FirstOrDefault(File.Exists)
        ?? throw RunbookErrors.NotFound.Error($"There is no {RunbookSource.Scripts[0]} (or .ps1) in '{source}'.", source.Text);

    private static string? WorkingCopyOf(string path)
    {
        for (var folder = Directory.Exists(path) ? path : Path.GetDirectoryName(path); folder is not null;
             folder = Path.GetDirectoryName(folder))
        {
            if (Path.Exists(Path.Combine(folder, ".git")))
                return folder;
        }

        return null;
    }

    private static void CheckSafe(string path, string target)
    {
        if (!Path.Exists(path))
            throw RunbookErrors.NotFound.Error($"There is no '{path}'.", target);
        if (FolderGuard.Complaint(path) is { } complaint)
            throw RunbookErrors.NotSafe.Error($"Others could change the runbook '{path}': {complaint}.", target);
    }

    private static void Delete(string folder)
    {
        try
        {
            // git makes what it keeps read-only, which Windows does not delete.
            if (OperatingSystem.IsWindows())
            {
                foreach (var file in Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories))
                    File.SetAttributes(file, FileAttributes.Normal);
            }

            Directory.Delete(folder, recursive: true);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // A folder of temporary files that is nobody else's, and that holds what is in a repository anyway.
        }
    }
}
