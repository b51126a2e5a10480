using HoopConnect.Databases.Roles;
using HoopConnect.Databases.Users;

namespace HoopConnect.Databases.IamUsers;

/// <summary>What became of a user, as the server says it after the change.</summary>
/// <param name="UserName">The user.</param>
/// <param name="State"><see cref="RoleState.Created"/>, <see cref="RoleState.Updated"/>, <see cref="RoleState.InSync"/> or <see
/// cref="RoleState.Incomplete"/>.</param>
/// <param name="Findings">What is still not as it should be.</param>
public sealed record IamUserOutcome(string UserName, RoleState State, IReadOnlyList<Finding> Findings);
