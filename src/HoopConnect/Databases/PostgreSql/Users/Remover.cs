using HoopConnect.Databases.PostgreSql.Server;
using HoopConnect.Databases.Users;
using HoopConnect.Hosting;
using HoopConnect.Planning;

namespace HoopConnect.Databases.PostgreSql.Users;

/// <summary>Applies a plan of removal. What stays in the way of one user is told of that user; the others go.</summary>
internal sealed class Remover(IDatabaseEngine engine, RemovalPlan plan, Action<double> progress, IHoopHost host, TimeProvider time)
{
    private static readonly TimeSpan WaitForSessions = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan PauseBetweenLooks = TimeSpan.FromMilliseconds(50);

    private readonly RemovalOutcomes _outcomes = new();
    private readonly RemovalStatements _statements = plan.Statements;
    private int _done;

    public async Task<IReadOnlyList<UserRemoval>> ApplyAsync(CancellationToken cancellationToken)
    {
        if (plan.Users.Count > 0)
        {
            await using var session = await engine.OpenAsync(plan.Request.Master with { Database = null }, cancellationToken);
            await ServerLock.TakeAsync(session, ServerLock.RemovalKey, host, time, cancellationToken);
            await CloseAsync(session, cancellationToken);
            await EndSessionsAsync(session, cancellationToken);
            await ClearAsync(session, cancellationToken);
            await DropAsync(session, cancellationToken);
        }

        progress(1);
        var outcomes = plan.Users.Select(_outcomes.Outcome).Concat(plan.Settled).ToDictionary(outcome => outcome.UserName, StringComparer.Ordinal);
        return plan.Request.Users.Select(user => outcomes[user.UserName]).ToList();
    }

    /// <summary>How much there is to do: each user in each database once, and once for itself.</summary>
    private int Total => plan.Users.Count + plan.Databases.Sum(database => database.Users.Count);

    private async Task CloseAsync(IDatabaseSession session, CancellationToken cancellationToken)
    {
        await ServerLock.TakeAsync(session, host, time, cancellationToken);
        await Bisection.RunAsync(plan.Users, portion => ExecuteAsync(session, _statements.Close(portion), cancellationToken), (user, failure) =>
        {
            if (IsTakenUp(failure))
                _outcomes.End(user, UserRemovalState.InUse, Finding(user, "InUse", "it was expired when it was listed, and is not any more"));
            else
                _outcomes.End(user, IsNotThere(failure) ? UserRemovalState.Missing : UserRemovalState.Failed, Failed(user, failure));
        });
        await ServerLock.GiveBackAsync(session, cancellationToken);
    }

    /// <summary>A session that goes on cannot stop the rest: its user is gone under it.</summary>
    private async Task EndSessionsAsync(IDatabaseSession session, CancellationToken cancellationToken)
    {
        await Bisection.RunAsync(
            _outcomes.Open(plan.Users),
            portion => ExecuteAsync(session, [RemovalStatements.EndSessions(portion)], cancellationToken),
            (user, failure) => _outcomes.Note(user, new Finding(null, "sessions", FindingReasons.Failed, failure.Message)));

        var names = _outcomes.Open(plan.Users).Select(user => user.Name).ToArray();
        var started = time.GetTimestamp();
        while (true)
        {
            var rows = await session.QueryAsync("SELECT DISTINCT usename::text FROM pg_catalog.pg_stat_activity WHERE usename = ANY ($1)", [names], cancellationToken);
            if (rows.Count == 0)
                return;
            if (time.GetElapsedTime(started) > WaitForSessions)
            {
                var still = rows.Select(row => (string)row[0]!).ToHashSet(StringComparer.Ordinal);
                foreach (var user in plan.Users.Where(user => still.Contains(user.Name)))
                    _outcomes.Note(user, new Finding(null, "sessions", FindingReasons.Failed, "a session was told to end and goes on; the server ends it when it can"));
                return;
            }

            await Task.Delay(PauseBetweenLooks, time, cancellationToken);
        }
    }

    private async Task ClearAsync(IDatabaseSession maintenance, CancellationToken cancellationToken)
    {
        // Alone, since it clears what all databases share.
        foreach (var here in plan.Databases.Where(IsMaintenance))
            await ClearAsync(maintenance, here, cancellationToken);
        var options = new ParallelOptions { MaxDegreeOfParallelism = Math.Max(1, plan.Request.ThrottleLimit), CancellationToken = cancellationToken };
        await Parallel.ForEachAsync(plan.Databases.Where(database => !IsMaintenance(database)), options, async (database, stop) =>
        {
            try
            {
                await using var session = await engine.OpenAsync(plan.Request.Master with { Database = database.Owners.Database }, stop);
                await ClearAsync(session, database, stop);
            }
            catch (HoopException exception)
            {
                foreach (var user in _outcomes.Open(database.Users))
                    _outcomes.Note(user, new Finding(database.Owners.Database, "database", FindingReasons.Failed, exception.Message));
            }

            host.Debug($"Cleared database {Identifier.Quote(database.Owners.Database)} of {database.Users.Count} users.");
        });
    }

