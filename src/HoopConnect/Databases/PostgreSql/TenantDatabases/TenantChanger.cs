using HoopConnect.Databases.PostgreSql.Server;
using HoopConnect.Databases.PostgreSql.Users;
using HoopConnect.Databases.TenantDatabases;
using HoopConnect.Databases.Users;
using HoopConnect.Hosting;
using HoopConnect.Planning;

namespace HoopConnect.Databases.PostgreSql.TenantDatabases;

/// <summary>
/// Makes the databases and users of tenants stage by stage, each stage for many in one transaction; a database takes a statement of its
/// own. A tenant who fails in one stage is left out of the next ones, and the next run goes on there.
/// </summary>
internal sealed class TenantChanger(TenantProvisioner provisioner, TenantDatabaseRequest request, IHoopHost host)
    : IManagedChange<IDatabaseSession, TenantComparison, IReadOnlyList<TenantDatabaseOutcome>>
{
    private readonly Dictionary<string, HoopException> _failures = new(StringComparer.Ordinal);

    public Task<IDatabaseSession> LockAsync(CancellationToken cancellationToken) =>
        ServerLock.HoldAsync(
            provisioner.OpenAsync(request.Master, cancellationToken), ServerLock.Key, host, provisioner.Time, cancellationToken);

    public async Task<TenantComparison> PlanAsync(IDatabaseSession session, CancellationToken cancellationToken)
    {
        var comparison = await provisioner.CompareAsync(session, request, visits: true, cancellationToken);
        foreach (var tenant in comparison.Tenants.Where(tenant => tenant.Refusal is not null))
            _failures[tenant.Tenant.Name] = tenant.Refusal!;
        return comparison;
    }

    public async Task ChangeAsync(IDatabaseSession session, TenantComparison plan, CancellationToken cancellationToken)
    {
        await TogetherAsync(session, plan, tenant => tenant.UserSteps(), cancellationToken);
        foreach (var tenant in Open(plan, tenant => tenant.MakeSteps()))
            await AloneAsync(session, tenant, tenant.MakeSteps(), cancellationToken);
        await TogetherAsync(session, plan, tenant => tenant.DatabaseSteps(), cancellationToken);
        await Throttle.EachAsync(Open(plan, tenant => tenant.SchemaSteps()), request.ThrottleLimit, async (tenant, stop) =>
        {
            try
            {
                await using var visit = await provisioner.Engine.OpenWaitingAsync(
                    request.Master with { Database = tenant.Tenant.Name }, provisioner.Time, stop);
                await AloneAsync(visit, tenant, tenant.SchemaSteps(), stop);
            }
            catch (HoopException failure) when (Bisection.IsOfOne(failure))
            {
                Fail(tenant, failure);
            }
        }, cancellationToken);
    }

    public async Task GrantAsync(IDatabaseSession session, TenantComparison plan, CancellationToken cancellationToken)
    {
        var open = Open(plan, tenant => tenant.LoginSteps());
        // One alone, before the others: with it the server may refuse the master's password from then on.
        while (open.FirstOrDefault(tenant => tenant.OpensLogin) is { } first)
        {
            open.Remove(first);
            await AloneAsync(session, first, first.LoginSteps(), cancellationToken);
            if (_failures.ContainsKey(first.Tenant.Name))
                continue;
            await RequireWayInAsync(session, first, cancellationToken);
            break;
        }

        await TogetherAsync(session, open, tenant => tenant.LoginSteps(), cancellationToken);
    }

    public Task UnlockAsync(IDatabaseSession session, CancellationToken cancellationToken) =>
        ServerLock.GiveBackAsync(session, ServerLock.Key, cancellationToken);

    public async Task<IReadOnlyList<TenantDatabaseOutcome>> ReportAsync(
        IDatabaseSession session, TenantComparison plan, CancellationToken cancellationToken)
    {
        var left = (await provisioner.CompareAsync(session, request, visits: false, cancellationToken)).Tenants;
        return [.. plan.Tenants.Zip(left).Select(pair => TenantOutcomes.Of(
            pair.First.Tenant, pair.First.HasDatabase, pair.First.Steps(), pair.Second.Steps,
            _failures.GetValueOrDefault(pair.First.Tenant.Name) ?? pair.Second.Refusal))];
    }

    /// <summary>Those for whom a stage has something to do, and for whom nothing failed before.</summary>
    private List<TenantDifference> Open(TenantComparison plan, Func<TenantDifference, IReadOnlyList<PlanStep>> stage) =>
        [.. plan.Tenants.Where(tenant => !_failures.ContainsKey(tenant.Tenant.Name) && stage(tenant).Count > 0)];

    private Task TogetherAsync(
        IDatabaseSession session, TenantComparison plan, Func<TenantDifference, IReadOnlyList<PlanStep>> stage,
        CancellationToken cancellationToken) => TogetherAsync(session, Open(plan, stage), stage, cancellationToken);

    private Task TogetherAsync(
        IDatabaseSession session, IReadOnlyList<TenantDifference> tenants, Func<TenantDifference, IReadOnlyList<PlanStep>> stage,
        CancellationToken cancellationToken) =>
        Bisection.RunAsync(
            tenants, portion => ExecuteAsync(session, [.. portion.SelectMany(stage)], cancellationToken), Fail);

    private async Task AloneAsync(
        IDatabaseSession session, TenantDifference tenant, IReadOnlyList<PlanStep> steps, CancellationToken cancellationToken)
    {
        try
        {
            await ExecuteAsync(session, steps, cancellationToken);
        }
        catch (HoopException failure) when (Bisection.IsOfOne(failure))
        {
            Fail(tenant, failure);
        }
    }

    private Task ExecuteAsync(IDatabaseSession session, IReadOnlyList<PlanStep> steps, CancellationToken cancellationToken) =>
        Retry.ExecuteAsync(session, [.. steps.Select(step => step.Statement)], host, provisioner.Time, cancellationToken);

    private void Fail(TenantDifference tenant, HoopException failure)
    {
        var because = failure is StatementException said ? $"{said.ServerMessage} (SQLSTATE {said.SqlState})" : failure.Message;
        lock (_failures)
        {
            _failures[tenant.Tenant.Name] = TenantDatabaseErrors.Failed.Error(
                $"The server did not take a change for the tenant '{tenant.Tenant.Tenant}': {because}.", tenant.Tenant.Name,
                cause: failure);
        }
    }

    /// <summary>The master still gets in; otherwise the change is taken back, by the session that is still open.</summary>
    private async Task RequireWayInAsync(IDatabaseSession session, TenantDifference first, CancellationToken cancellationToken)
    {
        if (await provisioner.TryLogin(request.Master with { Database = null }, cancellationToken) == LoginOutcome.Accepted)
            return;
        // Not stopped half-way by who presses Ctrl+C.
        await Retry.ExecuteAsync(session, first.Undo, host, provisioner.Time, CancellationToken.None);
        throw TenantDatabaseErrors.LocksOutMaster.Error(
            $"With '{first.Tenant.Name}' in {TokenRole.Name} the server refuses the password of '{request.Master.Login.UserName}', "
            + "which is a member of it (from PostgreSQL 16 on who creates a user is one): that was taken back.", first.Tenant.Name);
    }
}
