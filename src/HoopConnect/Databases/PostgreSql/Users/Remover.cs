using HoopConnect.Databases.PostgreSql.Server;
using HoopConnect.Databases.Users;
using HoopConnect.Hosting;
using HoopConnect.Planning;

namespace HoopConnect.Databases.PostgreSql.Users;

/// <summary>Applies a plan of removal. What stays in the way of one user is told of that user; the others go.</summary>
internal sealed class Remover(IDatabaseEngine engine, RemovalPlan shown, Action<double> progress, IHoopHost host, TimeProvider time)
    : IManagedChange<IDatabaseSession, RemovalPlan, IReadOnlyList<UserRemoval>>
{
    private static readonly TimeSpan WaitForSessions = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan PauseBetweenLooks = TimeSpan.FromMilliseconds(50);

    private readonly RemovalOutcomes _outcomes = new();
    private readonly HashSet<string> _dropped = new(StringComparer.Ordinal);
    private IReadOnlyDictionary<string, NewOwner> _newOwners = shown.NewOwners;
    private int _done;

    /// <summary>How much there is to do: each user in each database once, and once for itself.</summary>
    private readonly int _total = shown.Users.Count + shown.Databases.Sum(database => database.Users.Count);

    /// <summary>
    /// One removal at a time: a second one finds less to do. The lock of role DDL is held only while the users themselves are worked on.
    /// </summary>
    public Task<IDatabaseSession> LockAsync(CancellationToken cancellationToken) =>
        ServerLock.HoldAsync(
            engine.OpenAsync(shown.Request.Master with { Database = null }, cancellationToken),
            ServerLock.RemovalKey, host, time, cancellationToken);

    /// <summary>The users again; which databases they left something in, the shown plan knows.</summary>
    public async Task<RemovalPlan> PlanAsync(IDatabaseSession session, CancellationToken cancellationToken)
    {
        var request = shown.Request with { Users = shown.Users.Select(user => new UserToRemove(user.Name, user.OnlyIfExpired)).ToList() };
        var server = await ServerReader.ReadAsync(session, request.Users.Select(user => user.UserName).ToList(), cancellationToken);
        UnservableServer.Refuse(server, request.Master);
        _newOwners = await NewOwnerReader.ReadAsync(session, request, server, cancellationToken);
        var (users, settled) = await RemovalPlanner.SortAsync(session, server, request, cancellationToken);
        foreach (var outcome in settled)
            _outcomes.End(outcome);
        return shown with { Users = users, Server = server };
    }

    public async Task ChangeAsync(IDatabaseSession session, RemovalPlan plan, CancellationToken cancellationToken)
    {
        await ServerLock.TakeAsync(session, ServerLock.Key, host, time, cancellationToken);
        await Bisection.RunAsync(
            plan.Users,
            portion => ExecuteAsync(session, plan.Statements.Close(portion), cancellationToken),
            (user, failure) =>
            {
                if (IsTakenUp(failure))
                    _outcomes.End(user, UserRemovalState.InUse, Finding(user, "InUse", RemovalRefusal.NoLongerExpired));
                else
                    _outcomes.End(user, IsNotThere(failure) ? UserRemovalState.Missing : UserRemovalState.Failed, Failed(user, failure));
            });
        await MakeNewOwnersAsync(session, plan, cancellationToken);
        await ServerLock.GiveBackAsync(session, ServerLock.Key, cancellationToken);
        await EndSessionsAsync(session, plan, cancellationToken);
    }

    public async Task GrantAsync(IDatabaseSession session, RemovalPlan plan, CancellationToken cancellationToken)
    {
        // Alone, since it clears what all databases share.
        foreach (var here in plan.Databases.Where(IsMaintenance))
            await ClearAsync(session, plan, here, cancellationToken);
        var others = plan.Databases.Where(database => !IsMaintenance(database));
        await Throttle.EachAsync(others, plan.Request.ThrottleLimit, async (database, stop) =>
        {
            try
            {
                await using var other = await engine.OpenAsync(plan.Request.Master with { Database = database.Owners.Database }, stop);
                await ClearAsync(other, plan, database, stop);
            }
            catch (HoopException exception)
            {
                foreach (var user in _outcomes.Open(database.Users))
                    _outcomes.Note(user, new Finding(database.Owners.Database, "database", FindingReasons.Failed, exception.Message));
            }

            host.Debug($"Cleared database {Identifier.Quote(database.Owners.Database)} of {database.Users.Count} users.");
        }, cancellationToken);
        await DropAsync(session, plan, cancellationToken);
    }

    public Task UnlockAsync(IDatabaseSession session, CancellationToken cancellationToken) =>
        ServerLock.GiveBackAsync(session, ServerLock.RemovalKey, cancellationToken);

    public async Task<IReadOnlyList<UserRemoval>> ReportAsync(
        IDatabaseSession session, RemovalPlan plan, CancellationToken cancellationToken)
    {
        var open = _outcomes.Open(plan.Users);
        var left = await UserTraces.ReadAsync(session, open.Select(user => user.Name), cancellationToken);
        foreach (var user in open.Where(user => !left.ContainsKey(user.Name)))
            _outcomes.End(user, _dropped.Contains(user.Name) ? UserRemovalState.Removed : UserRemovalState.Missing);
        var kept = open.Where(user => left.ContainsKey(user.Name)).Select(user => user with { Traces = left[user.Name] }).ToList();
        await ExplainAsync(session, plan, kept, cancellationToken);
        return shown.Users.Select(_outcomes.Outcome).ToList();
    }

    /// <summary>A session that goes on cannot stop the rest: its user is gone under it.</summary>
    private async Task EndSessionsAsync(IDatabaseSession session, RemovalPlan plan, CancellationToken cancellationToken)
    {
        await Bisection.RunAsync(
            _outcomes.Open(plan.Users),
            portion => ExecuteAsync(session, [RemovalStatements.EndSessions(portion)], cancellationToken),
            (user, failure) => _outcomes.Note(user, new Finding(null, "sessions", FindingReasons.Failed, failure.Message)));

        var names = _outcomes.Open(plan.Users).Select(user => user.Name).ToArray();
        var started = time.GetTimestamp();
        while (true)
        {
            var rows = await session.QueryAsync(
                "SELECT DISTINCT usename::text FROM pg_catalog.pg_stat_activity WHERE usename = ANY ($1)", [names], cancellationToken);
            if (rows.Count == 0)
                return;
            if (time.GetElapsedTime(started) > WaitForSessions)
            {
                var still = rows.Select(row => (string)row[0]!).ToHashSet(StringComparer.Ordinal);
                foreach (var user in plan.Users.Where(user => still.Contains(user.Name)))
                {
                    _outcomes.Note(user, new Finding(null, "sessions", FindingReasons.Failed,
                        "a session was told to end and goes on; the server ends it when it can"));
                }

                return;
            }

            await Task.Delay(PauseBetweenLooks, time, cancellationToken);
        }
    }

    /// <summary>Those of the users that own something, as far as they are not there already.</summary>
    private async Task MakeNewOwnersAsync(IDatabaseSession session, RemovalPlan plan, CancellationToken cancellationToken)
    {
        var all = new Dictionary<string, NewOwner>(_newOwners, StringComparer.Ordinal);
        var needed = _outcomes.Open(plan.Users).Where(user => user.HandsOn).Select(user => user.Name).ToHashSet(StringComparer.Ordinal);
        foreach (var (user, owner) in _newOwners.Where(pair => pair.Value is { Create.Count: > 0, Problem: null }))
        {
            try
            {
                if (needed.Contains(user))
                    await ExecuteAsync(session, [.. owner.CreateSteps()], cancellationToken);
                all[user] = needed.Contains(user)
                    ? owner with { Create = [] }
                    : owner with { Problem = "it came to own something while it was being removed; run this again" };
            }
            catch (StatementException exception)
            {
                all[user] = owner with { Problem = $"the role {owner.Sql}, which is to own it, was not made: {exception.ServerMessage}" };
            }
        }

        _newOwners = all;
    }

    private async Task ClearAsync(IDatabaseSession session, RemovalPlan plan, DatabaseToClear database, CancellationToken cancellationToken)
    {
        var handing = new HandingOn(database.Owners, _newOwners, plan.Server.Master);
        var open = _outcomes.Open(database.Users);
        var free = Free(open, handing, await OwnedAsync(open));
        Done(open.Count - free.Count);
        await RevokeAsync(session, plan, database, free, cancellationToken);
        await Bisection.RunAsync(
            free,
            async portion =>
            {
                // Read again: what changes hands is what is there now, and a user that is kept keeps what it has.
                var owned = await OwnedAsync(portion);
                var clear = Free(portion, handing, owned);
                await ExecuteButForOthersAsync(session, plan.Statements.Clear(database.Owners, clear, handing, owned), cancellationToken);
                Done(portion.Count);
            },
            (user, failure) =>
            {
                Done(1);
                if (IsTakenUp(failure))
                    _outcomes.End(user, UserRemovalState.InUse, TakenUp(user));
                else
                    _outcomes.Note(user, Failed(user, failure) with { Database = database.Owners.Database });
            });

        Task<Ownership> OwnedAsync(IReadOnlyList<UserToClear> users) => OwnershipReader.ReadAsync(
            session, [.. users.Select(user => user.Name)], _newOwners, IsMaintenance(database), plan.Request.DropCode, cancellationToken);
    }

    /// <summary>The users of whom nothing is kept here; of the others it is told why.</summary>
    private List<UserToClear> Free(IReadOnlyList<UserToClear> users, HandingOn handing, Ownership owned)
    {
        var free = new List<UserToClear>();
        foreach (var user in users)
        {
            var obstacles = handing.Obstacles(user.Name, owned);
            if (obstacles.Count == 0)
                free.Add(user);
            foreach (var obstacle in obstacles)
                _outcomes.Note(user, obstacle);
        }

        return free;
    }

    /// <summary>Saves most of the work; where it fails, for whatever reason, the clearing that follows does it user by user.</summary>
    private async Task RevokeAsync(
        IDatabaseSession session, RemovalPlan plan, DatabaseToClear database, List<UserToClear> users, CancellationToken cancellationToken)
    {
        try
        {
            var steps = plan.Statements.Revoke(database.Owners, users);
            await ExecuteButForOthersAsync(session, steps, cancellationToken);
        }
        catch (HoopException exception) when (Bisection.IsOfOne(exception))
        {
            var name = Identifier.Quote(database.Owners.Database);
            host.Debug($"The privileges in {name} are taken back user by user: {exception.Message}");
        }
    }

    /// <summary>What others granted stays, and what that is, is read afterwards: the rest is done.</summary>
    private async Task ExecuteButForOthersAsync(
        IDatabaseSession session, IReadOnlyList<PlanStep> steps, CancellationToken cancellationToken)
    {
        try
        {
            if (steps.Count > 0)
                await ExecuteAsync(session, steps, cancellationToken);
        }
        catch (StatementException exception) when (exception.SqlState == "01006")
        {
            host.Debug(exception.Message);
        }
    }

    private async Task DropAsync(IDatabaseSession session, RemovalPlan plan, CancellationToken cancellationToken)
    {
        var open = _outcomes.Open(plan.Users);
        var left = await UserTraces.ReadAsync(session, open.Select(user => user.Name), cancellationToken);
        var free = open.Where(user => !user.OnlyLock && left.TryGetValue(user.Name, out var traces) && !traces.IsAnywhere).ToList();
        await ServerLock.TakeAsync(session, ServerLock.Key, host, time, cancellationToken);
        await Bisection.RunAsync(
            free,
            async portion =>
            {
                await ExecuteAsync(session, RemovalStatements.Drop(portion), cancellationToken);
                Done(portion.Count);
                _dropped.UnionWith(portion.Select(user => user.Name));
            },
            (user, failure) => _outcomes.Note(user, Failed(user, failure)));
        await LeaveAsync(session, plan, cancellationToken);
        await DropUnusedOwnersAsync(session, cancellationToken);
        await new EmptyOwnerSweep(engine, shown, host, time).RunAsync(session, cancellationToken);
        await ServerLock.GiveBackAsync(session, ServerLock.Key, cancellationToken);
    }

    /// <summary>A new owner of ours that got nothing goes again.</summary>
    private async Task DropUnusedOwnersAsync(IDatabaseSession session, CancellationToken cancellationToken)
    {
        var there = _newOwners.Values.Where(owner => owner is { IsOurs: true, Create.Count: 0, Problem: null }).Select(owner => owner.Name);
        var unused = await session.QueryAsync(
            "SELECT o.rolname::text FROM pg_catalog.pg_roles o WHERE o.rolname = ANY ($1) AND NOT EXISTS (SELECT FROM "
            + "pg_catalog.pg_shdepend s WHERE s.refclassid = 'pg_catalog.pg_authid'::pg_catalog.regclass AND s.refobjid = o.oid)",
            [there.ToArray()], cancellationToken);
        try
        {
            if (unused.Count > 0)
                await ExecuteAsync(session, [RemovalStatements.DropRoles(unused.Select(row => (string)row[0]!))], cancellationToken);
        }
        catch (StatementException exception)
        {
            host.Debug(exception.Message);
        }
    }

    /// <summary>The master keeps no membership of a user that stays.</summary>
    private async Task LeaveAsync(IDatabaseSession session, RemovalPlan plan, CancellationToken cancellationToken)
    {
        var there = await UserTraces.ReadAsync(session, plan.Users.Select(user => user.Name), cancellationToken);
        foreach (var user in plan.Users.Where(user => there.TryGetValue(user.Name, out var left) && IsJoined(user.Traces, left)))
        {
            if (RemovalStatements.Leave(user) is not { } step)
                continue;
            try
            {
                await ExecuteAsync(session, [step], cancellationToken);
            }
            catch (StatementException exception)
            {
                host.Warning($"The membership of '{user.Name}' could not be taken back: {exception.Message}");
            }
        }
    }

    private static bool IsJoined(UserTraces before, UserTraces left) => left.LeftJoined || (left.Usable && before.SelfGranted);

    /// <summary>Says of each user that is still there what holds it.</summary>
    private async Task ExplainAsync(
        IDatabaseSession session, RemovalPlan plan, IReadOnlyList<UserToClear> kept, CancellationToken cancellationToken)
    {
        foreach (var user in kept)
        {
            if (user.Traces.CanLogIn)
                _outcomes.End(user, UserRemovalState.InUse, TakenUp(user));
            else
                _outcomes.End(user, UserRemovalState.Locked, user.OnlyLock ? Finding(user, "Owner", OwnerOf(user.Traces.Owns)) : null);
        }

        var stuck = kept.Where(user => !user.Traces.CanLogIn && !user.OnlyLock).ToList();
        foreach (var finding in plan.Unreachable)
        {
            foreach (var user in stuck.Where(user => user.Traces.Databases.Contains(finding.Database)))
                _outcomes.Note(user, finding);
        }

        foreach (var database in plan.Databases)
        {
            var name = database.Owners.Database;
            var there = stuck.Where(user => user.Traces.Databases.Contains(name) || (IsMaintenance(database) && user.Traces.Shared))
                .ToList();
            if (there.Count > 0)
                await ExplainAsync(session, database, there, cancellationToken);
        }
    }

    private async Task ExplainAsync(
        IDatabaseSession maintenance, DatabaseToClear database, List<UserToClear> users, CancellationToken cancellationToken)
    {
        var name = database.Owners.Database;
        try
        {
            await using var other = IsMaintenance(database)
                ? null
                : await engine.OpenAsync(shown.Request.Master with { Database = name }, cancellationToken);
            var findings = await LeftoverReader.ReadAsync(
                other ?? maintenance, name, users.Select(user => user.Name), withShared: IsMaintenance(database),
                quoteAll: shown.Request.Kind == ManagedKind.Role, cancellationToken);
            foreach (var user in users)
            {
                foreach (var finding in findings[user.Name])
                    _outcomes.Note(user, finding);
            }
        }
        catch (HoopException exception)
        {
            foreach (var user in users)
                _outcomes.Note(user, new Finding(name, "database", FindingReasons.Failed, exception.Message));
        }
    }

    private bool IsMaintenance(DatabaseToClear database) => database.Owners.Database == engine.MaintenanceDatabase;

    private Task ExecuteAsync(IDatabaseSession session, IReadOnlyList<PlanStep> steps, CancellationToken cancellationToken) =>
        RemovalStatements.ExecuteAsync(session, steps, host, time, cancellationToken);

    private void Done(int users) => progress((double)Interlocked.Add(ref _done, users) / _total);

    private static bool IsTakenUp(HoopException failure) => failure is StatementException { SqlState: RemovalStatements.TakenUp };

    private static bool IsNotThere(HoopException failure) => failure is StatementException { SqlState: "42704" };

    private static string OwnerOf(IEnumerable<string> owned) =>
        $"it owns {string.Join(", ", owned)}, and a removal gives nobody a database; "
        + "give it an owner (ALTER ... OWNER TO) and run this again";

    private static Finding TakenUp(UserToClear user) =>
        Finding(user, "InUse", "somebody took it up again while it was being removed; it stays");

    private static Finding Failed(UserToClear user, HoopException failure) => Finding(user, FindingReasons.Failed, failure.Message);

    private static Finding Finding(UserToClear user, string reason, string message) =>
        new(null, $"role {Identifier.Quote(user.Name)}", reason, message);
}
