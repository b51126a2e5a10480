using System.Runtime.InteropServices;
using System.Runtime.Versioning;

namespace HoopConnect.Hosting;

/// <summary>
/// Whether somebody else of this machine could change what lies in a folder, by the rules of OpenSSH (sshd(8), "StrictModes"): it and
/// all that it lies in belong to the user or to root, and nobody else may write to them. In a folder with the sticky bit (/tmp) nobody can
/// rename what is another's, so that one is no danger to what lies in it. On Windows <see cref="AccessList"/> has the same rules.
/// </summary>
internal static class FolderGuard
{
    private const UnixFileMode OthersWrite = UnixFileMode.GroupWrite | UnixFileMode.OtherWrite;
    private const int MostLinks = 40;

    /// <summary>Why a folder or file, which is there, is not safe; null where it is.</summary>
    /// <param name="path">Its full path.</param>
    public static string? Complaint(string path)
    {
        var links = 0;
        var left = new Stack<string>(Parts(path));
        var here = Path.GetPathRoot(path)!;
        var complaint = ComplaintOf(here, isLast: left.Count == 0);
        while (complaint is null && left.TryPop(out var part))
        {
            var next = Path.GetFullPath(Path.Combine(here, part));
            if (LinkTarget(next) is { } target)
            {
                // Who may rename it was looked at with the folder that it is in; its owner may in any (sticky) folder.
                if (++links > MostLinks)
                    return $"'{path}' leads through more than {MostLinks} links";
                if (!OperatingSystem.IsWindows() && ComplaintOfOwner(next, LStat) is { } owned)
                    return owned;
                // Now where it leads, from the root on.
                target = Path.GetFullPath(Path.Combine(here, target));
                foreach (var step in Parts(target))
                    left.Push(step);
                here = Path.GetPathRoot(target)!;
                complaint = ComplaintOf(here, isLast: left.Count == 0);
                continue;
            }

            here = next;
            complaint = ComplaintOf(here, isLast: left.Count == 0);
        }

        return complaint;
    }

    private static string? ComplaintOf(string path, bool isLast) =>
        OperatingSystem.IsWindows() ? WindowsAccess.ComplaintOf(path, isLast) : ComplaintOnUnix(path, isLast);

    [UnsupportedOSPlatform("windows")]
    private static string? ComplaintOnUnix(string path, bool isLast)
    {
        if (ComplaintOfOwner(path, Stat) is { } owned)
            return owned;
        var mode = File.GetUnixFileMode(path);
        var sticky = !isLast && mode.HasFlag(UnixFileMode.StickyBit);
        return (mode & OthersWrite) != 0 && !sticky
            ? $"others can write to '{path}' (mode {Convert.ToString((int)mode, 8)})" : null;
    }

    // Asked for its attributes first: to ask for the target lists the folder on Windows, which the user need not be allowed to.
    private static string? LinkTarget(string path) =>
        File.GetAttributes(path).HasFlag(FileAttributes.ReparsePoint) ? new FileInfo(path).LinkTarget : null;

    /// <summary>The last first: they go onto a stack.</summary>
    private static IEnumerable<string> Parts(string path) =>
        Enumerable.Reverse(
            path[Path.GetPathRoot(path)!.Length..].Split(
                [Path.DirectorySeparatorChar, Path.AltDirectorySeparatorChar], StringSplitOptions.RemoveEmptyEntries));

    private static string? ComplaintOfOwner(string path, Func<string, int[], int> stat)
    {
        // Flags, mode, user, group, and more that is not asked for.
        var status = new int[64];
        if (stat(path, status) != 0)
            throw new IOException($"The owner of '{path}' cannot be read (error {Marshal.GetLastPInvokeError()}).");
        var owner = (uint)status[2];
        return owner == GetUser() || owner == 0 ? null : $"'{path}' belongs to another user (uid {owner})";
    }

    // The runtime's own: they have one form for all systems.
    [DllImport("libSystem.Native", EntryPoint = "SystemNative_Stat", SetLastError = true)]
    private static extern int Stat([MarshalAs(UnmanagedType.LPUTF8Str)] string path, [Out] int[] status);

    [DllImport("libSystem.Native", EntryPoint = "SystemNative_LStat", SetLastError = true)]
    private static extern int LStat([MarshalAs(UnmanagedType.LPUTF8Str)] string path, [Out] int[] status);

    [DllImport("libSystem.Native", EntryPoint = "SystemNative_GetEUid")]
    private static extern uint GetUser();
}
