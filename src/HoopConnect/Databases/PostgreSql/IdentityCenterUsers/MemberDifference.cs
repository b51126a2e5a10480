using HoopConnect.Databases.IdentityCenterUsers;
using HoopConnect.Databases.PostgreSql.Server;
using HoopConnect.Databases.PostgreSql.Users;
using HoopConnect.Databases.Users;
using HoopConnect.Hosting;
using HoopConnect.Planning;

namespace HoopConnect.Databases.PostgreSql.IdentityCenterUsers;

/// <summary>What is to be done to the user of one member.</summary>
/// <param name="reading">The server.</param>
/// <param name="member">The member.</param>
/// <param name="user">The user as it is; null where there is none.</param>
internal sealed class MemberDifference(MemberReading reading, IdentityCenterMember member, MemberRow? user)
    : IMemberDifference
{
    /// <summary>The role whose members log in by token.</summary>
    public const string IamRole = TokenRole.Name;

    private readonly IReadOnlyList<string> _wanted = [.. member.Roles.Select(PolicyRole.NameOn).Distinct(StringComparer.Ordinal)];

    /// <summary>The member.</summary>
    public IdentityCenterMember Member => member;

    /// <summary>The name that the user has now; null where there is none.</summary>
    public string? PresentName => user?.Name;

    /// <summary>There is no user yet.</summary>
    public bool Create => user is null;

    /// <summary>The person has another name.</summary>
    public bool Rename => user is not null && user.Name != member.UserName;

    /// <summary>Logins by token are opened.</summary>
    public bool OpensLogin => Lasting is null && !IsIamMember;

    /// <summary>The roles that are granted.</summary>
    public IReadOnlyList<string> Granted => [.. _wanted.Where(role => !Held.Contains(role))];

    /// <summary>The roles that are taken back.</summary>
    public IReadOnlyList<string> Revoked =>
        [.. Surplus.Where(one => one.Revocable).Select(one => one.Role).Distinct(StringComparer.Ordinal)];

    /// <summary>What the master cannot take back from it, or what keeps it from logging in by token; null for nothing.</summary>
    public HoopException? Lasting
    {
        get
        {
            if (user is null)
                return null;
            var attributes = user.Powers.Where(power => !user.Administered || !reading.CanTake.Contains(power)).ToList();
            var memberships = Surplus.Where(one => !one.Revocable).ToList();
            if (attributes.Count + memberships.Count > 0)
            {
                IReadOnlyList<string> statements =
                [
                    .. attributes.Count == 0 ? (IReadOnlyList<string>)[]
                        : [$"ALTER ROLE {Quoted} {LastingPowers.NoLonger(attributes)}"],
                    .. memberships.Select(one => one.ToRevoke(member.UserName, reading.HasMembershipOptions)),
                ];
                return IdentityCenterUserErrors.HasPowers.Error(
                    $"Somebody gave {Quoted} {string.Join(", ", attributes.Concat(memberships.Select(one => one.Described)))}, and "
                    + $"'{reading.Master}' cannot take that back: no login is opened to it.",
                    member.UserName, $"A superuser runs: {string.Join("; ", statements)}");
            }

            return !user.Administered
                ? IdentityCenterUserErrors.NotOurs.Error(
                    $"'{reading.Master}' may not change {Quoted}, which it did not make.", member.UserName,
                    "Log in as who made it, or have that one grant it WITH ADMIN OPTION (PostgreSQL 16 and later).")
                : user.LocksOutMaster && !IsIamMember
                    ? IdentityCenterUserErrors.LocksOutMaster.Error(
                        $"'{reading.Master}', who is logged in here, is a member of {Quoted} and would log in by token only, as it does.",
                        member.UserName, $"End the membership first: REVOKE {Quoted} FROM {Identifier.Quote(reading.Master)}.")
                    : null;
        }
    }

    /// <summary>
    /// The steps, in the order they run, under the user's new name; logins by token come last, so that what fails before opens none.
    /// </summary>
    public IReadOnlyList<PlanStep> Steps()
    {
        var target = $"user {Quoted}";
        var steps = new List<PlanStep>();
        if (Create)
            steps.Add(new PlanStep(target, "create user", $"CREATE ROLE {Quoted} WITH LOGIN INHERIT NOSUPERUSER NOCREATEDB NOCREATEROLE"));
        if (user?.Mark is not { IsOutdated: false, Policy: null } mark || mark.Owner != member.Id)
            steps.Add(new PlanStep(target, "mark", $"COMMENT ON ROLE {Quoted} IS {Literal.Quote(Mark().ToText())}"));
        var lasting = Lasting is not null;
        if (user is { Administered: true } && user.Powers.Where(reading.CanTake.Contains).ToList() is { Count: > 0 } powers)
            steps.Add(new PlanStep(target, "alter user", $"ALTER ROLE {Quoted} {LastingPowers.NoLonger(powers)}"));
        steps.AddRange(Surplus.Where(one => one.Revocable).Select(one =>
            new PlanStep(target, "revoke role", one.ToRevoke(member.UserName, reading.HasMembershipOptions))));
        if (lasting)
            return user!.Administered ? steps : [];
        if (user is { Login: false })
            steps.Add(new PlanStep(target, "open", $"ALTER ROLE {Quoted} LOGIN CONNECTION LIMIT -1"));
        steps.AddRange(Granted.Select(role => new PlanStep(target, "grant role", $"GRANT {Identifier.Quote(role)} TO {Quoted}")));
        if (!IsIamMember)
            steps.Add(new PlanStep(target, "log in by token", $"GRANT {IamRole} TO {Quoted}"));
        return steps;
    }

    /// <summary>What takes back the opening of logins.</summary>
    public string Undo => Create ? $"DROP ROLE {Quoted}" : $"REVOKE {IamRole} FROM {Quoted}";

    private string Quoted => Identifier.Quote(member.UserName);

    private bool IsIamMember => user?.Memberships.Any(one => one.Role == IamRole) ?? false;

    private HashSet<string> Held => (user?.Memberships ?? []).Select(one => one.Role).ToHashSet(StringComparer.Ordinal);

    /// <summary>What no group of the person gives: changes by hand are undone, and what a former group gave goes.</summary>
    private IEnumerable<RoleMembership> Surplus =>
        (user?.Memberships ?? []).Where(one => one.Role is not (IamRole or "hoop_managed") && !_wanted.Contains(one.Role));

    private ManagedMark Mark() => new(ManagedKind.IdentityCenter)
    {
        Owner = member.Id,
        Created = user?.Mark?.Created ?? (Create ? ServerTime.FromMicroseconds(reading.Now) : null),
    };
}
