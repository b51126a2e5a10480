using System.Security.AccessControl;

namespace HoopConnect.Hosting;

/// <summary>
/// Files and folders that nobody but the user who runs this process can open: by their mode on Unix, on Windows by an access list that
/// inherits nothing. They are made so and not closed afterwards; a file that is moved stays so.
/// </summary>
internal static class PrivateFile
{
    private const UnixFileMode OwnerOnlyFolder = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
    private const UnixFileMode OwnerOnlyFile = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const UnixFileMode OthersRead = UnixFileMode.GroupRead | UnixFileMode.OtherRead;
    private const int BufferSize = 4096;

    /// <summary>Makes a folder, and those that it lies in, where they are not there. One that is there stays as it is.</summary>
    public static void MakeFolder(string path)
    {
        if (OperatingSystem.IsWindows())
            new DirectoryInfo(path).Create(WindowsAccess.OwnFolder());
        else
            Directory.CreateDirectory(path, OwnerOnlyFolder);
    }

    /// <summary>Makes a folder of a new name among the temporary files.</summary>
    public static DirectoryInfo MakeTemporaryFolder(string prefix)
    {
        if (!OperatingSystem.IsWindows())
            return Directory.CreateTempSubdirectory(prefix);
        // Short: a socket in it may have a name of 108 characters at most.
        var folder = new DirectoryInfo(Path.Combine(Path.GetTempPath(), prefix + Path.GetRandomFileName()));
        folder.Create(WindowsAccess.OwnFolder());
        return folder;
    }

    /// <summary>
    /// Writes a whole file so that a reader sees the old content or the new one and never a part: into a temporary file beside it, flushed
    /// to the disk, then renamed over it.
    /// </summary>
    /// <param name="path">The file's full path.</param>
    /// <param name="content">All of its bytes.</param>
    /// <param name="failure">What it is where the file cannot be written.</param>
    /// <param name="cancellationToken">Leaves the old content in place.</param>
    /// <param name="forOthers">Others can read it: on Windows those whom its folder says.</param>
    /// <exception cref="HoopException">That failure.</exception>
    public static async Task ReplaceAsync(
        string path, ReadOnlyMemory<byte> content, ErrorDefinition failure, CancellationToken cancellationToken, bool forOthers = false)
    {
        var temporary = $"{path}.{Guid.NewGuid():N}.tmp";
        try
        {
            await using (var stream = Create(temporary, forOthers))
            {
                await stream.WriteAsync(content, cancellationToken);
                stream.Flush(flushToDisk: true);
            }

            await SharedFile.MoveAsync(temporary, path, cancellationToken);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw failure.Error($"'{path}' could not be written: {error.Message}", path, cause: error);
        }
        finally
        {
            // A left-over temporary file harms nobody; the failure that brought us here is the one to report.
            await SharedFile.TryDeleteAsync(temporary);
        }
    }

    private static FileStream Create(string path, bool forOthers)
    {
        if (OperatingSystem.IsWindows() && !forOthers)
            return new FileInfo(path).Create(
                FileMode.CreateNew, FileSystemRights.Write, FileShare.None, BufferSize, FileOptions.Asynchronous, WindowsAccess.OwnFile());
        var options = new FileStreamOptions
        {
            Mode = FileMode.CreateNew,
            Access = FileAccess.Write,
            Share = FileShare.None,
            Options = FileOptions.Asynchronous,
            BufferSize = BufferSize,
        };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = forOthers ? OwnerOnlyFile | OthersRead : OwnerOnlyFile;
        return new FileStream(path, options);
    }
}
