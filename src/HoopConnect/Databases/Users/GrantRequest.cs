namespace HoopConnect.Databases.Users;

/// <summary>Privileges on databases and schemas, as a session policy spells them out.</summary>
/// <param name="Policy">The policy's name.</param>
/// <param name="Scopes">The databases and schemas; no two the same, at least one.</param>
/// <param name="Privileges">The privileges, each once, the same on each scope.</param>
public sealed record GrantRequest(string Policy, IReadOnlyList<GrantScope> Scopes, IReadOnlyList<GrantPrivilege> Privileges)
{
    /// <summary>The names of the databases, each once, in the order of the scopes.</summary>
    public IReadOnlyList<string> Databases => Scopes.Select(scope => scope.Database).Distinct(StringComparer.Ordinal).ToList();
}
