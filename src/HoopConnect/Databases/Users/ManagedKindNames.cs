namespace HoopConnect.Databases.Users;

/// <summary>The kinds in the words of a message.</summary>
internal static class ManagedKindNames
{
    /// <summary>One of that kind: <c>a session user</c>.</summary>
    public static string OneOf(this ManagedKind kind) => kind switch
    {
        ManagedKind.Role => "one of its roles",
        ManagedKind.Session => "a session user",
        ManagedKind.Iam => "a user that logs in by IAM",
        ManagedKind.IdentityCenter => "a user of Identity Center",
        ManagedKind.Tenant => "the user of a tenant",
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "No such kind of user."),
    };

    /// <summary>
    /// Who made it, of a user that is not of the kind that is asked for: <c>was not made by HoopConnect</c> where there is no mark.
    /// </summary>
    public static string MadeBy(this ManagedMark? mark) =>
        mark is null ? "was not made by HoopConnect" : $"was made by HoopConnect as {mark.Kind.OneOf()}";
}
