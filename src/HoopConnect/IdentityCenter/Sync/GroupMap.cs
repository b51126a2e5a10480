using HoopConnect.Databases.IdentityCenterUsers;
using HoopConnect.Hosting;
using HoopConnect.IdentityCenter.Directory;

namespace HoopConnect.IdentityCenter.Sync;

/// <summary>What the members of each group are given.</summary>
public sealed class GroupMap
{
    private readonly IReadOnlyList<KeyValuePair<string, IReadOnlyList<MemberRole>>> _entries;

    /// <summary>Makes the map.</summary>
    /// <param name="entries">By a group's display name or id: what its members are given.</param>
    /// <exception cref="HoopException"><c>IdentityCenter.InvalidGroupMap</c>.</exception>
    public GroupMap(IEnumerable<KeyValuePair<string, IReadOnlyList<MemberRole>>> entries)
    {
        _entries = [.. entries];
        if (_entries.Count == 0)
            throw IdentityCenterErrors.InvalidGroupMap.Error("The map has no group.");
        foreach (var (group, roles) in _entries)
        {
            if (roles.Count == 0 || roles.Any(role => string.IsNullOrWhiteSpace(role.Name)))
                throw IdentityCenterErrors.InvalidGroupMap.Error($"The map gives the members of '{group}' nothing.", group);
        }
    }

    /// <summary>The groups.</summary>
    public IReadOnlyList<string> Groups => [.. _entries.Select(entry => entry.Key)];

    /// <summary>What may be given on a server of this family: its policies, and all roles.</summary>
    /// <exception cref="HoopException"><c>IdentityCenter.InvalidGroupMap</c>: a group has policies, and none for this family.</exception>
    public IReadOnlyList<MemberRole> RolesOn(string family) =>
        [.. _entries.SelectMany(entry => RolesOn(entry.Value, entry.Key, family)).Distinct()];

    /// <summary>Who shall have a user on servers of this family, and may do what. Who is disabled is no member.</summary>
    /// <param name="groups">The groups as the directory has them, in the order of <see cref="Groups"/>.</param>
    /// <param name="family">The engine family.</param>
    /// <exception cref="HoopException"><c>IdentityCenter.InvalidGroupMap</c>.</exception>
    public IReadOnlyList<IdentityCenterMember> MembersOn(IReadOnlyList<DirectoryGroup> groups, string family) =>
    [
        .. groups.Zip(_entries).SelectMany(pair => pair.First.Members
                .Where(user => user.IsEnabled != false)
                .Select(user => (User: user, Roles: RolesOn(pair.Second.Value, pair.Second.Key, family))))
            .GroupBy(one => one.User.Id, StringComparer.Ordinal)
            .Select(same => new IdentityCenterMember(
                same.Key, same.First().User.UserName, [.. same.SelectMany(one => one.Roles).Distinct()])),
    ];

    private static List<MemberRole> RolesOn(IReadOnlyList<MemberRole> roles, string group, string family)
    {
        var served = roles.Where(role => role.Family is null || role.Family == family).ToList();
        return served.Count > 0 ? served : throw IdentityCenterErrors.InvalidGroupMap.Error(
            $"The map gives the members of '{group}' policies, and none of them is for '{family}'.", group,
            "Give a policy of that engine besides, or leave these databases out.");
    }
}
