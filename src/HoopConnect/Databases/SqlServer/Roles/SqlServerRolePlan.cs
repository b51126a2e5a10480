using HoopConnect.Databases.Roles;
using HoopConnect.Planning;

namespace HoopConnect.Databases.SqlServer.Roles;

/// <summary>A plan of this engine, with what applying it needs.</summary>
internal sealed record SqlServerRolePlan(RoleRequest Request, Plan Plan, IReadOnlyDictionary<RoleKind, IReadOnlyList<RoleFinding>> Findings)
    : RolePlan(Request, Plan, Findings)
{
    /// <summary>What is done to the logins.</summary>
    public required IReadOnlyList<LoginChange> Logins { get; init; }

    /// <summary>In what each role differs in each database that could be read.</summary>
    public required IReadOnlyList<DatabaseDifference> Databases { get; init; }

    /// <summary>The databases that were passed over, the same for all roles.</summary>
    public required IReadOnlyList<RoleFinding> Unread { get; init; }
}
