using HoopConnect.Databases.Roles;
using HoopConnect.Databases.SqlServer.Server;
using HoopConnect.Databases.Users;

namespace HoopConnect.Databases.SqlServer.Roles;

/// <summary>What became of each role: what the steps gave, and what was read afterwards.</summary>
/// <param name="plan">The plan as it was shown.</param>
internal sealed class RoleOutcomes(RoleChangePlan plan)
{
    private readonly Dictionary<RoleKind, LoginChange> _changes = plan.Logins.ToDictionary(change => change.Kind);
    private readonly Dictionary<RoleKind, LoginResult> _logins =
        plan.Logins.ToDictionary(change => change.Kind, change => new LoginResult(change.Kind) { Login = change.Login });

    private readonly Dictionary<string, DatabaseResult> _databases =
        plan.Databases.ToDictionary(difference => difference.Database, DatabaseResult.Untouched, StringComparer.Ordinal);

    private readonly List<Finding> _unread = [.. plan.Unread];
    private ServerReading? _afterwards;

    /// <summary>The server as it was read after the logins were changed.</summary>
    public ServerReading Server => _afterwards ?? plan.Server;

    /// <summary>The SIDs of the logins that are there and are to have users.</summary>
    public IReadOnlyDictionary<RoleKind, byte[]?> Sids => plan.Request.Kinds
        .Where(kind => _logins[kind].Failure is null && Server.Login(kind.RoleName()) is not null)
        .ToDictionary(kind => kind, kind => (byte[]?)Server.Login(kind.RoleName())!.Sid);

    /// <summary>What was done to a login; null where nothing was.</summary>
    public void Add(LoginChange change, LoginResult? result)
    {
        _changes[change.Kind] = change;
        _logins[change.Kind] = result ?? new LoginResult(change.Kind) { Login = change.Login };
    }

    public void Add(ServerReading afterwards) => _afterwards = afterwards;

    /// <summary>What was done in the databases, and which could not be entered.</summary>
    public void Add(IReadOnlyList<DatabaseResult> results, IReadOnlyList<Finding> unread)
    {
        foreach (var result in results)
            _databases[result.Left.Database] = result;
        _unread.AddRange(unread);
    }

    /// <summary>The role still has a power beyond its contract in some database.</summary>
    public bool HasPowerInDatabases(RoleKind kind) => _databases.Values.Any(database => database.HasPower(kind));

    /// <summary>One outcome for each role that was asked for.</summary>
    public IReadOnlyList<RoleOutcome> All() => [.. plan.Logins.Select(planned => Outcome(_changes[planned.Kind], planned.Create))];

    private RoleOutcome Outcome(LoginChange change, bool wasMissing)
    {
        var result = _logins[change.Kind];
        var findings = new List<Finding>();
        if (result.Failure is not null)
            findings.Add(new Finding(null, "login", FindingReasons.Failed, result.Failure.Message));
        findings.AddRange(result.Findings);
        findings.AddRange(OfTheLogin(change, result));
        findings.AddRange(_unread);
        var good = new List<string>();
        if (result.Failure is null)
        {
            foreach (var database in _databases.Values.Where(
                database => _unread.All(finding => finding.Database != database.Left.Database)))
            {
                var inDatabase = database.Findings(change.Kind).ToList();
                findings.AddRange(inDatabase);
                if (inDatabase.Count == 0)
                    good.Add(database.Left.Database);
            }
        }

        var state = State(change, result, wasMissing, findings);
        return new RoleOutcome(change.Kind, state, findings)
        {
            Login = state == RoleState.Failed ? null : result.Login,
            PasswordChanged = result.PasswordChanged,
            Databases = [.. good.Order(StringComparer.Ordinal)],
        };
    }

    private RoleState State(LoginChange change, LoginResult result, bool wasMissing, List<Finding> findings) =>
        result.Failure is not null || findings.Any(finding => finding.IsPower) ? RoleState.Failed
        : findings.Any(FindingReasons.Matters) ? RoleState.Incomplete
        : wasMissing && change.Create ? RoleState.Created
        : !change.IsEmpty || plan.Databases.Any(database => database.Statements(change.Kind).Count > 0) ? RoleState.Updated
        : RoleState.InSync;

    private IEnumerable<Finding> OfTheLogin(LoginChange change, LoginResult result)
    {
        if (_afterwards is null)
            return change.Differences.Select(difference => difference.Finding);
        if (_afterwards.Login(change.Kind.RoleName()) is not { } login)
            return result.Failure is null ? [new Finding(null, "login", FindingReasons.Missing, "the login is not there")] : [];
        return LoginDifferences.Compare(login, change.Kind).Select(difference => difference.Finding)
            .Where(finding => result.Findings.All(failed => failed.Subject != finding.Subject));
    }
}
