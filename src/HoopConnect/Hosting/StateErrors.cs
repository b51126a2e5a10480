namespace HoopConnect.Hosting;

/// <summary>What can be wrong with the state folder.</summary>
internal static class StateErrors
{
    public static readonly ErrorDefinition InvalidFolder = new(
        "State.InvalidFolder", HoopErrorKind.InvalidArgument,
        "HOOPCONNECT_STATE is not the full path of a folder.",
        "Set HOOPCONNECT_STATE to a full path, or unset it.");

    public static readonly ErrorDefinition FolderNotPrivate = new(
        "State.FolderNotPrivate", HoopErrorKind.PermissionDenied,
        "Other users of the machine can look into the state folder or write to it.",
        "Close it (chmod 700), have it and the folders that it is in belong to you or root, or name another folder in HOOPCONNECT_STATE.");

    public static readonly ErrorDefinition WriteFailed = new(
        "State.WriteFailed", HoopErrorKind.WriteError,
        "A file of the state folder could not be written.",
        "Make the state folder writable, or name another one in HOOPCONNECT_STATE.");
}
