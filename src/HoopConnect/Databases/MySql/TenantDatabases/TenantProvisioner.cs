using HoopConnect.Databases.MySql.Server;
using HoopConnect.Databases.TenantDatabases;
using HoopConnect.Databases.Users;
using HoopConnect.Hosting;
using HoopConnect.Planning;

namespace HoopConnect.Databases.MySql.TenantDatabases;

/// <summary>
/// Databases of tenants on MySQL and MariaDB, with one account each that has AWS's authentication plugin, over TLS only, and privileges on
/// no other database. A database of these servers bears no mark that proves anything: it is the tenant's by the account of the same name.
/// </summary>
internal sealed class TenantProvisioner(IDatabaseEngine engine, TimeProvider time) : ITenantDatabases
{
    /// <summary>The engine.</summary>
    public IDatabaseEngine Engine => engine;

    /// <summary>The clock.</summary>
    public TimeProvider Time => time;

    /// <inheritdoc/>
    public async Task<TenantDatabasePlan> PlanAsync(TenantDatabaseRequest request, IHoopHost host, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        await using var session = await WaitingConnection.OpenAsync(request.Master, time, cancellationToken);
        var comparison = await TenantComparison.ReadAsync(session, request, cancellationToken);
        return new TenantDatabasePlan(
            request,
            [.. comparison.Tenants.Select(tenant => OnServer(tenant, tenant.Refusal, tenant.Refusal is null ? tenant.Steps() : []))])
        {
            Change = (change, told, stop) => ManagedChange.RunAsync(new TenantChanger(this, change, told), stop),
            Foundation = comparison.FoundationSteps,
        };
    }

    /// <inheritdoc/>
    public async Task<TenantRemovalPlan> PlanRemovalAsync(
        TenantRemovalRequest request, IHoopHost host, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        await using var session = await WaitingConnection.OpenAsync(request.Master, time, cancellationToken);
        var tenants = await TenantComparison.ReadAsync(session, request, cancellationToken);
        var names = request.Retain ? []
            : tenants.Where(tenant => tenant is { RemovalRefusal: null, HasUser: true }).Select(tenant => tenant.Tenant.Name).ToList();
        var users = names.Count == 0 ? null : await engine.ManagedUsers.PlanRemovalAsync(
            TenantRemovals.RequestFor(request, names) with { DroppedBefore = names }, host, cancellationToken);
        return new TenantRemovalPlan(
            request, [.. tenants.Select(tenant => OnServer(tenant, tenant.RemovalRefusal, StepsOf(tenant)))])
        {
            Change = (change, told, stop) => ManagedChange.RunAsync(new TenantRemover(this, change, told), stop),
            UserSteps = users?.Plan.Steps ?? [],
        };

        IReadOnlyList<PlanStep> StepsOf(TenantDifference tenant) =>
            tenant.RemovalRefusal is not null ? [] : [.. tenant.RetainSteps(), .. request.Retain ? [] : tenant.DropSteps()];
    }

    private static TenantOnServer OnServer(TenantDifference tenant, HoopException? refusal, IReadOnlyList<PlanStep> steps) =>
        new(tenant.Tenant, steps)
        {
            HasUser = tenant.HasUser,
            HasDatabase = tenant.HasDatabase,
            MayLogIn = tenant.MayLogIn,
            Refusal = refusal,
        };
}
