using HoopConnect.Databases.MySql.Server;
using HoopConnect.Databases.MySql.Server.Grants;
using HoopConnect.Databases.Roles;

namespace HoopConnect.Databases.MySql.Users;

/// <summary>What the roles may do, and users that log in by IAM with the privileges of a role.</summary>
internal static class RolePrivileges
{
    /// <summary>The privileges of a role, in the order a GRANT is read.</summary>
    public static IReadOnlyList<string> Of(RoleKind kind) => kind switch
    {
        RoleKind.ReadOnly => ["SELECT"],
        RoleKind.ReadWrite => ["SELECT", "INSERT", "UPDATE", "DELETE"],
        RoleKind.Ddl => ["SELECT", "INSERT", "UPDATE", "DELETE", "ALTER", "CREATE", "DROP"],
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "No such role kind."),
    };

    /// <summary>What compares grants with those of a role on the user schemas.</summary>
    public static GrantDifference Difference(ServerReading server, RoleKind kind, bool serverWide) => new(server, server.Schemas, Of(kind), serverWide);
}
