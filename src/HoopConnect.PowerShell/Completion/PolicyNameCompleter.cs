using System.Collections;
using System.Management.Automation;
using HoopConnect.SessionUsers.Policies;

namespace HoopConnect.PowerShell.Completion;

/// <summary>
/// The policies of the file or folder that is on the command line already: <c>-PolicyFile</c>, <c>-LiteralPath</c>, or <c>-Path</c> with
/// wildcards.
/// </summary>
internal sealed class PolicyNameCompleter : Completer
{
    /// <inheritdoc/>
    protected override IEnumerable<string> Values(IDictionary boundParameters)
    {
        var files = Resolved("-LiteralPath", boundParameters["PolicyFile"] ?? boundParameters["LiteralPath"])
            .Concat(Resolved("-Path", boundParameters["Path"]));
        return PolicyFiles
            .ReadAsync(files, CancellationToken.None)
            .GetAwaiter()
            .GetResult()
            .Policies.Select(policy => policy.Name)
            .Order(StringComparer.Ordinal);
    }

    private static IEnumerable<string> Resolved(string parameter, object? paths) =>
        paths is null
            ? []
            : ScriptBlock
                .Create(
                    $"param($paths) Resolve-Path {parameter} $paths -ErrorAction Ignore | "
                        + "Where-Object { $_.Provider.Name -eq 'FileSystem' } | ForEach-Object ProviderPath")
                .Invoke(paths)
                .Select(path => path?.ToString())
                .OfType<string>();
}
