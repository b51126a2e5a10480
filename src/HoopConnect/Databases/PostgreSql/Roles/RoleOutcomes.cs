using HoopConnect.Databases.PostgreSql.Server;
using HoopConnect.Databases.Roles;
using HoopConnect.Databases.Users;

namespace HoopConnect.Databases.PostgreSql.Roles;

/// <summary>
/// Puts together what became of each role: from what was read after the changes, and from the plan where nothing was changed.
/// </summary>
internal sealed class RoleOutcomes(RoleChangePlan plan)
{
    private readonly Dictionary<RoleKind, RoleChangeResult> _roles = plan.Roles.ToDictionary(
        role => role.Kind, role => new RoleChangeResult(role.Kind) { Login = role.Login });

    private readonly Dictionary<string, DatabaseChangeResult> _databases = plan.Databases.ToDictionary(
        difference => difference.Database, difference => new DatabaseChangeResult(difference.Database, difference, null),
        StringComparer.Ordinal);

    private ServerReading? _server;
    private bool _databasesChanged;

    /// <summary>The roles that exist now: grants to one that could not be made would fail all others of their transaction.</summary>
    public IReadOnlyList<RoleKind> KindsThatAreThere { get; private set; } = Present(plan.Request.Kinds, plan.Server);

    /// <param name="results">What became of the roles themselves.</param>
    /// <param name="before">The server before that.</param>
    public void Add(IReadOnlyList<RoleChangeResult> results, ServerReading before)
    {
        foreach (var result in results)
            _roles[result.Kind] = result;
        KindsThatAreThere = [.. plan.Request.Kinds.Where(kind => before.Role(kind.RoleName()) is not null || _roles[kind].Failure is null)];
    }

    public void Add(ServerReading afterwards) => _server = afterwards;

    public void Add(IReadOnlyList<DatabaseChangeResult> results)
    {
        _databasesChanged = true;
        foreach (var result in results)
            _databases[result.Database] = result;
    }

    public IReadOnlyList<RoleOutcome> All() => plan.Roles.Select(Outcome).ToList();

    private static List<RoleKind> Present(IEnumerable<RoleKind> kinds, ServerReading server) =>
        kinds.Where(kind => server.Role(kind.RoleName()) is not null).ToList();

    private RoleOutcome Outcome(RoleChange planned)
    {
        var kind = planned.Kind;
        var result = _roles[kind];
        var findings = new List<Finding>();
        if (result.Failure is not null)
            findings.Add(new Finding(null, $"role {kind.RoleName()}", FindingReasons.Failed, result.Failure.Message));
        findings.AddRange(OfTheRole(planned));
        findings.AddRange(plan.Unread);
        var good = new List<string>();
        if (KindsThatAreThere.Contains(kind))
        {
            foreach (var database in _databases.Values.OrderBy(database => database.Database, StringComparer.Ordinal))
            {
                var inDatabase = OfTheDatabase(kind, database).ToList();
                findings.AddRange(inDatabase);
                if (plan.Served.Contains(database.Database) && !inDatabase.Exists(FindingReasons.Matters))
                    good.Add(database.Database);
            }
        }

        var state = State(planned, result, findings);
        return new RoleOutcome(kind, state, findings)
        {
            Login = state == RoleState.Failed ? null : result.Login,
            PasswordChanged = result.PasswordChanged,
            Databases = good,
        };
    }

    private RoleState State(RoleChange planned, RoleChangeResult result, List<Finding> findings) =>
        result.Failure is not null || findings.Any(finding => finding.IsPower) ? RoleState.Failed
        : findings.Any(FindingReasons.Matters) ? RoleState.Incomplete
        : result.Created ? RoleState.Created
        : !planned.IsEmpty || (_databasesChanged && plan.Databases.Any(database => database.IsChanged(planned.Kind))) ? RoleState.Updated
        : RoleState.InSync;

    /// <summary>What differs in the role itself: as read afterwards, or as the plan has it where it was not touched.</summary>
    private IEnumerable<Finding> OfTheRole(RoleChange planned)
    {
        if (_server is null)
            return planned.Lasting;
        if (_server.Role(planned.Kind.RoleName()) is not { } role)
            return [new Finding(null, $"role {planned.Kind.RoleName()}", FindingReasons.Missing, "the role is not there")];
        var now = RoleDifference.Compare(_server, role, planned.Kind);
        // What the plan could not mend it said best itself; anything else that is left is news.
        var known = planned.Lasting.Select(finding => finding.Subject).ToHashSet(StringComparer.Ordinal);
        return planned.Lasting.Concat(now.Mendable.Concat(now.Lasting).Where(finding => !known.Contains(finding.Subject)));
    }

    private static IEnumerable<Finding> OfTheDatabase(RoleKind kind, DatabaseChangeResult database)
    {
        if (database.Failure is not null)
            yield return new Finding(database.Database, "database", FindingReasons.Failed, database.Failure.Message);
        if (database.Left is null)
            yield break;
        foreach (var finding in database.Left.Lasting.GetValueOrDefault(kind, []).Concat(database.Left.Mendable(kind)))
            yield return finding;
    }
}
