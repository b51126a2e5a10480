using HoopConnect.Databases.MySql.Server;
using HoopConnect.Databases.MySql.Users;
using HoopConnect.Databases.TenantDatabases;
using HoopConnect.Databases.Users;
using HoopConnect.Hosting;

namespace HoopConnect.Databases.MySql.TenantDatabases;

/// <summary>
/// Makes the databases and accounts of tenants stage by stage, the statements of many in one round trip. These servers commit each by
/// itself: a tenant who fails in one stage is left out of the next ones, and the next run goes on there.
/// </summary>
internal sealed class TenantChanger(TenantProvisioner provisioner, TenantDatabaseRequest request, IHoopHost host)
    : IManagedChange<ServerLock, TenantComparison, IReadOnlyList<TenantDatabaseOutcome>>
{
    private readonly Dictionary<string, HoopException> _failures = new(StringComparer.Ordinal);

    /// <inheritdoc/>
    public Task<ServerLock> LockAsync(CancellationToken cancellationToken) =>
        ServerLock.OpenAsync(request.Master, host, provisioner.Time, cancellationToken);

    /// <inheritdoc/>
    public async Task<TenantComparison> PlanAsync(ServerLock hold, CancellationToken cancellationToken)
    {
        var comparison = await TenantComparison.ReadAsync(hold.Session, request, cancellationToken);
        foreach (var tenant in comparison.Tenants.Where(tenant => tenant.Refusal is not null))
            _failures[tenant.Tenant.Name] = tenant.Refusal!;
        return comparison;
    }

    /// <inheritdoc/>
    public async Task ChangeAsync(ServerLock hold, TenantComparison plan, CancellationToken cancellationToken)
    {
        await hold.Session.ExecuteBatchAsync([.. plan.Foundation.Select(statement => statement.Sql)], cancellationToken);
        // Powers first: while one of them stays no login is opened to it.
        await EachAsync(hold.Session, plan, tenant => tenant.Powers.Select(power => power.Sql), cancellationToken);
        await EachAsync(hold.Session, plan, tenant => SqlOf(tenant.AccountStatements()), cancellationToken);
        await EachAsync(hold.Session, plan, tenant => SqlOf(tenant.MakeStatements()), cancellationToken);
    }

    /// <inheritdoc/>
    public Task GrantAsync(ServerLock hold, TenantComparison plan, CancellationToken cancellationToken) =>
        EachAsync(
            hold.Session, plan,
            tenant => tenant.Grants.Where(grant => grant.OutOfReachOf is null).Select(grant => grant.Sql)
                .Concat(SqlOf(tenant.UnlockStatements())),
            cancellationToken);

    /// <inheritdoc/>
    public Task UnlockAsync(ServerLock hold, CancellationToken cancellationToken) => hold.GiveBackAsync(cancellationToken);

    /// <inheritdoc/>
    public async Task<IReadOnlyList<TenantDatabaseOutcome>> ReportAsync(
        ServerLock hold, TenantComparison plan, CancellationToken cancellationToken)
    {
        var left = (await TenantComparison.ReadAsync(hold.Session, request, cancellationToken)).Tenants;
        return [.. plan.Tenants.Zip(left).Select(pair => TenantOutcomes.Of(
            pair.First.Tenant, pair.First.HasDatabase, pair.First.Steps(), pair.Second.Steps,
            _failures.GetValueOrDefault(pair.First.Tenant.Name) ?? pair.Second.Refusal))];
    }

    private static IEnumerable<string> SqlOf(IEnumerable<UserStatement> statements) => statements.Select(statement => statement.Sql);

    private async Task EachAsync(
        Session session, TenantComparison plan, Func<TenantDifference, IEnumerable<string>> statementsOf,
        CancellationToken cancellationToken)
    {
        var statements = plan.Tenants.Where(tenant => !_failures.ContainsKey(tenant.Tenant.Name))
            .SelectMany(tenant => statementsOf(tenant).Select(statement => (tenant, statement))).ToList();
        var failures = await session.ExecuteEachAsync([.. statements.Select(pair => pair.statement)], cancellationToken);
        foreach (var (pair, failure) in statements.Zip(failures).Where(pair => pair.Second is not null))
        {
            var tenant = pair.tenant.Tenant;
            _failures.TryAdd(tenant.Name, TenantDatabaseErrors.Failed.Error(
                $"The server did not take a change for the tenant '{tenant.Tenant}': {failure!.ServerMessage} (error {failure.Code}).",
                tenant.Name, cause: failure));
        }
    }
}
