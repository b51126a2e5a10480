using HoopConnect.Databases.IdentityCenterUsers;
using HoopConnect.Databases.PostgreSql.Server;
using HoopConnect.Databases.PostgreSql.Users;
using HoopConnect.Databases.Users;
using HoopConnect.Hosting;
using HoopConnect.Planning;

namespace HoopConnect.Databases.PostgreSql.IdentityCenterUsers;

/// <summary>
/// The role, which nobody logs in as, that has what a policy gives: it is granted once, however many members there are, and members of
/// several groups have all of it.
/// </summary>
internal sealed class PolicyRole : IPolicyErrors
{
    private const string Prefix = "hoop_policy_";
    private const int DatabasesAtOnce = 4;

    private readonly IdentityCenterRequest _request;
    private readonly GrantRequest _policy;
    private readonly PolicyGrants _grants;

    public PolicyRole(IDatabaseEngine engine, IdentityCenterRequest request, MemberRole role, IHoopHost host, TimeProvider time)
    {
        _request = request;
        _policy = role.Policy!;
        Name = NameOn(role);
        _grants = new PolicyGrants(engine, request.Master, Name, _policy, this, DatabasesAtOnce, host, time);
    }

    /// <summary>The role's name.</summary>
    public string Name { get; }

    /// <summary>The name that a role of the map has on a server.</summary>
    public static string NameOn(MemberRole role) => role.Policy is null ? role.Name : Prefix + role.Name;

    /// <summary>What is done to the role itself; refuses one that is not ours.</summary>
    public IReadOnlyList<PlanStep> Steps(MemberReading reading)
    {
        Identifier.Check(Name);
        var quoted = Identifier.Quote(Name);
        if (reading.Find(Name) is { } there)
        {
            if (!there.IsOfPolicy || there.Mark!.Policy != _policy.Policy)
            {
                throw IdentityCenterUserErrors.RoleRefused.Error(
                    $"The role {quoted}, which would have what policy '{_policy.Policy}' gives, {there.Mark.MadeBy()}.", Name,
                    "Rename it, or the policy.");
            }

            if (there.Login || there.Powers.Count > 0 || there.Memberships.Count > 0)
            {
                throw IdentityCenterUserErrors.RoleRefused.Error(
                    $"Somebody gave the role {quoted} of policy '{_policy.Policy}' more than its privileges: "
                    + string.Join(", ", there.Powers.Concat(there.Memberships.Select(one => one.Described))
                        .Concat(there.Login ? ["LOGIN"] : [])) + ".",
                    Name, "Take that back; nobody is made a member until then.");
            }

            return [];
        }

        var mark = new ManagedMark(ManagedKind.IdentityCenter)
        {
            Policy = _policy.Policy,
            Created = ServerTime.FromMicroseconds(reading.Now),
        };
        return
        [
            new PlanStep($"role {quoted}", "create role", $"CREATE ROLE {quoted} NOLOGIN"),
            new PlanStep($"role {quoted}", "mark", $"COMMENT ON ROLE {quoted} IS {Literal.Quote(mark.ToText())}"),
        ];
    }

    /// <summary>What is granted and taken back in the policy's databases.</summary>
    public async Task<IReadOnlyList<GrantDifference>> CompareAsync(
        IDatabaseSession session, ServerReading server, CancellationToken cancellationToken)
    {
        _grants.Refuse(server);
        return await _grants.CompareAsync(session, onlyWhereLacking: false, cancellationToken);
    }

    /// <summary>Grants it.</summary>
    public async Task ApplyAsync(
        IDatabaseSession session, IReadOnlyList<GrantDifference> differences, bool membershipOptions, CancellationToken cancellationToken)
    {
        if (await _grants.ApplyAsync(session, differences, membershipOptions, cancellationToken) is { Count: > 0 } lacking)
            throw Refused($"it was granted and does not show: {string.Join(", ", lacking)}");
    }

    public HoopException SystemSchema(GrantScope scope) => Refused($"the schema '{scope.Schema}' is the server's own");

    public HoopException NoDatabase(string database, string? whyClosed) =>
        Refused($"there is no database '{database}'{(whyClosed is null ? "" : $" that takes connections ({whyClosed})")}");

    public HoopException NoSchema(string database, string schema) => Refused($"there is no schema '{schema}' in database '{database}'");

    public HoopException CannotGrant(string what) => Refused($"'{_request.Master.Login.UserName}' cannot grant {what}");

    private HoopException Refused(string why) => IdentityCenterUserErrors.PolicyRefused.Error(
        $"What policy '{_policy.Policy}' gives cannot be granted at {_request.Master.Host}:{_request.Master.Port}: {why}.",
        _request.Master.Host);
}
