using HoopConnect.Databases.SqlServer.Server;
using HoopConnect.Databases.Users;
using HoopConnect.Hosting;
using HoopConnect.Planning;

namespace HoopConnect.Databases.SqlServer.Users;

/// <summary>
/// Plans a removal: login disabled, sessions ended, in each database what the user owns given away and the user dropped, the login last;
/// then who owned what earlier users left and owns nothing any more.
/// </summary>
internal sealed class RemovalPlanner(UserRemovalRequest request, IHoopHost host)
{
    private readonly IReadOnlyList<string> _names = [.. request.Users.Select(user => user.UserName)];

    /// <summary>Reads the server over a connection of its own.</summary>
    public async Task<RemovalPlan> PlanAsync(CancellationToken cancellationToken)
    {
        await using var session = await Session.OpenAsync(request.Master with { Database = null }, cancellationToken);
        return await PlanAsync(session, cancellationToken);
    }

    /// <summary>Reads the server over this connection to <c>master</c>, and each database over one of its own.</summary>
    public async Task<RemovalPlan> PlanAsync(Session session, CancellationToken cancellationToken)
    {
        IReadOnlyList<byte[]> sids = [.. _names.Select(name => LoginSid.Of(request.Kind, name))];
        var server = await ServerReader.ReadAsync(session, new PrincipalQuery(_names, sids) { Others = Named }, cancellationToken);
        UnservableServer.Refuse(server, request.Master);
        var reader = Reader(server);
        var visits = new DatabaseVisits(request.Master, request.ThrottleLimit, host);
        var readings = await visits.VisitAsync(server.Databases, reader.ReadWithOwnedAsync, cancellationToken);
        return Assemble(server, readings, visits.Unread);
    }

    /// <summary>Reads databases for this request.</summary>
    public DatabaseReader Reader(ServerReading server) => new(
        new PrincipalQuery(_names,
            [
                .. _names.Select(name => LoginSid.Of(request.Kind, name)),
                .. server.Logins.Where(login => login.AskedName is null || _names.Contains(login.AskedName)).Select(login => login.Sid),
            ])
        {
            Others = Named,
        },
        server.IsBabelfish,
        request.AllowedDdlTriggers);

    /// <summary>Whom the caller names, where that is none of the users and not <c>dbo</c>, who is asked for anyway.</summary>
    private IReadOnlyList<string> Named =>
        request.ReassignTo is { } named && named != "dbo" && !_names.Contains(named) ? [named] : [];

    private RemovalPlan Assemble(ServerReading server, IReadOnlyList<DatabaseReading> readings, IReadOnlyList<Finding> unread)
    {
        var settled = new List<UserRemoval>();
        var users = new List<UserToClear>();
        var clearances = new List<UserClearance>();
        foreach (var name in _names)
        {
            var login = server.Login(name);
            if (login is not null && Refusal(login, name, readings, server) is { } refusal)
            {
                settled.Add(refusal);
                continue;
            }

            var user = new UserToClear(name, login, login is not null && LoginSid.KindOf(login.Sid, name) == request.Kind)
            {
                WhyNoDatabase = login is not null && request.ReassignTo is { } named
                    ? NewDatabaseOwner.WhyNot(server, readings, login, named) : null,
            };
            var inDatabases = readings.Select(reading => UserClearance.Of(reading, user, request)).Where(clearance => !clearance.IsEmpty)
                .ToList();
            if (login is null && inDatabases.All(clearance => clearance.Steps.Count == 0))
            {
                settled.Add(new UserRemoval(name, UserRemovalState.Missing, [.. inDatabases.SelectMany(clearance => clearance.Findings)]));
                continue;
            }

            users.Add(user);
            clearances.AddRange(inDatabases);
        }

        var plan = new RemovalPlan(request, new Plan($"{request.Master.Host}:{request.Master.Port}", "remove users", []), settled)
        {
            Users = users,
            Clearances = clearances,
            Unread = users.Count > 0 ? unread : [],
            Server = server,
            EmptyOwners = [.. readings.SelectMany(EmptyOwner.In)],
        };
        return plan with { Plan = plan.Plan with { Steps = [.. Steps(plan)] } };
    }

    private UserRemoval? Refusal(ServerLogin login, string name, IReadOnlyList<DatabaseReading> readings, ServerReading server)
    {
        if (login.Type != "S" || login.Name == server.MasterLogin)
            return Refused("it is no SQL login that could be one of ours");
        if (request.Adopt || LoginProof.Shows(request.Kind, login, name, readings))
            return null;
        return Refused(LoginSid.KindOf(login.Sid, name) is { } other
            ? $"HoopConnect made it for another purpose ({other})"
            : "its SID is none of ours, and no database shows by our mark and a user of it that an earlier version made it");

        UserRemoval Refused(string message) =>
            new(name, UserRemovalState.Refused, [new Finding(null, $"login {Identifier.Quote(name)}", FindingReasons.NotOurs, message)]);
    }

    private static IEnumerable<PlanStep> Steps(RemovalPlan plan)
    {
        var logins = plan.Users.Where(user => user.Login is not null).ToList();
        foreach (var user in logins)
            yield return new PlanStep(user.Target, "disable login", LoginStatements.Disable(user.Name));
        foreach (var user in logins)
        {
            yield return new PlanStep(user.Target, "end sessions", LoginStatements.Sessions(user.Name))
            {
                Note = "and KILL for each session it gives" + (plan.Server.SeesSessions ? "" : "; " + Remover.SeesNoSessions),
            };
        }

        foreach (var user in logins.Where(user => !user.IsMarked && plan.Goes(user)))
            yield return Drop(user) with { Note = "before its users: it has no SID of ours, so they are all that shows whose it is" };
        foreach (var clearance in plan.Clearances.Where(clearance => plan.Clears(clearance.User)))
        {
            foreach (var step in clearance.Steps)
                yield return step;
        }

        foreach (var step in plan.Clearances.SelectMany(clearance => clearance.Told))
            yield return step;
        foreach (var user in logins.Where(user => user.IsMarked && plan.Goes(user)))
            yield return Drop(user);
        foreach (var owner in plan.EmptyOwners)
            yield return owner.Step;
    }

    private static PlanStep Drop(UserToClear user) => new(user.Target, "drop login", LoginStatements.Drop(user.Name));
}
