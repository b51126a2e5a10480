namespace HoopConnect.Hosting;

/// <summary>What can be wrong with the state folder.</summary>
internal static class StateErrors
{
    public static readonly ErrorDefinition InvalidFolder = new(
        "State.InvalidFolder", HoopErrorKind.InvalidArgument,
        "HOOPCONNECT_STATE is not the full path of a folder, or it is not set and the account has no folder of its own.",
        "Set HOOPCONNECT_STATE to a full path, or unset it where the account has a home folder (on Windows a profile).");

    public static readonly ErrorDefinition FolderNotPrivate = new(
        "State.FolderNotPrivate", HoopErrorKind.PermissionDenied,
        "Other users of the machine can write to the state folder, or on Unix look into it.",
        "Close it (chmod 700, icacls), have it and the folders that it is in belong to you, root or the administrators, or name another" +
            " folder in HOOPCONNECT_STATE.");

    public static readonly ErrorDefinition WriteFailed = new(
        "State.WriteFailed", HoopErrorKind.WriteError,
        "A file of the state folder could not be written.",
        "Make the state folder writable, or name another one in HOOPCONNECT_STATE.");
}
