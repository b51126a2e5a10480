using HoopConnect.Databases.MySql.Server;
using HoopConnect.Databases.MySql.Server.Grants;
using HoopConnect.Databases.Roles;
using HoopConnect.Databases.Users;

namespace HoopConnect.Databases.MySql.Users;

/// <summary>What the roles may do, and users that log in by IAM with the privileges of a role.</summary>
internal static class RolePrivileges
{
    /// <summary>The privileges of a role, in the order a GRANT is read.</summary>
    public static IReadOnlyList<string> Of(RoleKind role) => role switch
    {
        RoleKind.ReadOnly => ["SELECT"],
        RoleKind.ReadWrite => ["SELECT", "INSERT", "UPDATE", "DELETE"],
        RoleKind.Ddl => ["SELECT", "INSERT", "UPDATE", "DELETE", "ALTER", "CREATE", "DROP"],
        _ => throw new ArgumentOutOfRangeException(nameof(role), role, "No such role."),
    };

    /// <summary>What compares grants with those of a role on the user schemas.</summary>
    /// <param name="server">The server.</param>
    /// <param name="role">The role.</param>
    /// <param name="serverWide">It has them on <c>*.*</c>.</param>
    /// <param name="kind">What the account is for.</param>
    /// <param name="choice">The schemas, all of them where it is null; those that are not chosen are left as they are.</param>
    public static GrantDifference Difference(
        ServerReading server, RoleKind role, bool serverWide, ManagedKind kind, DatabaseChoice? choice = null) =>
        new(server, choice?.Among(server.Schemas) ?? server.Schemas, Of(role), serverWide, kind)
        {
            LeavesOthers = choice is { IsAll: false },
        };
}
