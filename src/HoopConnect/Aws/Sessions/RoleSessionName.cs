namespace HoopConnect.Aws.Sessions;

/// <summary>The name that CloudTrail shows for an assumed role: it says who.</summary>
internal static class RoleSessionName
{
    /// <summary>
    /// <c>HoopConnect-</c> and the caller's user or session name, in the characters and length that STS takes (2 to 64 of
    /// <c>[\w+=,.@-]</c>).
    /// </summary>
    public static string For(CallerIdentity caller)
    {
        var name =
            "HoopConnect-"
            + string.Concat(
                caller.Name.Select(c => char.IsAsciiLetterOrDigit(c) || "_+=,.@-".Contains(c, StringComparison.Ordinal) ? c : '-'));
        return name.Length > 64 ? name[..64] : name;
    }
}
