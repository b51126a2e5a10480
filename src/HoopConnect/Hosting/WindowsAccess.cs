using System.Runtime.Versioning;
using System.Security.AccessControl;
using System.Security.Principal;

namespace HoopConnect.Hosting;

/// <summary>
/// Access lists of Windows: read for <see cref="AccessList"/>, and made with one rule, for the user who runs this process.
/// </summary>
[SupportedOSPlatform("windows")]
internal static class WindowsAccess
{
    /// <summary>Why a file or folder, which is there, is not safe; null where it is.</summary>
    public static string? ComplaintOf(string path, bool isLast)
    {
        var place = isLast ? AccessPlace.Itself : path == Path.GetPathRoot(path) ? AccessPlace.Root : AccessPlace.Above;
        try
        {
            return Read(path).Complaint(path, User().Value, place, NameOf);
        }
        catch (Exception error)
            when (error is IOException or UnauthorizedAccessException or InvalidOperationException or NotSupportedException)
        {
            return $"who can write to '{path}' cannot be read: {error.Message.TrimEnd('.')}";
        }
    }

    /// <summary>For a folder and what comes to lie in it: one rule, and nothing is inherited from above.</summary>
    public static DirectorySecurity OwnFolder()
    {
        var security = new DirectorySecurity();
        security.SetAccessRuleProtection(isProtected: true, preserveInheritance: false);
        security.AddAccessRule(
            new FileSystemAccessRule(
                User(), FileSystemRights.FullControl, InheritanceFlags.ContainerInherit | InheritanceFlags.ObjectInherit,
                PropagationFlags.None, AccessControlType.Allow));
        return security;
    }

    /// <summary>The same for a file.</summary>
    public static FileSecurity OwnFile()
    {
        var security = new FileSecurity();
        security.SetAccessRuleProtection(isProtected: true, preserveInheritance: false);
        security.AddAccessRule(new FileSystemAccessRule(User(), FileSystemRights.FullControl, AccessControlType.Allow));
        return security;
    }

    private static AccessList Read(string path)
    {
        const AccessControlSections Sections = AccessControlSections.Owner | AccessControlSections.Access;
        FileSystemSecurity security = Directory.Exists(path)
            ? new DirectoryInfo(path).GetAccessControl(Sections) : new FileInfo(path).GetAccessControl(Sections);
        return new AccessList(
            security.GetOwner(typeof(SecurityIdentifier))?.Value ?? "",
            [
                .. security.GetAccessRules(includeExplicit: true, includeInherited: true, typeof(SecurityIdentifier))
                    .Cast<FileSystemAccessRule>()
                    .Where(rule => rule.AccessControlType == AccessControlType.Allow
                        && !rule.PropagationFlags.HasFlag(PropagationFlags.InheritOnly))
                    .Select(rule => new AllowedAccess(rule.IdentityReference.Value, (uint)rule.FileSystemRights)),
            ]);
    }

    /// <summary>The user who runs this process, or whom its thread stands for.</summary>
    public static SecurityIdentifier User()
    {
        using var identity = WindowsIdentity.GetCurrent();
        return identity.User ?? throw new UnauthorizedAccessException("This process runs as nobody.");
    }

    private static string NameOf(string sid)
    {
        if (sid.Length == 0)
            return "nobody";
        try
        {
            return $"{new SecurityIdentifier(sid).Translate(typeof(NTAccount)).Value} ({sid})";
        }
        catch (SystemException)
        {
            // Its account is gone, or is one of a domain that does not answer.
            return sid;
        }
    }
}
