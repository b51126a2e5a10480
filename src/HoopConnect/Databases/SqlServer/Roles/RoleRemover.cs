using System.Globalization;
using HoopConnect.Databases.Roles;
using HoopConnect.Databases.SqlServer.Server;
using HoopConnect.Databases.Users;
using HoopConnect.Hosting;

namespace HoopConnect.Databases.SqlServer.Roles;

/// <summary>
/// Applies a plan of removal. A login goes even where a database cannot be entered now: a user without a login lets nobody in, our mark
/// stays beside it, and the next removal finds it. It stays, disabled, where its user could not be dropped in a database that was entered.
/// </summary>
internal sealed class RoleRemover(RoleRemovalPlan plan, IRolePasswords passwords, IHoopHost host)
{
    private static readonly TimeSpan SessionPoll = TimeSpan.FromMilliseconds(200);
    private const int SessionPolls = 25;
    private readonly Dictionary<RoleKind, List<Finding>> _findings = plan.Request.Kinds.ToDictionary(kind => kind, kind => plan.Findings[kind].ToList());

    public async Task<IReadOnlyList<RoleOutcome>> ApplyAsync(CancellationToken cancellationToken)
    {
        ServerReading? afterwards = null;
        if (!plan.Plan.IsEmpty)
        {
            await using var session = await Session.OpenAsync(plan.Request.Master with { Database = null }, cancellationToken);
            foreach (var kind in plan.Logins)
                await CloseAsync(session, kind, cancellationToken);
            await ClearDatabasesAsync(cancellationToken);
            foreach (var kind in plan.Logins.Where(kind => _findings[kind].All(finding => finding.Reason != FindingReasons.Failed || finding.Database is null)))
                await TryAsync(session, kind, "login", RoleStatements.DropLogin(kind.RoleName()), cancellationToken);
            afterwards = await ServerReader.ReadAsync(session, plan.Request.Kinds.Select(kind => kind.RoleName()).ToList(), cancellationToken);
        }

        var outcomes = new List<RoleOutcome>();
        foreach (var kind in plan.Request.Kinds)
            outcomes.Add(await OutcomeAsync(kind, afterwards, cancellationToken));
        return outcomes;
    }

    private async Task CloseAsync(Session session, RoleKind kind, CancellationToken cancellationToken)
    {
        await TryAsync(session, kind, "login", RoleStatements.DisableLogin(kind.RoleName()), cancellationToken);
        foreach (var id in await SessionsAsync(session, kind, cancellationToken))
            await TryAsync(session, kind, "sessions", $"KILL {id.ToString(CultureInfo.InvariantCulture)};", cancellationToken);
        // A killed session may still roll back for a while; DROP LOGIN says so if it takes longer.
        for (var i = 0; i < SessionPolls && (await SessionsAsync(session, kind, cancellationToken)).Count > 0; i++)
            await Task.Delay(SessionPoll, cancellationToken);
    }

    private async Task<IReadOnlyList<int>> SessionsAsync(Session session, RoleKind kind, CancellationToken cancellationToken)
    {
        try
        {
            return (await session.QueryAsync(RoleStatements.Sessions(kind.RoleName()), [], cancellationToken)).Select(row => ServerReader.Number(row[0])).ToList();
        }
        catch (StatementException exception)
        {
            Find(kind, null, "sessions", exception.Message + " Seeing the sessions of others takes VIEW SERVER STATE.");
            return [];
        }
    }

    private async Task ClearDatabasesAsync(CancellationToken cancellationToken)
    {
        var databases = plan.Users.ToLookup(user => user.Database, StringComparer.Ordinal);
        var visits = new DatabaseVisits(plan.Request.Master, plan.Request.ThrottleLimit, host);
        await visits.VisitAsync(databases.Select(database => new ServerDatabase(database.Key, null)).ToList(), async (session, name, stop) =>
        {
            foreach (var user in databases[name])
            {
                try
                {
                    await session.ExecuteBatchAsync(user.Steps.Select(step => step.Statement).ToList(), stop);
                }
                catch (StatementException exception)
                {
                    Find(user.Kind, name, "user", exception.Message);
                }
            }

            return name;
        }, cancellationToken);
        foreach (var finding in visits.Unread)
        {
            foreach (var user in databases[finding.Database!])
                Find(user.Kind, finding.Database, finding.Subject, finding.Message);
        }
    }

    private async Task TryAsync(Session session, RoleKind kind, string subject, string statement, CancellationToken cancellationToken)
    {
        const int notActive = 6106;
        try
        {
            await session.ExecuteBatchAsync([statement], cancellationToken);
        }
        catch (StatementException exception) when (exception.Number == notActive)
        {
            host.Debug(exception.Message);
        }
        catch (StatementException exception)
        {
            Find(kind, null, subject, $"{statement.TrimEnd(';')}: {exception.Message}");
        }
    }

    private void Find(RoleKind kind, string? database, string subject, string message)
    {
        lock (_findings)
            _findings[kind].Add(new Finding(database, subject, FindingReasons.Failed, message));
    }

    private async Task<RoleOutcome> OutcomeAsync(RoleKind kind, ServerReading? afterwards, CancellationToken cancellationToken)
    {
        var findings = _findings[kind];
        if (plan.States[kind] == RoleState.Missing)
            return new RoleOutcome(kind, RoleState.Missing, findings);
        if (afterwards?.Login(kind.RoleName()) is { } login)
        {
            findings.Add(new Finding(null, "login", FindingReasons.Surplus, login.IsDisabled ? "the login is still there, disabled" : "the login is still there"));
            return new RoleOutcome(kind, RoleState.Incomplete, findings);
        }

        try
        {
            await passwords.ForgetAsync(kind, cancellationToken);
        }
        catch (HoopException exception)
        {
            findings.Add(new Finding(null, "vault", FindingReasons.Failed, $"the login is gone, its secret is still stored: {exception.Message}"));
        }

        var state = findings.Any(finding => finding.Database is not null && FindingReasons.Matters(finding)) ? RoleState.Incomplete : RoleState.Removed;
        return new RoleOutcome(kind, state, findings) { Databases = plan.Users.Where(user => user.Kind == kind).Select(user => user.Database).ToList() };
    }
}
