using HoopConnect.Databases.SqlServer.Server;
using HoopConnect.Databases.Users;
using HoopConnect.Planning;

namespace HoopConnect.Databases.SqlServer.Users;

/// <summary>What the removal of one user does in one database: all of it in one transaction, or nothing.</summary>
/// <param name="Database">The database.</param>
/// <param name="User">The user.</param>
/// <param name="Steps">What it owns given away, the user dropped, the mark taken off; none where a finding keeps it.</param>
/// <param name="Findings">Why it stays.</param>
internal sealed record UserClearance(string Database, UserToClear User, IReadOnlyList<PlanStep> Steps, IReadOnlyList<Finding> Findings)
{
    public bool IsEmpty => Steps.Count == 0 && Findings.Count == 0;

    /// <summary>A user of ours, or the database, stays with the login: so the login stays too.</summary>
    public bool KeepsLogin { get; private init; }

    /// <summary>Compares what is in the database with nothing.</summary>
    /// <param name="reading">The database, with what users own.</param>
    /// <param name="user">The user.</param>
    /// <param name="request">Of which kind it is, whether it is adopted, and who gets what it owns.</param>
    public static UserClearance Of(DatabaseReading reading, UserToClear user, UserRemovalRequest request)
    {
        var steps = new List<PlanStep>();
        var findings = new List<Finding>();
        var isOthers = false;
        if (user.Login is { } login && reading.Principal("dbo") is { } owner && owner.HasSid(login.Sid))
            GiveDatabaseAway(reading, user, request, steps, findings);
        if (reading.Principal(user.Name) is { Type: "S" } principal)
        {
            isOthers = !IsOurs(reading, principal, user, request);
            if (!isOthers)
                Clear(reading, principal, user, request, steps, findings);
        }

        if (findings.Count == 0 && reading.Mark(user.Name) is not null)
            steps.Add(Step(reading, "unmark", UserMark.Drop(user.Name)));
        if (findings.Count == 0 && steps.Count > 0)
            findings.AddRange(Obstacles(reading));
        if (reading.AllowedDdlTriggers.Count > 0 && steps.Count > 0)
            steps.Insert(0, DdlTriggers.Allowed(reading.Name, reading.AllowedDdlTriggers));
        var keepsLogin = findings.Count > 0;
        if (isOthers)
            findings.Add(Finding(reading, "user", "the user of that name is mapped to another login and has no mark of ours: it stays"));
        return new UserClearance(reading.Name, user, keepsLogin ? [] : steps, findings) { KeepsLogin = keepsLogin };
    }

    /// <summary>What keeps the user, as a plan tells it, thing by thing; nothing of it is executed.</summary>
    public IEnumerable<PlanStep> Told => KeepsLogin
        ? Findings.Select(finding => new PlanStep(
            $"database {Identifier.Quote(Database)}", $"keep {Identifier.Quote(User.Name)} disabled", $"-- {finding.Subject}")
        {
            Note = finding.Message,
        })
        : [];

    /// <summary>Why nothing may, or can, be changed in the database at all.</summary>
    public static IEnumerable<Finding> Obstacles(DatabaseReading reading)
    {
        foreach (var trigger in reading.DdlTriggers)
            yield return Finding(reading, "trigger " + Identifier.Quote(trigger), DdlTriggers.Remedy(trigger));
        if (!reading.MasterIsOwner)
        {
            yield return Finding(reading, "database",
                $"the master is the user {Identifier.Quote(reading.MasterUser)} here and not in db_owner, so it cannot change users: who "
                + "owns the database makes a user for it and puts that into db_owner (ALTER ROLE [db_owner] ADD MEMBER ...)");
        }
    }

    // Without a login (an earlier removal could not enter this database) the SID of ours or the mark says whose the user is.
    private static bool IsOurs(DatabaseReading reading, DatabasePrincipal principal, UserToClear user, UserRemovalRequest request) =>
        request.Adopt || principal.HasSid(LoginSid.Of(request.Kind, user.Name)) || (user.Login is { } login && principal.HasSid(login.Sid))
        || UserMark.Parse(reading.Mark(user.Name))?.Kind == request.Kind;

