namespace HoopConnect.SessionUsers.Policies;

/// <summary>
/// Which paths lead to one file: where the file system does not tell upper from lower case, also those that differ in it.
/// </summary>
internal static class SameFiles
{
    /// <summary>Each file once, by the path that came first.</summary>
    public static IEnumerable<string> Once(IEnumerable<string> paths)
    {
        var files = paths.Distinct(StringComparer.Ordinal).ToList();
        var doubtful = files.GroupBy(file => file, StringComparer.OrdinalIgnoreCase).Where(spellings => spellings.Count() > 1)
            .SelectMany(spellings => spellings)
            .ToHashSet(StringComparer.Ordinal);
        return files.DistinctBy(file => doubtful.Contains(file) ? AsSpelled(file) : file, StringComparer.Ordinal);
    }

    /// <summary>The path as the file system spells it, folder by folder; as it is where nothing is there.</summary>
    private static string AsSpelled(string path)
    {
        if (!Path.Exists(path))
            return path;
        if (Path.GetDirectoryName(path) is not { Length: > 0 } folder)
            return OperatingSystem.IsWindows() ? path.ToUpperInvariant() : path;
        var name = Path.GetFileName(path);
        // It is there: what has another case is it, unless something has that very name.
        var names = Directory.EnumerateFileSystemEntries(folder).Select(entry => Path.GetFileName(entry))
            .Where(entry => entry.Equals(name, StringComparison.OrdinalIgnoreCase))
            .ToList();
        return Path.Combine(AsSpelled(folder), names.Contains(name) ? name : names.DefaultIfEmpty(name).First());
    }
}
