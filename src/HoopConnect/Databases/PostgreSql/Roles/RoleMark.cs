using HoopConnect.Databases.PostgreSql.Server;
using HoopConnect.Databases.Roles;
using HoopConnect.Databases.Users;

namespace HoopConnect.Databases.PostgreSql.Roles;

/// <summary>The comment by which a role is known as ours.</summary>
internal static class RoleMark
{
    /// <summary>The comment of a role.</summary>
    public static string Comment(RoleKind kind) => $"managed by HoopConnect (role {kind.Suffix()}); changes by hand are undone";

    /// <summary>True for a role that bears it.</summary>
    public static bool IsOn(ServerRole role) => ManagedMark.Parse(role.Comment) is { Kind: ManagedKind.Role };
}
