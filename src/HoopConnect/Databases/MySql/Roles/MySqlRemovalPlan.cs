using HoopConnect.Databases.Roles;
using HoopConnect.Databases.Users;
using HoopConnect.Planning;

namespace HoopConnect.Databases.MySql.Roles;

/// <summary>What removal would do.</summary>
internal sealed record MySqlRemovalPlan(
    RoleRequest Request, Plan Plan, IReadOnlyDictionary<RoleKind, IReadOnlyList<Finding>> Findings, IReadOnlyList<MySqlRoleRemoval> Removals)
    : RolePlan(Request, Plan, Findings);
