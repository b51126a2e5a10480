using HoopConnect.Databases.Roles;
using HoopConnect.Databases.SqlServer.Server;
using HoopConnect.Databases.Users;
using HoopConnect.Hosting;
using HoopConnect.Planning;

namespace HoopConnect.Databases.SqlServer.Roles;

/// <summary>Plans a removal: login disabled, sessions ended, in each database what the user owns given away and the user dropped, then the login.</summary>
internal sealed class RoleRemovalPlanner(RoleRequest request, IHoopHost host)
{
    private readonly Dictionary<RoleKind, List<Finding>> _findings = request.Kinds.ToDictionary(kind => kind, _ => new List<Finding>());

    public async Task<RoleRemovalPlan> PlanAsync(CancellationToken cancellationToken)
    {
        ServerReading server;
        await using (var session = await Session.OpenAsync(request.Master with { Database = null }, cancellationToken))
            server = await ServerReader.ReadAsync(session, request.Kinds.Select(kind => kind.RoleName()).ToList(), cancellationToken);
        var visits = new DatabaseVisits(request.Master, request.ThrottleLimit, host);
        var readings = await visits.VisitAsync(
            server.Databases, (session, database, stop) => DatabaseReader.ReadWithOwnedAsync(session, database, server, request.ReassignTo, stop), cancellationToken);
        var logins = request.Kinds.Where(kind => server.Login(kind.RoleName()) is not null).ToList();
        foreach (var kind in logins)
            RefuseUnlessOurs(server.Login(kind.RoleName())!, readings);
        var users = (from reading in readings
                     from kind in request.Kinds
                     let steps = Clear(reading, kind, server.Login(kind.RoleName()))
                     where steps.Count > 0
                     select new DatabaseUserRemoval(reading.Name, kind, steps)).ToList();
        return Assemble(logins, users, visits.Unread);
    }

    private void RefuseUnlessOurs(ServerLogin login, IReadOnlyList<DatabaseReading> readings)
    {
        if (login.Type == "S" && (request.Adopt || readings.Any(reading => reading.Proves(login))))
            return;
        throw new HoopException("Roles.NotOurs", HoopErrorKind.ResourceExists,
            $"The login '{login.Name}' is on the server, and no database has our mark and a user of it: it is not removed.")
        {
            Target = login.Name,
            RecommendedAction = "If it is ours, take it over first (New-HoopDbRole -Adopt), or drop it by hand.",
        };
    }

    private List<PlanStep> Clear(DatabaseReading reading, RoleKind kind, ServerLogin? login)
    {
        var name = kind.RoleName();
        var steps = new List<PlanStep>();
        void Step(string action, string statement) => steps.Add(new PlanStep($"database {Identifier.Quote(reading.Name)}", action, statement));

        if (login is not null && reading.Principal("dbo") is { } owner && owner.Sid.AsSpan().SequenceEqual(login.Sid))
            Step("give database away", RoleStatements.GiveAwayDatabase(reading.Name, request.ReassignTo ?? reading.MasterLogin));
        if (reading.Principal(name) is { Type: "S" } user)
        {
            if (!IsOurs(reading, user, login))
            {
                Find(reading, kind, "the user of that name is mapped to another login and has no mark of ours: it stays");
            }
            else if (Heir(reading) is { } heir)
            {
                foreach (var owned in reading.Owned.Where(owned => DatabaseReading.Same(owned.Owner, name)))
                    Step("give away", RoleStatements.GiveAway(owned, heir));
                Step("drop user", RoleStatements.DropUser(name));
            }
            else
            {
                Find(reading, kind, $"there is no user '{request.ReassignTo}' in the database that could take over what the user owns: it stays");
                return steps;
            }
        }

        if (reading.IsMarked(name))
            Step("unmark", RoleStatements.Unmark(name));
        return steps;
    }

    // Without a login (an earlier removal could not enter this database) the mark alone says whose the user is.
    private bool IsOurs(DatabaseReading reading, DatabasePrincipal user, ServerLogin? login) =>
        request.Adopt || reading.IsMarked(user.Name) || (login is not null && user.Sid.AsSpan().SequenceEqual(login.Sid));

    private string? Heir(DatabaseReading reading) =>
        request.ReassignTo is null ? reading.MasterUser
        : reading.Principals.FirstOrDefault(principal => principal.Name == request.ReassignTo)?.Name;

    private void Find(DatabaseReading reading, RoleKind kind, string message) => _findings[kind].Add(new Finding(reading.Name, "user", FindingReasons.Unfixable, message));

    private RoleRemovalPlan Assemble(List<RoleKind> logins, List<DatabaseUserRemoval> users, IReadOnlyList<Finding> unread)
    {
        List<PlanStep> steps =
        [
            .. logins.Select(kind => Step(kind, "disable login", RoleStatements.DisableLogin(kind.RoleName()))),
            .. logins.Select(kind => Step(kind, "end sessions", RoleStatements.Sessions(kind.RoleName())) with { Note = "and KILL for each session it gives" }),
            .. users.SelectMany(user => user.Steps),
            .. logins.Select(kind => Step(kind, "drop login", RoleStatements.DropLogin(kind.RoleName()))),
        ];
        var touched = request.Kinds.Where(kind => logins.Contains(kind) || users.Any(user => user.Kind == kind)).ToList();
        var findings = request.Kinds.ToDictionary(
            kind => kind, kind => (IReadOnlyList<Finding>)(touched.Contains(kind) ? [.. _findings[kind], .. unread] : _findings[kind]));
        return new RoleRemovalPlan(request, new Plan($"{request.Master.Host}:{request.Master.Port}", "remove roles", steps), findings)
        {
            States = request.Kinds.ToDictionary(kind => kind, kind => touched.Contains(kind) ? RoleState.Drifted : RoleState.Missing),
            Logins = logins,
            Users = users,
        };
    }

    private static PlanStep Step(RoleKind kind, string action, string statement) => new($"login {Identifier.Quote(kind.RoleName())}", action, statement);
}
