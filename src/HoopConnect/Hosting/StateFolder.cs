namespace HoopConnect.Hosting;

/// <summary>
/// The folder in which the user's own state lives (job records, locks, the list of registered vaults), closed to everybody else.
/// It is <c>HOOPCONNECT_STATE</c> where that is set, else <c>$XDG_STATE_HOME/hoopconnect</c>, else <c>~/.local/state/hoopconnect</c>
/// (XDG Base Directory Specification), on Windows <c>%LOCALAPPDATA%\HoopConnect</c>. Nothing in it is ever a secret.
/// </summary>
public sealed class StateFolder
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    private StateFolder(string path) => Path = path;

    /// <summary>The full path. The folder exists.</summary>
    public string Path { get; }

    /// <summary>The folder of the user who runs this process, by the environment.</summary>
    /// <exception cref="HoopException"><c>State.InvalidFolder</c>, <c>State.FolderNotPrivate</c>, <c>State.WriteFailed</c>.</exception>
    public static StateFolder OfUser() => OfUser(Environment.GetEnvironmentVariable);

    /// <summary>As <see cref="OfUser()"/>, with the environment variables read through a function.</summary>
    internal static StateFolder OfUser(Func<string, string?> environment) => At(PathOfUser(environment));

    /// <summary>Where the folder of the user who runs this process is, or would be; nothing is made.</summary>
    /// <exception cref="HoopException"><c>State.InvalidFolder</c>.</exception>
    public static string PathOfUser() => PathOfUser(Environment.GetEnvironmentVariable);

    private static string PathOfUser(Func<string, string?> environment) =>
        PathOfUser(environment, folder => Environment.GetFolderPath(folder, Environment.SpecialFolderOption.DoNotVerify));

    /// <summary>As <see cref="PathOfUser()"/>, with environment variables and folders of the system's read through functions.</summary>
    internal static string PathOfUser(Func<string, string?> environment, Func<Environment.SpecialFolder, string> system)
    {
        if (environment("HOOPCONNECT_STATE") is { Length: > 0 } chosen)
            return Full(chosen);
        if (OperatingSystem.IsWindows())
            return System.IO.Path.Combine(Known(Environment.SpecialFolder.LocalApplicationData), "HoopConnect");
        // The specification: a relative path in the variable is to be ignored.
        if (environment("XDG_STATE_HOME") is { Length: > 0 } stateHome && System.IO.Path.IsPathFullyQualified(stateHome))
            return System.IO.Path.Combine(stateHome, "hoopconnect");
        return System.IO.Path.Combine(Known(Environment.SpecialFolder.UserProfile), ".local", "state", "hoopconnect");

        // There is none for an account without a profile.
        string Known(Environment.SpecialFolder folder)
        {
            var path = system(folder);
            return System.IO.Path.IsPathFullyQualified(path) ? path : throw StateErrors.InvalidFolder.Error(
                $"The account that this runs as has no folder of its own ({folder} is '{path}').", folder.ToString());
        }
    }

    /// <summary>Never one below the folder that the process happens to be in.</summary>
    private static string Full(string path) =>
        System.IO.Path.IsPathFullyQualified(path)
            ? path : throw StateErrors.InvalidFolder.Error($"The state folder '{path}' is not a full path.", path);

    /// <summary>A folder by its full path; it is made if it is not there, and refused if others can look into it.</summary>
    /// <exception cref="HoopException"><c>State.InvalidFolder</c>, <c>State.FolderNotPrivate</c>, <c>State.WriteFailed</c>.</exception>
    public static StateFolder At(string path)
    {
        path = System.IO.Path.GetFullPath(Full(path));
        Make(path);
        return new StateFolder(path);
    }

    /// <summary>The full path of a folder in this one, closed to others like it; it is made if it is not there.</summary>
    /// <param name="name">One path segment, for example <c>jobs</c>.</param>
    /// <exception cref="HoopException"><c>State.FolderNotPrivate</c>, <c>State.WriteFailed</c>.</exception>
    public string Folder(string name)
    {
        var path = System.IO.Path.Combine(Path, name);
        Make(path);
        return path;
    }

    /// <summary>
    /// Writes a whole file so that a reader sees the old content or the new one and never a part: into a temporary file beside it, flushed
    /// to the disk, then renamed over it. Readable by the user only.
    /// </summary>
    /// <param name="path">The file's full path, in this folder or one made by <see cref="Folder"/>.</param>
    /// <param name="content">All of its bytes.</param>
    /// <param name="cancellationToken">Leaves the old content in place.</param>
    /// <exception cref="HoopException"><c>State.WriteFailed</c>.</exception>
    public static Task WriteAsync(string path, ReadOnlyMemory<byte> content, CancellationToken cancellationToken) =>
        PrivateFile.ReplaceAsync(path, content, StateErrors.WriteFailed, cancellationToken);

    private static void Make(string path)
    {
        try
        {
            // Closes only what it makes; what is there already is looked at below.
            PrivateFile.MakeFolder(path);
            CheckPrivate(path);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw StateErrors.WriteFailed.Error($"'{path}' could not be written: {error.Message}", path, cause: error);
        }
    }

    /// <summary>
    /// Refuses a folder, which is there, where others can write to it; on Unix also where they can look into it, which backup
    /// operators and the like may on Windows.
    /// </summary>
    /// <exception cref="HoopException"><c>State.FolderNotPrivate</c>.</exception>
    internal static void CheckPrivate(string path)
    {
        if (!OperatingSystem.IsWindows() && File.GetUnixFileMode(path) is var mode && (mode & ~OwnerOnly) != 0)
        {
            throw StateErrors.FolderNotPrivate.Error(
                $"The state folder '{path}' is open to other users (mode {Convert.ToString((int)mode, 8)}).",
                path,
                $"Close it (chmod 700 '{path}') or name another folder in HOOPCONNECT_STATE.");
        }

        CheckNobodyElseWrites(path);
    }

    /// <summary>Refuses a folder or file, which is there, where somebody else could put something in its place.</summary>
    /// <exception cref="HoopException"><c>State.FolderNotPrivate</c>.</exception>
    internal static void CheckNobodyElseWrites(string path)
    {
        if (FolderGuard.Complaint(path) is { } complaint)
        {
            throw StateErrors.FolderNotPrivate.Error(
                $"Others could change what is in '{path}': {complaint}.", path,
                $"Have the folders that lead to it belong to you and closed to others for writing ({HowToClose(path)}), or name another "
                    + "one in HOOPCONNECT_STATE.");
        }
    }

    private static string HowToClose(string path) =>
        OperatingSystem.IsWindows()
            ? $"icacls \"{path}\" /inheritance:r /grant:r \"*{WindowsAccess.User().Value}:(OI)(CI)F\", as administrator if need be"
            : "chmod go-w";
}
