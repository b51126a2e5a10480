using HoopConnect.Databases.Roles;

namespace HoopConnect.Databases.PostgreSql.Roles;

/// <summary>The comment by which a role is known as ours.</summary>
internal static class RoleMark
{
    private const string Start = "managed by HoopConnect";

    /// <summary>The comment of a role.</summary>
    public static string Comment(RoleKind kind) => $"{Start} (role {kind.Suffix()}); changes by hand are undone";

    /// <summary>True for a role that bears it.</summary>
    public static bool IsOn(ServerRole role) => role.Comment?.StartsWith(Start, StringComparison.Ordinal) == true;
}
