using HoopConnect.Databases;
using HoopConnect.Databases.IdentityCenterUsers;
using HoopConnect.Databases.Roles;
using HoopConnect.Databases.Users;
using HoopConnect.Hosting;
using HoopConnect.IdentityCenter.Sync;
using HoopConnect.SessionUsers.Policies;

namespace HoopConnect.PowerShell.Arguments;

/// <summary>What the members of groups are given, as it was typed: names of roles or policies, and policies themselves.</summary>
public sealed class GroupMapChoice
{
    private readonly IReadOnlyList<KeyValuePair<string, IReadOnlyList<PolicyChoice>>> _entries;

    internal GroupMapChoice(IReadOnlyList<KeyValuePair<string, IReadOnlyList<PolicyChoice>>> entries) => _entries = entries;

    /// <summary>The map. A name is a policy's where the file has one of that name, else a role's.</summary>
    /// <param name="policyFile">The full path of a file or folder with policies; null where none was given.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <exception cref="HoopException"><c>IdentityCenter.InvalidGroupMap</c>, or what is wrong in the file.</exception>
    internal async Task<GroupMap> ResolveAsync(string? policyFile, CancellationToken cancellationToken)
    {
        var read = policyFile is null ? new PolicyReading([], []) : await PolicyFiles.ReadAsync([policyFile], cancellationToken);
        if (read.Errors is [var wrong, ..])
            throw wrong;
        var policies = read.Policies.ToDictionary(policy => policy.Name, StringComparer.Ordinal);
        return new GroupMap(_entries.Select(entry =>
            KeyValuePair.Create(entry.Key, (IReadOnlyList<MemberRole>)[.. entry.Value.Select(RoleOf)])));

        MemberRole RoleOf(PolicyChoice choice) =>
            RoleNames.All.Any(kind => kind.RoleName() == choice.Name) && choice.Given is null ? new MemberRole(choice.Name)
            : (choice.Given ?? policies.GetValueOrDefault(choice.Name)) is not { } policy ? new MemberRole(choice.Name)
            : new MemberRole(policy.Name)
            {
                Policy = new GrantRequest(policy.Name, policy.Scopes, policy.Privileges),
                Family = DatabaseEngines.For(policy.Engine).Family,
            };
    }
}
