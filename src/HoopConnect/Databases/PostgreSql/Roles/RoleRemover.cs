using HoopConnect.Databases.PostgreSql.Server;
using HoopConnect.Databases.Roles;
using HoopConnect.Databases.Users;
using HoopConnect.Hosting;
using HoopConnect.Planning;

namespace HoopConnect.Databases.PostgreSql.Roles;

/// <summary>Applies a plan of removal. What stays in the way of one role is told of that role; the others go.</summary>
internal sealed class RoleRemover(IDatabaseEngine engine, RoleRemovalPlan plan, IHoopHost host, TimeProvider time)
{
    private readonly List<Finding> _shared = [];

    public async Task<IReadOnlyList<RoleOutcome>> ApplyAsync(IRolePasswords passwords, CancellationToken cancellationToken)
    {
        var outcomes = new List<RoleOutcome>();
        var failures = new Dictionary<RoleKind, HoopException>();
        if (plan.Kinds.Count > 0)
        {
            await using var session = await engine.OpenAsync(plan.Request.Master with { Database = null }, cancellationToken);
            await ServerLock.TakeAsync(session, host, time, cancellationToken);
            await ExecuteAsync(session, plan.Close, cancellationToken);
            await EndSessionsAsync(session, cancellationToken);
            await ClearDatabasesAsync(cancellationToken);
            foreach (var (kind, step) in plan.Drop)
            {
                if (await DropAsync(session, step, cancellationToken) is { } failure)
                    failures[kind] = failure;
            }

            await ServerLock.GiveBackAsync(session, cancellationToken);
        }

        foreach (var kind in plan.Request.Kinds)
            outcomes.Add(await OutcomeAsync(kind, failures.GetValueOrDefault(kind), passwords, cancellationToken));
        return outcomes;
    }

    private async Task<RoleOutcome> OutcomeAsync(RoleKind kind, HoopException? failure, IRolePasswords passwords, CancellationToken cancellationToken)
    {
        if (!plan.Kinds.Contains(kind))
            return new RoleOutcome(kind, RoleState.Missing, []);
        if (failure is not null)
        {
            var finding = new Finding(null, $"role {kind.RoleName()}", FindingReasons.Failed, failure.Message + " It cannot log in any more.");
            return new RoleOutcome(kind, RoleState.Incomplete, [finding, .. _shared, .. plan.Findings[kind]]);
        }

        try
        {
            await passwords.ForgetAsync(kind, cancellationToken);
            return new RoleOutcome(kind, RoleState.Removed, []) { Databases = plan.Databases.Select(database => database.Database).ToList() };
        }
        catch (HoopException exception)
        {
            return new RoleOutcome(kind, RoleState.Removed, [new Finding(null, "vault", FindingReasons.Failed, $"the role is gone, its secret is still stored: {exception.Message}")]);
        }
    }

    /// <summary>A session that goes on cannot stop the rest: its role is gone under it.</summary>
    private async Task EndSessionsAsync(IDatabaseSession session, CancellationToken cancellationToken)
    {
        try
        {
            await ExecuteAsync(session, plan.EndSessions, cancellationToken);
        }
        catch (StatementException exception)
        {
            host.Warning($"Sessions of the roles could not be ended: {exception.Message}");
            _shared.Add(new Finding(null, "sessions", FindingReasons.Failed, exception.Message + " Ending them takes membership in the role, or pg_signal_backend."));
        }
    }

    private async Task ClearDatabasesAsync(CancellationToken cancellationToken)
    {
        var options = new ParallelOptions { MaxDegreeOfParallelism = Math.Max(1, plan.Request.ThrottleLimit), CancellationToken = cancellationToken };
        await Parallel.ForEachAsync(plan.Databases, options, async (database, stop) =>
        {
            try
            {
                await using var session = await engine.OpenAsync(plan.Request.Master with { Database = database.Database }, stop);
                await ExecuteAsync(session, database.Steps, stop);
            }
            catch (StatementException exception) when (exception.SqlState == "01006")
            {
                // DROP OWNED left what others granted; the rest is done. DROP ROLE will say whether it matters.
                host.Debug(exception.Message);
            }
            catch (HoopException exception)
            {
                lock (_shared)
                    _shared.Add(new Finding(database.Database, "database", FindingReasons.Failed, exception.Message));
            }
        });
    }

    private async Task<HoopException?> DropAsync(IDatabaseSession session, PlanStep step, CancellationToken cancellationToken)
    {
        try
        {
            await ExecuteAsync(session, [step], cancellationToken);
            return null;
        }
        catch (StatementException exception)
        {
            return exception;
        }
    }

    private Task ExecuteAsync(IDatabaseSession session, IReadOnlyList<PlanStep> steps, CancellationToken cancellationToken) =>
        Retry.ExecuteAsync(session, steps.Select(step => step.Statement).ToList(), host, time, cancellationToken);
}
