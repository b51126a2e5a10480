using HoopConnect.Databases.Users;
using HoopConnect.Hosting;

namespace HoopConnect.Databases.IdentityCenterUsers;

/// <summary>
/// Which user is whose: by the id in its mark, so that a renamed person is found, and by name only where a mark has lost the id.
/// </summary>
/// <typeparam name="TUser">A user as an engine reads it.</typeparam>
internal sealed class UserMatching<TUser>
    where TUser : class
{
    private readonly Dictionary<string, TUser> _ofMember = new(StringComparer.Ordinal);

    /// <param name="request">What was asked for.</param>
    /// <param name="users">The users that we made for people of a directory, by name.</param>
    /// <param name="markOf">The mark of one.</param>
    /// <param name="isTaken">Whether a name is that of a user that we did not make for such a person; null where it is free.</param>
    /// <param name="check">Throws for what cannot be a name on this engine.</param>
    /// <param name="cannotRename">The users that keep their names: the renamed person gets another, and they go; none where null.</param>
    public UserMatching(
        IdentityCenterRequest request, IReadOnlyDictionary<string, TUser> users, Func<TUser, ManagedMark> markOf,
        Func<string, string?> isTaken, Action<string> check, IReadOnlySet<string>? cannotRename = null)
    {
        var refused = new List<IdentityCenterOutcome>();
        var served = new List<IdentityCenterMember>();
        var twice = request.Members.GroupBy(member => member.UserName, StringComparer.Ordinal).Where(same => same.Count() > 1)
            .Select(same => same.Key).ToHashSet(StringComparer.Ordinal);
        var members = request.Only is null ? request.Members : [.. request.Members.Where(member => request.Only.Contains(member.Id))];
        foreach (var member in members)
        {
            if (RefusalOf(member, twice, isTaken, check) is { } refusal)
                refused.Add(IdentityCenterOutcome.Failed(member.Id, member.UserName, refusal));
            else
                served.Add(member);
        }

        var byOwner = users.Where(pair => markOf(pair.Value).Owner is not null)
            .ToLookup(pair => markOf(pair.Value).Owner!, StringComparer.Ordinal);
        var claimed = new HashSet<string>(StringComparer.Ordinal);
        foreach (var member in served)
        {
            var own = byOwner[member.Id]
                .Where(pair => pair.Key == member.UserName || cannotRename?.Contains(pair.Key) is not true)
                .OrderBy(pair => pair.Key == member.UserName ? 0 : 1)
                .ThenBy(pair => pair.Key, StringComparer.Ordinal).ToList();
            var match = own.Count > 0 ? own[0].Key
                : users.TryGetValue(member.UserName, out var named) && markOf(named).Owner is null ? member.UserName : null;
            if (match is null)
                continue;
            _ofMember[member.Id] = users[match];
            NameOf[member.Id] = match;
            claimed.Add(match);
        }

        // An answer without a name is nobody's leave.
        var nameless = request.Members.Where(member => member.UserName.Length == 0).Select(member => member.Id).ToHashSet();
        claimed.UnionWith(byOwner.Where(same => nameless.Contains(same.Key)).SelectMany(same => same).Select(pair => pair.Key));
        Served = served;
        Refused = refused;
        // Whoever's name is no member's any more: it may be another person's tomorrow, who then would log in as this user.
        Surplus = [.. users.Where(pair => !claimed.Contains(pair.Key))
            .Where(pair => request.Only is null || (markOf(pair.Value).Owner is { } owner && request.Only.Contains(owner)))
            .Select(pair => pair.Key).Order(StringComparer.Ordinal)];
    }

    /// <summary>The members who can be served.</summary>
    public IReadOnlyList<IdentityCenterMember> Served { get; }

    /// <summary>Those who cannot, and why.</summary>
    public IReadOnlyList<IdentityCenterOutcome> Refused { get; }

    /// <summary>The names of the users who are to go.</summary>
    public IReadOnlyList<string> Surplus { get; }

    /// <summary>The present names of members' users, by the members' ids.</summary>
    public Dictionary<string, string> NameOf { get; } = new(StringComparer.Ordinal);

    /// <summary>The user of a member; null where there is none yet.</summary>
    public TUser? Of(IdentityCenterMember member) => _ofMember.GetValueOrDefault(member.Id);

    private static HoopException? RefusalOf(
        IdentityCenterMember member, HashSet<string> twice, Func<string, string?> isTaken, Action<string> check)
    {
        try
        {
            check(member.UserName);
        }
        catch (HoopException invalid)
        {
            return invalid;
        }

        if (twice.Contains(member.UserName))
        {
            return IdentityCenterUserErrors.NameTwice.Error(
                $"Two people of the directory have the name '{member.UserName}'.", member.UserName);
        }

        return isTaken(member.UserName) is { } why
            ? IdentityCenterUserErrors.NotOurs.Error($"The user '{member.UserName}' {why}: it was not touched.", member.UserName)
            : null;
    }
}