    private async Task ClearAsync(IDatabaseSession session, DatabaseToClear database, CancellationToken cancellationToken)
    {
        await RevokeAsync(session, database, cancellationToken);
        await Bisection.RunAsync(
            _outcomes.Open(database.Users),
            async portion =>
            {
                await ExecuteButForOthersAsync(session, _statements.Clear(database.Owners, portion), cancellationToken);
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
    }

    /// <summary>Saves most of the work; where it fails, for whatever reason, the clearing that follows does it user by user.</summary>
    private async Task RevokeAsync(IDatabaseSession session, DatabaseToClear database, CancellationToken cancellationToken)
    {
        try
        {
            await ExecuteButForOthersAsync(session, _statements.Revoke(database.Owners, _outcomes.Open(database.Users)), cancellationToken);
        }
        catch (HoopException exception) when (Bisection.IsOfOne(exception))
        {
            host.Debug($"The privileges in {Identifier.Quote(database.Owners.Database)} are taken back user by user: {exception.Message}");
        }
    }

    /// <summary>What others granted stays, and what that is, is read afterwards: the rest is done.</summary>
    private async Task ExecuteButForOthersAsync(IDatabaseSession session, IReadOnlyList<PlanStep> steps, CancellationToken cancellationToken)
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

    private async Task DropAsync(IDatabaseSession session, CancellationToken cancellationToken)
    {
        var open = _outcomes.Open(plan.Users);
        var left = await UserTraces.ReadAsync(session, open.Select(user => user.Name), cancellationToken);
        var free = open.Where(user => !user.OnlyLock && left.TryGetValue(user.Name, out var traces) && !traces.IsAnywhere).ToList();
        await ServerLock.TakeAsync(session, host, time, cancellationToken);
        await Bisection.RunAsync(
            free,
            async portion =>
            {
                await ExecuteAsync(session, RemovalStatements.Drop(portion), cancellationToken);
                Done(portion.Count);
            },
            (user, failure) => _outcomes.Note(user, Failed(user, failure)));
        await ServerLock.GiveBackAsync(session, cancellationToken);

        left = await UserTraces.ReadAsync(session, open.Select(user => user.Name), cancellationToken);
        var dropped = free.Select(user => user.Name).ToHashSet(StringComparer.Ordinal);
        foreach (var user in open.Where(user => !left.ContainsKey(user.Name)))
            _outcomes.End(user, dropped.Contains(user.Name) ? UserRemovalState.Removed : UserRemovalState.Missing);
        await ExplainAsync(session, open.Where(user => left.ContainsKey(user.Name)).Select(user => user with { Traces = left[user.Name] }).ToList(), cancellationToken);
        await LeaveAsync(session, cancellationToken);
    }

    /// <summary>Says of each user that is still there what holds it.</summary>
    private async Task ExplainAsync(IDatabaseSession session, IReadOnlyList<UserToClear> kept, CancellationToken cancellationToken)
    {
        foreach (var user in kept)
        {
            if (user.Traces.CanLogIn)
                _outcomes.End(user, UserRemovalState.InUse, TakenUp(user));
            else if (user.OnlyLock)
                _outcomes.End(user, UserRemovalState.Locked, Finding(user, "Owner", $"it owns {string.Join(", ", user.Traces.Owns)}, and a removal gives nobody a database; give it an owner (ALTER ... OWNER TO) and run this again"));
            else
                _outcomes.End(user, UserRemovalState.Locked);
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
            var there = stuck.Where(user => user.Traces.Databases.Contains(name) || (IsMaintenance(database) && user.Traces.Shared)).ToList();
            if (there.Count > 0)
                await ExplainAsync(session, database, there, cancellationToken);
        }
    }

    private async Task ExplainAsync(IDatabaseSession maintenance, DatabaseToClear database, List<UserToClear> users, CancellationToken cancellationToken)
    {
        var name = database.Owners.Database;
        try
        {
            await using var other = IsMaintenance(database) ? null : await engine.OpenAsync(plan.Request.Master with { Database = name }, cancellationToken);
            var findings = await LeftoverReader.ReadAsync(other ?? maintenance, name, users.Select(user => user.Name), IsMaintenance(database), cancellationToken);
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

    /// <summary>The master keeps no membership of a user that stays.</summary>
    private async Task LeaveAsync(IDatabaseSession session, CancellationToken cancellationToken)
    {
        var there = await UserTraces.ReadAsync(session, plan.Users.Select(user => user.Name), cancellationToken);
        foreach (var user in plan.Users.Where(user => there.TryGetValue(user.Name, out var traces) && (traces.LeftJoined || (traces.Usable && user.Traces.SelfGranted))))
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

    private bool IsMaintenance(DatabaseToClear database) => database.Owners.Database == engine.MaintenanceDatabase;

    private Task ExecuteAsync(IDatabaseSession session, IReadOnlyList<PlanStep> steps, CancellationToken cancellationToken) =>
        Retry.ExecuteAsync(session, [RemovalStatements.LockTimeout, .. steps.Select(step => step.Statement)], host, time, cancellationToken);

    private void Done(int users) => progress((double)Interlocked.Add(ref _done, users) / Total);

    private static bool IsTakenUp(HoopException failure) => failure is StatementException { SqlState: RemovalStatements.TakenUp };

    private static bool IsNotThere(HoopException failure) => failure is StatementException { SqlState: "42704" };

    private static Finding TakenUp(UserToClear user) => Finding(user, "InUse", "somebody took it up again while it was being removed; it stays");

    private static Finding Failed(UserToClear user, HoopException failure) => Finding(user, FindingReasons.Failed, failure.Message);

    private static Finding Finding(UserToClear user, string reason, string message) => new(null, $"role {Identifier.Quote(user.Name)}", reason, message);
}
