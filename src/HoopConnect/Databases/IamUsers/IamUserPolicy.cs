using HoopConnect.Databases.SessionUsers;
using HoopConnect.Databases.Users;

namespace HoopConnect.Databases.IamUsers;

/// <summary>Privileges on databases and schemas, as a session policy spells them out.</summary>
/// <param name="Name">The policy's name.</param>
/// <param name="Scopes">The databases and schemas.</param>
/// <param name="Privileges">The privileges, the same on each.</param>
public sealed record IamUserPolicy(string Name, IReadOnlyList<GrantScope> Scopes, IReadOnlyList<GrantPrivilege> Privileges);
