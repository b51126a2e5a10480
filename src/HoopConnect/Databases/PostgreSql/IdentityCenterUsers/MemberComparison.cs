using HoopConnect.Databases.IdentityCenterUsers;
using HoopConnect.Databases.PostgreSql.Server;
using HoopConnect.Databases.Roles;
using HoopConnect.Databases.Users;
using HoopConnect.Hosting;
using HoopConnect.Planning;

namespace HoopConnect.Databases.PostgreSql.IdentityCenterUsers;

/// <summary>Compares a server with the directory, and refuses what cannot be done.</summary>
internal sealed class MemberComparison
{
    private readonly MemberReading _reading;
    private readonly UserMatching<MemberRow> _matching;

    public MemberComparison(MemberReading reading, IdentityCenterRequest request)
    {
        _reading = reading;
        Refuse(reading, request);
        var persons = reading.Users.Where(user => user.IsPerson).ToDictionary(user => user.Name, StringComparer.Ordinal);
        _matching = new UserMatching<MemberRow>(request, persons, user => user.Mark!, WhoseIs, Identifier.Check);
        Members = [.. _matching.Served.Select(member => new MemberDifference(reading, member, _matching.Of(member)))];
        var policies = request.Roles.Where(role => role.Policy is not null).Select(PolicyRole.NameOn).ToHashSet(StringComparer.Ordinal);
        FormerPolicies = request.Only is not null ? []
            : [.. reading.Users.Where(user => user.IsOfPolicy && !policies.Contains(user.Name)).Select(user => user.Name)];
    }

    /// <summary>What is to be done for each member who can be served.</summary>
    public IReadOnlyList<MemberDifference> Members { get; }

    /// <summary>The members who cannot.</summary>
    public IReadOnlyList<IdentityCenterOutcome> Refused => _matching.Refused;

    /// <summary>The users that are to go.</summary>
    public IReadOnlyList<string> Surplus => _matching.Surplus;

    /// <summary>The roles of policies that the map has no more; they go as well.</summary>
    public IReadOnlyList<string> FormerPolicies { get; }

    /// <summary>How many users of the kind can log in.</summary>
    public int Managed => _reading.Users.Count(user => user is { IsPerson: true, Login: true });

    /// <summary>How many of those that are to go can log in.</summary>
    public int Removed => Surplus.Count(name => _reading.Find(name)!.Login);

    /// <summary>The id of whoever a user is for; empty where its mark has lost it.</summary>
    public string OwnerOf(string name) => _reading.Find(name)?.Mark?.Owner ?? "";

    /// <summary>The renames, in an order in which no name is taken.</summary>
    public IReadOnlyList<PlanStep> Renamings() =>
    [
        .. Renames.InOrder([.. Members.Where(member => member.Rename)
                .Select(member => (member.Member.Id, member.PresentName!, member.Member.UserName))])
            .Select(rename => new PlanStep($"user {Identifier.Quote(rename.From)}", "rename user",
                $"ALTER ROLE {Identifier.Quote(rename.From)} RENAME TO {Identifier.Quote(rename.To)}")),
    ];

    private string? WhoseIs(string name) =>
        name == _reading.Master ? "is who is logged in here"
        : _reading.Find(name) is not { IsPerson: false } other ? null
        : other.IsOfPolicy ? "has what a policy gives" : other.Mark.MadeBy();

    private static void Refuse(MemberReading reading, IdentityCenterRequest request)
    {
        var server = $"{request.Master.Host}:{request.Master.Port}";
        UnservableServer.Refuse(reading.Version, reading.Replica, request.Master);
        if (!reading.HasIamRole)
        {
            throw IdentityCenterUserErrors.IamNotEnabled.Error(
                $"The server at {server} takes no logins by IAM: role \"{MemberDifference.IamRole}\" does not exist, which RDS makes when "
                + "IAM authentication is enabled.", request.Master.Host);
        }

        if (!reading.CanCreateRoles)
        {
            throw IdentityCenterUserErrors.CannotCreate.Error(
                $"'{reading.Master}' may not make users at {server}: it lacks CREATEROLE.", request.Master.Host);
        }

        foreach (var role in request.Roles.Where(role => role.Policy is null))
            RefuseRole(reading, role, server);
    }

    private static void RefuseRole(MemberReading reading, MemberRole role, string server)
    {
        var quoted = $"'{role.Name}'";
        var there = reading.Roles.FirstOrDefault(found => found.Name == role.Name)
            ?? throw IdentityCenterUserErrors.RoleNotFound.Error(
                $"The role {quoted} of the map is not on the server at {server}.", role.Name);
        var mark = ManagedMark.Parse(there.Comment);
        var problem = role.Name == MemberDifference.IamRole ? "is what has its members log in by token, and gives nothing"
            : there.Superuser ? "is a superuser"
            : mark is not null && mark.Kind != ManagedKind.Role ? $"{mark.MadeBy()}, and is somebody's own"
            : role.Kind is not null && there.LeadsTo.Count > 0
                ? $"was given more than its contract: {string.Join(", ", there.LeadsTo)}"
            : !there.Grantable ? $"is none of which '{reading.Master}' may make members"
            : null;
        if (problem is not null)
        {
            throw IdentityCenterUserErrors.RoleRefused.Error(
                $"Nobody is made a member of {quoted} at {server}: it {problem}.", role.Name,
                there.Grantable ? null : $"Who administers it runs: GRANT {Identifier.Quote(role.Name)} TO "
                    + $"{Identifier.Quote(reading.Master)} WITH ADMIN OPTION; -- PostgreSQL 16 and later");
        }
    }
}
