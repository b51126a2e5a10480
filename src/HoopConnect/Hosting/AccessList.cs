namespace HoopConnect.Hosting;

/// <summary>
/// Who owns a file or folder of Windows and what its access list allows to whom, as far as it tells whether somebody else could change it.
/// What is refused to somebody is not looked at: that can only make it safer.
/// </summary>
/// <param name="Owner">The owner's SID, who can change the list.</param>
/// <param name="Allowed">What is allowed on it itself; a folder's entries that are only for what lies in it are not among them.</param>
internal sealed record AccessList(string Owner, IReadOnlyList<AllowedAccess> Allowed)
{
    // Microsoft Learn, "Well-known SIDs". The last is the service that owns Windows' own folders.
    private static readonly string[] Trusted =
    [
        "S-1-5-32-544", "S-1-5-18", "S-1-5-80-956008885-3418522649-1831038044-1853292631-2271478464",
    ];

    // Stands for whoever owns it, who is looked at by himself.
    private static readonly string[] TheOwner = ["S-1-3-0", "S-1-3-4"];

    // Microsoft Learn, "File Access Rights Constants", "Access Mask Format".
    private const uint WriteData = 0x2;
    private const uint AppendData = 0x4;
    private const uint DeleteChild = 0x40;
    private const uint Delete = 0x1_0000;
    private const uint WriteList = 0x4_0000;
    private const uint WriteOwner = 0x8_0000;
    private const uint GenericAll = 0x1000_0000;
    private const uint GenericWrite = 0x4000_0000;

    /// <summary>Why it is not safe; null where it is.</summary>
    /// <param name="path">It.</param>
    /// <param name="user">The SID of the user who runs this process.</param>
    /// <param name="place">Whether it is what is to be safe, or what that lies in.</param>
    /// <param name="nameOf">The name of a SID, for the message.</param>
    public string? Complaint(string path, string user, AccessPlace place, Func<string, string> nameOf)
    {
        if (!IsSafe(Owner, user))
            return $"'{path}' belongs to {nameOf(Owner)}";
        var other = Allowed.FirstOrDefault(
            access => (access.Rights & Dangerous(place)) != 0 && !IsSafe(access.Sid, user) && !TheOwner.Contains(access.Sid));
        var what = place == AccessPlace.Itself ? "write to" : "replace what is in";
        return other is null ? null : $"{nameOf(other.Sid)} can {what} '{path}'";
    }

    // In a folder above, who may only add something to it cannot touch what is there: that takes a right to delete there, or one on it
    // itself. So it is for everybody on drives: all may make folders there. The root of a drive cannot be renamed.
    private static uint Dangerous(AccessPlace place) => place switch
    {
        AccessPlace.Itself => WriteData | AppendData | DeleteChild | Delete | WriteList | WriteOwner | GenericAll | GenericWrite,
        AccessPlace.Above => DeleteChild | Delete | WriteList | WriteOwner | GenericAll,
        _ => DeleteChild | WriteList | WriteOwner | GenericAll,
    };

    private static bool IsSafe(string sid, string user) => sid == user || Trusted.Contains(sid);
}
