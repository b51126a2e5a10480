using HoopConnect.Secrets;

namespace HoopConnect.Databases.Roles;

/// <summary>What is known of a role's password.</summary>
/// <param name="Knowledge">Whether a working password is stored.</param>
/// <param name="Login">The login that works; null unless <see cref="RolePasswordKnowledge.Working"/>.</param>
public sealed record RolePasswordState(RolePasswordKnowledge Knowledge, DatabaseLogin? Login = null);
