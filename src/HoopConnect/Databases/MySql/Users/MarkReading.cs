using HoopConnect.Databases.MySql.Server;
using HoopConnect.Databases.Roles;
using HoopConnect.Databases.Users;

namespace HoopConnect.Databases.MySql.Users;

/// <summary>Whose an account is.</summary>
/// <param name="Mark">The mark that only an administrator can have given; null where there is none.</param>
/// <param name="Claim">What is written down of it and proves nothing by itself; null for nothing.</param>
internal sealed record MarkReading(ManagedMark? Mark, ManagedMark? Claim)
{
    /// <summary>The mark of an account.</summary>
    public static MarkReading Of(AccountReading account, ServerRelease version)
    {
        if (version.HasUserAttributes)
            return new MarkReading(MarkAttribute.Parse(account), null);
        var proven = version.HasMarkRoles ? MarkRole.Proven(account.Grants) : [];
        if (proven.Count == 0)
            return new MarkReading(null, account.Written);
        // Who may write to the ledger can strike a row out or bend it, and make no member: the kind is the one that is proved.
        var mark = account.Written is { } written && proven.Contains(written.Kind) ? written
            : new ManagedMark(proven[0]) { IsOutdated = true };
        return new MarkReading(mark, account.Written);
    }

    /// <summary>True where the mark says that users of this kind made it.</summary>
    public bool Is(ManagedKind kind) => Mark?.Kind == kind;

    /// <summary>
    /// The kind other than this one that the account is of, by its mark, else by a name that no other kind gives; null for none.
    /// </summary>
    public ManagedKind? OtherThan(ManagedKind kind, string userName) =>
        (Mark?.Kind ?? KindOfName(userName)) is { } its && its != kind ? its : null;

    /// <summary>What such a user is, for a message: <c>was made by HoopConnect as ...</c>.</summary>
    public static string Words(ManagedKind kind) => kind switch
    {
        ManagedKind.Role => "one of the three roles (New-HoopDbRole)",
        ManagedKind.Session => "a session user (New-HoopSessionUser)",
        ManagedKind.Iam => "a user that logs in by IAM (New-HoopIamDbUser)",
        ManagedKind.IdentityCenter => "the user of a member of an Identity Center group",
        ManagedKind.Tenant => "the user of a tenant",
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "No such kind."),
    };

    private static ManagedKind? KindOfName(string userName) =>
        RoleNames.All.Any(role => role.RoleName() == userName) ? ManagedKind.Role
        : SessionUserNameRule.HashOf(userName) is not null ? ManagedKind.Session
        : null;
}
