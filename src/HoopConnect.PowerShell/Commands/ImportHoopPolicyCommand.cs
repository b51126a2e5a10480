using System.Management.Automation;
using HoopConnect.Hosting;
using HoopConnect.PowerShell.Completion;
using HoopConnect.SessionUsers.Policies;

namespace HoopConnect.PowerShell.Commands;

/// <summary>Reads the policies of session users from files.</summary>
[Cmdlet(VerbsData.Import, "HoopPolicy", DefaultParameterSetName = PathSet)]
[OutputType(typeof(SessionPolicy))]
public sealed class ImportHoopPolicyCommand : HoopCmdlet
{
    private const string PathSet = "Path";
    private const string LiteralPathSet = "LiteralPath";

    private readonly List<string> _files = [];
    private int _failures;

    /// <summary>Files and folders, with wildcards.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ParameterSetName = PathSet)]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    public string[] Path { get; set; } = [];

    /// <summary>Files and folders, exactly as they are named.</summary>
    [Parameter(Mandatory = true, ValueFromPipelineByPropertyName = true, ParameterSetName = LiteralPathSet)]
    [Alias("PSPath", "LP", "File")]
    [ValidateNotNullOrEmpty]
    public string[] LiteralPath { get; set; } = [];

    /// <summary>The policies to give, with wildcards; all where not given.</summary>
    [Parameter(Position = 1)]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(PolicyNameCompleter))]
    [ValidateNotNullOrEmpty]
    public string[] Name { get; set; } = ["*"];

    /// <inheritdoc/>
    protected override async Task ProcessAsync(CancellationToken cancellationToken)
    {
        foreach (var path in LiteralPath)
            _files.Add(await FullPathAsync(path, cancellationToken));
        foreach (var path in Path)
        {
            try
            {
                _files.AddRange(
                    await HoopHost.OnSessionThreadAsync(() => SessionPath.Resolve(this, path), cancellationToken));
            }
            catch (Exception missing) when (missing is SessionStateException)
            {
                _failures++;
                ReportError(PolicyErrors.FileNotFound.Error($"There is no file '{path}'.", path, cause: missing));
            }
        }
    }

    /// <inheritdoc/>
    protected override async Task EndAsync(CancellationToken cancellationToken)
    {
        // Together, and only now: a name that is in two files is wrong in both.
        var reading = await PolicyFiles.ReadAsync(_files, cancellationToken);
        foreach (var error in reading.Errors)
            ReportError(error);
        var patterns = Name.Select(NamePattern.Parse).ToArray();
        foreach (var policy in reading.Policies.Where(policy => patterns.Any(pattern => pattern.Matches(policy.Name))))
            await WriteAsync(policy, cancellationToken);
        // Where something could not be read, the name may well be in it.
        if (reading.Errors.Count + _failures > 0)
            return;
        foreach (
            var missing in patterns.Where(pattern => !pattern.HasWildcard && !reading.Policies.Any(policy => pattern.Matches(policy.Name))))
            ReportError(PolicyErrors.NotFound.Error($"There is no policy '{missing}' in what was read.", missing.Text));
    }
}
