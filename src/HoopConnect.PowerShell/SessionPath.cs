using System.Management.Automation;
using HoopConnect.Hosting;
using HoopConnect.PowerShell.Arguments;
using Microsoft.PowerShell.Commands;

namespace HoopConnect.PowerShell;

/// <summary>
/// Paths of the user's session as the file system knows them. A path of another provider (<c>Env:x</c>, <c>HKCU:\x</c>) is refused: what
/// PowerShell makes of it looks like the name of a file. On the pipeline thread.
/// </summary>
internal static class SessionPath
{
    /// <summary>The full path, whether something is there or not.</summary>
    /// <exception cref="HoopException"><c>Argument.NotAFile</c>.</exception>
    public static string Of(PSCmdlet cmdlet, string path)
    {
        string full;
        ProviderInfo provider;
        try
        {
            full = cmdlet.SessionState.Path.GetUnresolvedProviderPathFromPSPath(path, out provider, out _);
        }
        catch (Exception error) when (error is SessionStateException or NotSupportedException or ArgumentException)
        {
            throw ArgumentErrors.NotAFile.Error($"'{path}' is not a path of the file system: {error.Message}", path, cause: error);
        }

        return Checked(path, full, provider);
    }

    /// <summary>The full paths of what is there, with wildcards.</summary>
    /// <exception cref="HoopException"><c>Argument.NotAFile</c>.</exception>
    /// <exception cref="SessionStateException">Nothing is there.</exception>
    public static IReadOnlyList<string> Resolve(PSCmdlet cmdlet, string path)
    {
        var found = cmdlet.GetResolvedProviderPathFromPSPath(path, out var provider);
        return [.. found.Select(full => Checked(path, full, provider))];
    }

    private static string Checked(string path, string full, ProviderInfo provider) =>
        provider.ImplementingType == typeof(FileSystemProvider) ? full : throw ArgumentErrors.NotAFile.Error(
            $"'{path}' is a path of the provider {provider.Name}, not of the file system.", path);
}
