namespace HoopConnect.Hooks.Runbooks;

/// <summary>
/// Programs by their names, in the folders of the PATH alone. The runtime and Windows look in the current folder first, where whoever made
/// the working copy could have put one.
/// </summary>
internal static class ProgramFinder
{
    /// <summary>The full path of a program.</summary>
    /// <param name="name">Its name, on Windows without <c>.exe</c>.</param>
    /// <exception cref="Hosting.HoopException"><c>Runbook.ProgramMissing</c>.</exception>
    public static string Require(string name) =>
        Find(name, Environment.GetEnvironmentVariable("PATH")) ?? throw RunbookErrors.ProgramMissing.Error(
            $"There is no '{name}' in the folders of the PATH.", name);

    /// <summary>The same; null where there is none.</summary>
    internal static string? Find(string name, string? path)
    {
        var file = OperatingSystem.IsWindows() ? name + ".exe" : name;
        return (path ?? "").Split(Path.PathSeparator)
            .Select(folder => folder.Trim('"'))
            .Where(Path.IsPathFullyQualified)
            .Select(folder => Path.Combine(folder, file))
            .FirstOrDefault(IsProgram);
    }

    private static bool IsProgram(string path) =>
        File.Exists(path)
        && (OperatingSystem.IsWindows()
            || (File.GetUnixFileMode(path)
                & (UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute)) != 0);
}
