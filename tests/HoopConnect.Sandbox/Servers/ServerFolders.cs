using System.Collections.Concurrent;
using System.Diagnostics;

namespace HoopConnect.Sandbox.Servers;

/// <summary>Folders that live as long as this process, and go with it however it ends.</summary>
internal static class ServerFolders
{
    private const string MemoryDisk = "/dev/shm";
    private const long MemoryDiskNeeds = 4L * 1024 * 1024 * 1024;

    /// <summary>Held on to: a watchdog whose pipe is collected as garbage believes that we are gone.</summary>
    private static readonly ConcurrentBag<Process> Watchdogs = [];

    private const UnixFileMode OursAndThrough =
        UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;

    /// <summary>
    /// A new folder for data: in memory where there is room, since nothing in it outlives the process and a server starts six times faster
    /// there.
    /// </summary>
    public static string ForData(string prefix) => Create(HasRoomyMemoryDisk() ? MemoryDisk : Path.GetTempPath(), prefix);

    /// <summary>A new folder for programs, which a memory disk may refuse to run.</summary>
    public static string ForPrograms(string prefix) => Create(Path.GetTempPath(), prefix);

    private static string Create(string parent, string prefix)
    {
        if (OperatingSystem.IsWindows())
        {
            // Of the user's own folder for such, which others have no access to.
            var own = Directory.CreateTempSubdirectory(prefix).FullName;
            Watchdogs.Add(FolderKeeper.Start(own));
            return own;
        }

        var folder = Directory.CreateDirectory(Path.Combine(parent, prefix + Path.GetRandomFileName()), OursAndThrough).FullName;
        // A process's umask may have taken bits away.
        File.SetUnixFileMode(folder, OursAndThrough);
        Watchdogs.Add(ServerProcess.RemoveWhenWeAreGone(folder));
        return folder;
    }

    private static bool HasRoomyMemoryDisk()
    {
        try
        {
            return !OperatingSystem.IsWindows() && Directory.Exists(MemoryDisk)
                && new DriveInfo(MemoryDisk).AvailableFreeSpace > MemoryDiskNeeds;
        }
        catch (IOException)
        {
            return false;
        }
    }
}