    private static void Clear(
        DatabaseReading reading, DatabasePrincipal principal, UserToClear user, UserRemovalRequest request, List<PlanStep> steps,
        List<Finding> findings)
    {
        foreach (var blocker in reading.Blockers.Where(blocker => blocker.User == user.Name))
            findings.Add(Finding(reading, $"{blocker.Kind} {blocker.Name}",
                "it keeps the user from being dropped: give it another owner, or drop it"));
        var code = new CodeOfUser(reading, user.Name, request);
        findings.AddRange(code.Kept);
        foreach (var (_, _, permission) in reading.Grants.Where(grant => grant.Giver == user.Name && grant.Owner != user.Name))
        {
            findings.Add(Finding(reading, $"permission {permission.Name} of {Identifier.Quote(permission.Grantee)}",
                "the user gave it, which keeps it from being dropped: revoke it in its name (REVOKE ... AS), and grant it in another's"));
        }

        steps.AddRange(code.Dropped.Select(dropped => Step(reading, "drop code", dropped.Drop)));
        var owned = reading.Owned.Where(owned => owned.Owner == user.Name && !code.Drops(owned.Schema, owned.Name)).ToList();
        if (owned.Count > 0)
        {
            var newOwner = NewOwner.In(reading, principal, request, code.IsHandedOn, out var problem);
            if (newOwner is null)
                findings.Add(Finding(reading, "user", problem!));
            else
                GiveAway(reading, user, owned, code, newOwner, steps, findings);
        }

        steps.Add(Step(reading, "drop user", LoginStatements.DropUser(user.Name)));
    }

    private static void GiveAway(
        DatabaseReading reading, UserToClear user, List<OwnedObject> owned, CodeOfUser code, NewOwner newOwner, List<PlanStep> steps,
        List<Finding> findings)
    {
        var grants = reading.Grants.Where(grant => grant.Owner == user.Name
            && !code.Drops(grant.Permission.Schema, grant.Permission.Object)).ToList();
        foreach (var (_, _, permission) in grants.Where(grant => grant.Permission.Securable is null))
        {
            findings.Add(Finding(reading, $"permission {permission.Name} of {Identifier.Quote(permission.Grantee)}",
                $"it is on something of class {permission.Class} that the user owns, and a new owner would lose it: give that by hand"));
        }

        steps.AddRange(newOwner.Create.Select(statement => Step(reading, "make new owner", statement)));
        steps.AddRange(owned.Select(thing => Step(reading, "give away", LoginStatements.GiveAway(thing, newOwner.Name))));
        if (findings.Count == 0)
            steps.AddRange(RestoredGrants.Statements(grants, user.Name)
                .Select(statement => Step(reading, "grant again", statement)));
    }

    private static void GiveDatabaseAway(
        DatabaseReading reading, UserToClear user, UserRemovalRequest request, List<PlanStep> steps, List<Finding> findings)
    {
        if (request.ReassignTo is { } named && user.WhyNoDatabase is null)
            steps.Add(Step(reading, "give database away", LoginStatements.GiveAwayDatabase(reading.Name, named)));
        else
            findings.Add(Finding(reading, "database", user.WhyNoDatabase
                ?? "the login owns the database: give it to another login (ALTER AUTHORIZATION ON DATABASE), or name one with -ReassignTo. "
                + "The master does not take it, since modules of the owner would run with the master's rights then"));
    }

    private static PlanStep Step(DatabaseReading reading, string action, string statement) =>
        new($"database {Identifier.Quote(reading.Name)}", action, statement);

    private static Finding Finding(DatabaseReading reading, string subject, string message) =>
        new(reading.Name, subject, FindingReasons.Unfixable, message);
}
