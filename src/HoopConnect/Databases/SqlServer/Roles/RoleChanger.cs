using HoopConnect.Databases.Roles;
using HoopConnect.Databases.SqlServer.Server;
using HoopConnect.Databases.Users;
using HoopConnect.Hosting;

namespace HoopConnect.Databases.SqlServer.Roles;

/// <summary>Applies a plan: the logins first, then the databases; what became of each role comes from what is read afterwards.</summary>
internal sealed class RoleChanger(RoleChangePlan plan, IRolePasswords passwords, IHoopHost host)
{
    private readonly Dictionary<RoleKind, LoginResult> _logins = plan.Logins.ToDictionary(change => change.Kind, change => new LoginResult(change.Kind) { Login = change.Login });
    private readonly Dictionary<string, DatabaseResult> _databases = plan.Databases.ToDictionary(
        difference => difference.Database, difference => new DatabaseResult(difference, new Dictionary<RoleKind, HoopException>()), StringComparer.Ordinal);

    private readonly List<Finding> _unread = [.. plan.Unread];

    public async Task<IReadOnlyList<RoleOutcome>> ApplyAsync(CancellationToken cancellationToken)
    {
        ServerReading? afterwards = null;
        if (!plan.Plan.IsEmpty)
        {
            afterwards = await ApplyLoginsAsync(cancellationToken);
            var kinds = plan.Request.Kinds.Where(kind => _logins[kind].Failure is null && afterwards.Login(kind.RoleName()) is not null).ToList();
            foreach (var result in await new DatabaseChanger(plan.Request, afterwards, host).ApplyAsync(plan.Databases, kinds, _unread, cancellationToken))
                _databases[result.Left.Database] = result;
        }

        return plan.Logins.Select(change => Outcome(change, afterwards)).ToList();
    }

    private async Task<ServerReading> ApplyLoginsAsync(CancellationToken cancellationToken)
    {
        await using var session = await Session.OpenAsync(plan.Request.Master with { Database = null }, cancellationToken);
        foreach (var change in plan.Logins)
        {
            if (!change.IsEmpty)
                _logins[change.Kind] = await new LoginChanger(session, passwords, host).ApplyAsync(change, cancellationToken);
        }

        return await ServerReader.ReadAsync(session, plan.Request.Kinds.Select(kind => kind.RoleName()).ToList(), cancellationToken);
    }

    private RoleOutcome Outcome(LoginChange planned, ServerReading? afterwards)
    {
        var result = _logins[planned.Kind];
        var findings = new List<Finding>();
        if (result.Failure is not null)
            findings.Add(new Finding(null, "login", FindingReasons.Failed, result.Failure.Message));
        findings.AddRange(result.Findings);
        findings.AddRange(OfTheLogin(planned, result, afterwards));
        findings.AddRange(_unread);
        var good = new List<string>();
        if (result.Failure is null)
        {
            foreach (var database in _databases.Values.Where(database => _unread.All(finding => finding.Database != database.Left.Database)))
            {
                var inDatabase = OfTheDatabase(planned.Kind, database).ToList();
                findings.AddRange(inDatabase);
                if (inDatabase.Count == 0)
                    good.Add(database.Left.Database);
            }
        }

        return new RoleOutcome(planned.Kind, State(planned, result, findings), findings)
        {
            Login = result.Login,
            PasswordChanged = result.PasswordChanged,
            Databases = good.Order(StringComparer.Ordinal).ToList(),
        };
    }

    private RoleState State(LoginChange planned, LoginResult result, List<Finding> findings) =>
        result.Failure is not null ? RoleState.Failed
        : findings.Any(FindingReasons.Matters) ? RoleState.Incomplete
        : planned.Create ? RoleState.Created
        : !planned.IsEmpty || plan.Databases.Any(database => database.Statements(planned.Kind).Count > 0) ? RoleState.Updated
        : RoleState.InSync;

    private static IEnumerable<Finding> OfTheLogin(LoginChange planned, LoginResult result, ServerReading? afterwards)
    {
        if (afterwards is null)
            return planned.Differences.Select(difference => difference.Finding);
        if (afterwards.Login(planned.Kind.RoleName()) is not { } login)
            return result.Failure is null ? [new Finding(null, "login", FindingReasons.Missing, "the login is not there")] : [];
        return LoginDifferences.Compare(login, planned.Kind).Select(difference => difference.Finding).Where(finding => result.Findings.All(failed => failed.Subject != finding.Subject));
    }

    private static IEnumerable<Finding> OfTheDatabase(RoleKind kind, DatabaseResult database)
    {
        if (database.Failures.TryGetValue(kind, out var failure))
            yield return new Finding(database.Left.Database, "user", FindingReasons.Failed, failure.Message);
        foreach (var difference in database.Left.Of[kind])
            yield return difference.Finding;
    }
}
