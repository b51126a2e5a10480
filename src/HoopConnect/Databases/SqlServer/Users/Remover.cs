using System.Globalization;
using HoopConnect.Databases.SqlServer.Server;
using HoopConnect.Databases.Users;
using HoopConnect.Hosting;

namespace HoopConnect.Databases.SqlServer.Users;

/// <summary>
/// Removes users, in the order of every change. A login goes even where a database cannot be entered now: a user without a login lets
/// nobody in, it is ours by its SID, and the next removal finds it. The login stays, disabled, where its user could not be dropped in a
/// database that was entered.
/// </summary>
internal sealed class Remover(UserRemovalRequest request, Action<double> progress, IHoopHost host, TimeProvider time)
    : IManagedChange<Session, RemovalPlan, IReadOnlyList<RemovalResult>>
{
    /// <summary>Why a session of the user may still be open.</summary>
    public const string SeesNoSessions =
        "without VIEW SERVER STATE the master sees its own sessions only, and a login with an open one cannot be dropped";

    private static readonly TimeSpan SessionPoll = TimeSpan.FromMilliseconds(200);
    private const int SessionPolls = 25;
    private readonly RemovalPlanner _planner = new(request, host);
    private readonly Dictionary<UserToClear, List<Finding>> _findings = [];
    private readonly Dictionary<UserToClear, List<string>> _cleared = [];
    private readonly HashSet<UserToClear> _kept = [];

    public Task<Session> LockAsync(CancellationToken cancellationToken) =>
        ServerLock.OpenAsync(request.Master, host, time, cancellationToken);

    public Task<RemovalPlan> PlanAsync(Session session, CancellationToken cancellationToken) =>
        _planner.PlanAsync(session, cancellationToken);

    public async Task ChangeAsync(Session session, RemovalPlan plan, CancellationToken cancellationToken)
    {
        foreach (var user in plan.Users)
            (_findings[user], _cleared[user]) = ([.. plan.Findings(user)], []);
        _kept.UnionWith(plan.Users.Where(user => !plan.Goes(user)));
        var logins = plan.Users.Where(user => user.Login is not null).ToList();
        foreach (var user in logins)
            await CloseAsync(session, user, plan.Server, cancellationToken);
        progress(0.2);
        foreach (var user in logins.Where(user => !user.IsMarked && !_kept.Contains(user)))
            await DropAsync(session, user, cancellationToken);
        await ClearDatabasesAsync(plan, cancellationToken);
        progress(0.8);
        foreach (var user in logins.Where(user => user.IsMarked && !_kept.Contains(user)))
            await DropAsync(session, user, cancellationToken);
        await DropEmptyOwnersAsync(plan, cancellationToken);
    }

    public Task GrantAsync(Session session, RemovalPlan plan, CancellationToken cancellationToken) => Task.CompletedTask;

    public Task UnlockAsync(Session session, CancellationToken cancellationToken) => ServerLock.GiveBackAsync(session, cancellationToken);

    public async Task<IReadOnlyList<RemovalResult>> ReportAsync(Session session, RemovalPlan plan, CancellationToken cancellationToken)
    {
        var server = plan.Users.Count == 0 ? plan.Server
            : await ServerReader.ReadAsync(session, new PrincipalQuery([.. plan.Users.Select(user => user.Name)], []), cancellationToken);
        var results = plan.Users.Select(user => Result(user, server.Login(user.Name)))
            .Concat(plan.Settled.Select(settled => new RemovalResult(settled, false)))
            .ToDictionary(result => result.Removal.UserName, StringComparer.Ordinal);
        progress(1);
        return [.. request.Users.Select(user => results[user.UserName])];
    }

    private RemovalResult Result(UserToClear user, ServerLogin? login)
    {
        var findings = _findings[user];
        if (login is not null)
            findings.Add(new Finding(null, "login", FindingReasons.Surplus, login.IsDisabled ? "the login is still there, disabled"
                : "the login is still there"));
        var state = login is { IsDisabled: false } ? UserRemovalState.Failed
            : login is not null || findings.Any(finding => finding.Database is not null && FindingReasons.Matters(finding))
                ? UserRemovalState.Locked
            : UserRemovalState.Removed;
        return new RemovalResult(new UserRemoval(user.Name, state, findings) { Databases = _cleared[user] }, login is null);
    }

    private async Task DropAsync(Session session, UserToClear user, CancellationToken cancellationToken)
    {
        if (!await TryAsync(session, user, "login", LoginStatements.Drop(user.Name), cancellationToken))
            _kept.Add(user);
    }

    private async Task CloseAsync(Session session, UserToClear user, ServerReading server, CancellationToken cancellationToken)
    {
        await TryAsync(session, user, "login", LoginStatements.Disable(user.Name), cancellationToken);
        if (!server.SeesSessions)
            Find(user, null, "sessions",
                SeesNoSessions + $"; an administrator runs: GRANT VIEW SERVER STATE TO {Identifier.Quote(server.MasterLogin)}");
        foreach (var id in await SessionsAsync(session, user, cancellationToken))
            await TryAsync(session, user, "sessions", $"KILL {id.ToString(CultureInfo.InvariantCulture)};", cancellationToken);
        // A killed session may still roll back for a while; DROP LOGIN says so if it takes longer.
        for (var i = 0; i < SessionPolls && (await SessionsAsync(session, user, cancellationToken)).Count > 0; i++)
            await Task.Delay(SessionPoll, time, cancellationToken);
    }

    private async Task<IReadOnlyList<int>> SessionsAsync(Session session, UserToClear user, CancellationToken cancellationToken)
    {
        try
        {
            var rows = await session.QueryAsync(LoginStatements.Sessions(user.Name), [], cancellationToken);
            return [.. rows.Select(row => CatalogRow.Number(row[0]))];
        }
        catch (StatementException exception)
        {
            Find(user, null, "sessions", exception.Message + " Seeing the sessions of others takes VIEW SERVER STATE.");
            return [];
        }
    }

    private async Task ClearDatabasesAsync(RemovalPlan plan, CancellationToken cancellationToken)
    {
        var users = plan.Clearances
            .Where(clearance => clearance.Steps.Count > 0
                && (clearance.User is { Login: null } or { IsMarked: true } || !_kept.Contains(clearance.User)))
            .ToLookup(clearance => clearance.Database, clearance => clearance.User);
        var reader = _planner.Reader(plan.Server);
        var visits = new DatabaseVisits(request.Master, request.ThrottleLimit, host);
        await visits.VisitAsync(
            [.. users.Select(database => new ServerDatabase(database.Key, null))],
            async (session, name, stop) =>
            {
                foreach (var user in users[name])
                    await ClearAsync(session, name, user, reader, plan.Server.IsBabelfish, stop);
                return name;
            },
            cancellationToken);
        foreach (var finding in visits.Unread)
        {
            foreach (var user in users[finding.Database!])
                Keep(user, finding.Database!, finding.Subject, finding.Message);
        }
    }

    /// <summary>One that is not empty after all stays: it is nobody's whom this removal is about.</summary>
    private async Task DropEmptyOwnersAsync(RemovalPlan plan, CancellationToken cancellationToken)
    {
        var owners = plan.EmptyOwners.ToLookup(owner => owner.Database);
        var visits = new DatabaseVisits(request.Master, request.ThrottleLimit, host);
        await visits.VisitAsync(
            [.. owners.Select(database => new ServerDatabase(database.Key, null))],
            async (session, name, stop) =>
            {
                foreach (var owner in owners[name])
                {
                    try
                    {
                        var guard = plan.Server.IsBabelfish ? [] : new[] { DdlTriggers.Guard(request.AllowedDdlTriggers) };
                        await session.ExecuteBatchAsync([.. guard, owner.Step.Statement], stop);
                    }
                    catch (StatementException exception)
                    {
                        host.Warning($"The user '{owner.Name}' stays in the database '{name}': {exception.Message}");
                    }
                }

                return name;
            },
            cancellationToken);
        foreach (var finding in visits.Unread)
            host.Warning($"What owns nothing any more stays in the database '{finding.Database}': {finding.Message}");
    }

    /// <summary>Reads once more inside the transaction: what others were granted on the user's things since is not to be lost.</summary>
    private async Task ClearAsync(
        Session session, string database, UserToClear user, DatabaseReader reader, bool isBabelfish, CancellationToken cancellationToken)
    {
        try
        {
            await session.BeginAsync(cancellationToken);
            var clearance = UserClearance.Of(await reader.ReadWithOwnedAsync(session, database, cancellationToken), user, request);
            if (clearance.Steps.Count == 0)
            {
                await session.RollBackAsync(cancellationToken);
                foreach (var finding in clearance.Findings)
                    Keep(user, database, finding.Subject, finding.Message);
                return;
            }

            var statements = clearance.Steps.Select(step => step.Statement);
            var guard = isBabelfish ? [] : new[] { DdlTriggers.Guard(request.AllowedDdlTriggers) };
            await session.CommitAsync([.. guard, .. statements], cancellationToken);
            lock (_cleared)
                _cleared[user].Add(database);
        }
        catch (StatementException exception)
        {
            Keep(user, database, "user", exception.Message);
            await session.RollBackAsync(cancellationToken);
        }
    }

    private async Task<bool> TryAsync(
        Session session, UserToClear user, string subject, string statement, CancellationToken cancellationToken)
    {
        const int notActive = 6106;
        try
        {
            await session.ExecuteBatchAsync([statement], cancellationToken);
            return true;
        }
        catch (StatementException exception) when (exception.Number == notActive)
        {
            host.Debug(exception.Message);
            return true;
        }
        catch (StatementException exception)
        {
            Find(user, null, subject, $"{statement.TrimEnd(';')}: {exception.Message}");
            return false;
        }
    }

    /// <summary>A user that stays in a database that was entered keeps its login.</summary>
    private void Keep(UserToClear user, string database, string subject, string message)
    {
        lock (_findings)
            _kept.Add(user);
        Find(user, database, subject, message);
    }

    private void Find(UserToClear user, string? database, string subject, string message)
    {
        lock (_findings)
            _findings[user].Add(new Finding(database, subject, FindingReasons.Failed, message));
    }
}
