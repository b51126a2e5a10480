using HoopConnect.Planning;

namespace HoopConnect.Databases.Roles;

/// <summary>What would be done to the roles of one server, and what was found that no step can mend.</summary>
/// <param name="Request">What was asked for.</param>
/// <param name="Plan">The steps to show; the engine's own plan type carries what apply needs besides.</param>
/// <param name="Findings">What differs, by role.</param>
public abstract record RolePlan(RoleRequest Request, Plan Plan, IReadOnlyDictionary<RoleKind, IReadOnlyList<RoleFinding>> Findings);
