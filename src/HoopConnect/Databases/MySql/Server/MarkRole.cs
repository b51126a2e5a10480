using HoopConnect.Databases.MySql.Server.Grants;
using HoopConnect.Databases.Users;

namespace HoopConnect.Databases.MySql.Server;

/// <summary>
/// The role (in the server's sense) that every user of a kind is a member of where users carry no attributes and there are roles:
/// MariaDB, and
/// MySQL 8 before 8.0.21. It has no privileges. Only who administers the role can make a member, so membership proves what a row of the
/// <see cref="Ledger"/>, which whoever may write there can write, only claims.
/// </summary>
internal static class MarkRole
{
    /// <summary>The role's name.</summary>
    public static string NameOf(ManagedKind kind) => kind switch
    {
        ManagedKind.Role => "hoop_connect_role",
        ManagedKind.Session => "hoop_connect_session",
        ManagedKind.Iam => "hoop_connect_iam",
        ManagedKind.IdentityCenter => "hoop_connect_identity_center",
        ManagedKind.Tenant => "hoop_connect_tenant",
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "No such kind."),
    };

    /// <summary>The role in SQL text. A role of MySQL is an account, for which the host is written out.</summary>
    public static string SqlOf(ManagedKind kind, ServerRelease release) =>
        release.IsMariaDb ? $"`{NameOf(kind)}`" : $"`{NameOf(kind)}`@`%`";

    /// <summary>Makes it.</summary>
    public static string Create(ManagedKind kind, ServerRelease release) => $"CREATE ROLE IF NOT EXISTS {SqlOf(kind, release)}";

    /// <summary>Makes an account that is there a member.</summary>
    public static string Give(ManagedKind kind, ServerRelease release, Account account) => $"GRANT {SqlOf(kind, release)} TO {account.Sql}";

    /// <summary>
    /// The kinds that these grants prove. Who may make members is an administrator, and proves nothing by being a member.
    /// </summary>
    public static IReadOnlyList<ManagedKind> Proven(IReadOnlyList<Grant> grants) =>
        [.. Enum.GetValues<ManagedKind>().Where(kind => grants.Any(grant => Is(grant, kind) && !grant.GrantOption))];

    /// <summary>True for the grant of the kind's role.</summary>
    public static bool Is(Grant grant, ManagedKind kind) => grant.Level == GrantLevel.Role && grant.Pattern == NameOf(kind);
}
