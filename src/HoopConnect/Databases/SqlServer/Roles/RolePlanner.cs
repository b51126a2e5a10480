using HoopConnect.Databases.Roles;
using HoopConnect.Databases.SqlServer.Server;
using HoopConnect.Databases.Users;
using HoopConnect.Hosting;
using HoopConnect.Planning;

namespace HoopConnect.Databases.SqlServer.Roles;

/// <summary>Reads a server and makes the plan: one connection for the server and one for each database.</summary>
internal sealed class RolePlanner(RoleRequest request, IHoopHost host)
{
    public async Task<RoleChangePlan> PlanAsync(IRolePasswords passwords, CancellationToken cancellationToken)
    {
        ServerReading server;
        await using (var session = await Session.OpenAsync(request.Master with { Database = null }, cancellationToken))
            server = await ServerReader.ReadAsync(session, request.Kinds.Select(kind => kind.RoleName()).ToList(), cancellationToken);
        var databases = new DatabaseVisits(request.Master, request.ThrottleLimit, host);
        var readings = await databases.VisitAsync(server.Databases, (session, database, stop) => DatabaseReader.ReadAsync(session, database, server, stop), cancellationToken);
        var logins = new List<LoginChange>();
        foreach (var kind in request.Kinds)
            logins.Add(await LoginPlanner.CompareAsync(server.Login(kind.RoleName()), kind, request, readings, passwords, cancellationToken));
        return Assemble(logins, readings.Select(reading => DatabaseDifference.Compare(reading, request.Kinds, server)).ToList(), databases.Unread);
    }

    private RoleChangePlan Assemble(List<LoginChange> logins, List<DatabaseDifference> databases, IReadOnlyList<Finding> unread)
    {
        List<PlanStep> steps = [.. logins.SelectMany(login => login.Steps()), .. databases.SelectMany(database => database.Steps())];
        var findings = new Dictionary<RoleKind, IReadOnlyList<Finding>>();
        var states = new Dictionary<RoleKind, RoleState>();
        foreach (var login in logins)
        {
            // For a role that is not there everything is missing: that is said by its state.
            List<Finding> mendable = login.Create ? [] :
            [
                .. login.Differences.Where(difference => difference.Statement is not null).Select(difference => difference.Finding),
                .. databases.SelectMany(database => database.Findings(login.Kind, mendable: true)),
            ];
            List<Finding> lasting =
            [
                .. login.Differences.Where(difference => difference.Statement is null).Select(difference => difference.Finding),
                .. unread,
                .. databases.SelectMany(database => database.Findings(login.Kind, mendable: false)),
            ];
            findings[login.Kind] = [.. mendable, .. lasting];
            states[login.Kind] = login.Create ? RoleState.Missing
                : lasting.Any(FindingReasons.Matters) ? RoleState.Incomplete
                : mendable.Count > 0 || !login.IsEmpty ? RoleState.Drifted
                : RoleState.InSync;
        }

        var plan = new Plan($"{request.Master.Host}:{request.Master.Port}", "provision roles", steps);
        return new RoleChangePlan(request, plan, findings) { States = states, Logins = logins, Databases = databases, Unread = unread };
    }
}
