using HoopConnect.Hosting;

namespace HoopConnect.SessionUsers.Policies;

/// <summary>Policy files: one, several, or the <c>*.hcl</c> files of a folder, read together as if they were one.</summary>
public static class PolicyFiles
{
    private const string Pattern = "*.hcl";

    /// <summary>
    /// Reads files, and of folders the files <c>*.hcl</c> in them (not below them; not those whose names begin with a dot). Two policies of
    /// one name, and two that would share a user though they grant different things, are errors that name both places; neither is given.
    /// </summary>
    /// <param name="paths">Files and folders. The same file named twice is read once.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    public static async Task<PolicyReading> ReadAsync(IEnumerable<string> paths, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(paths);
        var errors = new List<HoopException>();
        var policies = new List<SessionPolicy>();
        foreach (var file in SameFiles.Once(FilesOf(paths, errors)))
        {
            var reading = await ReadFileAsync(file, cancellationToken);
            policies.AddRange(reading.Policies);
            errors.AddRange(reading.Errors);
        }

        var clashes = PolicyClash.Find(policies);
        return new PolicyReading(
            [.. policies.Except(clashes.SelectMany(clash => clash.Policies))], [.. errors, .. clashes.Select(clash => clash.Error)]);
    }

    /// <summary>The policy of that name in a file or folder, all of which has to be right.</summary>
    /// <exception cref="HoopException"><c>Policy.NotFound</c>, or the first error of the reading.</exception>
    public static async Task<SessionPolicy> FindAsync(string path, string name, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(path);
        ArgumentNullException.ThrowIfNull(name);
        var reading = await ReadAsync([path], cancellationToken);
        if (reading.Errors.Count > 0)
            throw reading.Errors[0];
        return reading.Policies.FirstOrDefault(policy => policy.Name == name)
            ?? throw PolicyErrors.NotFound.Error(
                $"There is no policy '{name}' in '{path}'.",
                name,
                reading.Policies.Count == 0
                    ? "No policy is in it at all."
                    : $"It has: {string.Join(", ", reading.Policies.Select(policy => policy.Name))}.");
    }

    private static List<string> FilesOf(IEnumerable<string> paths, List<HoopException> errors)
    {
        var files = new List<string>();
        foreach (var path in paths)
        {
            try
            {
                files.AddRange(Directory.Exists(path) ? FilesIn(path) : [path]);
            }
            catch (HoopException none)
            {
                errors.Add(none);
            }
            catch (Exception failed) when (failed is IOException or UnauthorizedAccessException)
            {
                errors.Add(Unreadable(path, failed));
            }
        }

        return files;
    }

    private static List<string> FilesIn(string folder)
    {
        List<string> files =
        [
            .. Directory
                .EnumerateFiles(folder, Pattern)
                .Where(file => !Path.GetFileName(file).StartsWith('.'))
                .Order(StringComparer.Ordinal),
        ];
        return files.Count > 0 ? files : throw PolicyErrors.FileNotFound.Error($"The folder '{folder}' has no file {Pattern}.", folder);
    }

    private static async Task<PolicyReading> ReadFileAsync(string file, CancellationToken cancellationToken)
    {
        try
        {
            return PolicyFileReader.Read(file, await SharedFile.ReadAtMostAsync(file, Hcl.HclSource.MostBytes, cancellationToken));
        }
        catch (Exception missing) when (missing is FileNotFoundException or DirectoryNotFoundException)
        {
            return new PolicyReading([], [PolicyErrors.FileNotFound.Error($"There is no file '{file}'.", file, cause: missing)]);
        }
        catch (Exception failed) when (failed is IOException or UnauthorizedAccessException or NotSupportedException or ArgumentException)
        {
            return new PolicyReading([], [Unreadable(file, failed)]);
        }
    }

    private static HoopException Unreadable(string path, Exception cause) =>
        PolicyErrors.FileUnreadable.Error($"'{path}' cannot be read: {cause.Message}", path, cause: cause);
}
