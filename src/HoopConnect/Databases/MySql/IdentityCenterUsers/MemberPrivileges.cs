using HoopConnect.Databases.IdentityCenterUsers;
using HoopConnect.Databases.MySql.Server;
using HoopConnect.Databases.MySql.Server.Grants;
using HoopConnect.Databases.MySql.Users;
using HoopConnect.Databases.Users;

namespace HoopConnect.Databases.MySql.IdentityCenterUsers;

/// <summary>
/// What a member's groups give together: the privileges of the widest hoop role on each user schema, those of policies on theirs, and roles
/// of the server.
/// </summary>
internal sealed class MemberPrivileges
{
    private readonly GrantDifference _difference;

    public MemberPrivileges(MemberReading reading, IdentityCenterMember member)
    {
        var server = reading.Server;
        var wanted = new Dictionary<string, List<string>>(StringComparer.Ordinal);
        // Each of the three has what the one before it has.
        if (member.Roles.Max(role => role.Kind) is { } kind)
        {
            foreach (var schema in server.Schemas)
                Add(schema, RolePrivileges.Of(kind));
        }

        foreach (var policy in member.Roles.Select(role => role.Policy).OfType<GrantRequest>())
        {
            var privileges = PolicyPrivileges.Of(member.UserName, policy, IdentityCenterUserErrors.PolicyRefused).ToList();
            foreach (var schema in policy.Databases)
                Add(server.FindSchema(schema) ?? schema, privileges);
        }

        var roles = member.Roles.Where(role => role is { Kind: null, Policy: null }).Select(role => role.Name)
            .Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).ToList();
        // MariaDB has one role active at a time.
        Roles = server.Version.IsMariaDb ? [.. roles.Take(1)] : roles;
        LeftOut = [.. roles.Except(Roles)];
        _difference = new GrantDifference(server, [.. wanted.Keys], [], serverWide: false, ManagedKind.IdentityCenter)
        {
            BySchema = wanted.ToDictionary(pair => pair.Key, pair => (IReadOnlyList<string>)pair.Value, StringComparer.Ordinal),
            Roles = Roles,
        };

        void Add(string schema, IEnumerable<string> privileges)
        {
            if (!wanted.TryGetValue(schema, out var there))
                wanted[schema] = there = [];
            there.AddRange(privileges.Where(privilege => !there.Contains(privilege)));
        }
    }

    /// <summary>The roles of the server, all active at login.</summary>
    public IReadOnlyList<string> Roles { get; }

    /// <summary>Those that cannot be active beside them.</summary>
    public IReadOnlyList<string> LeftOut { get; }

    /// <summary>What is to be granted and revoked.</summary>
    public IReadOnlyList<GrantChange> Compare(Account account, IReadOnlyList<Grant> grants) => _difference.Compare(account, grants);

    /// <summary>A role in SQL text. A role of MySQL is an account, for which the host is written out.</summary>
    public static string SqlOf(string role, ServerRelease release) =>
        Identifier.Backticks(role) + (release.IsMariaDb ? "" : "@`%`");
}
