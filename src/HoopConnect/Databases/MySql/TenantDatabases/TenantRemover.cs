using HoopConnect.Databases.MySql.Server;
using HoopConnect.Databases.MySql.Users;
using HoopConnect.Databases.TenantDatabases;
using HoopConnect.Databases.Users;
using HoopConnect.Hosting;

namespace HoopConnect.Databases.MySql.TenantDatabases;

/// <summary>
/// Locks the accounts of tenants and drops their databases, or keeps those, under the lock; then the accounts go, which takes it anew. The
/// account with its mark is the last that goes: by it what a run that was cut off left is known.
/// </summary>
internal sealed class TenantRemover(TenantProvisioner provisioner, TenantRemovalRequest request, IHoopHost host)
    : IManagedChange<ServerLock, IReadOnlyList<TenantDifference>, IReadOnlyList<TenantDatabaseOutcome>>
{
    private readonly Dictionary<string, HoopException> _failures = new(StringComparer.Ordinal);

    /// <inheritdoc/>
    public Task<ServerLock> LockAsync(CancellationToken cancellationToken) =>
        ServerLock.OpenAsync(request.Master, host, provisioner.Time, cancellationToken);

    /// <inheritdoc/>
    public async Task<IReadOnlyList<TenantDifference>> PlanAsync(ServerLock hold, CancellationToken cancellationToken)
    {
        var tenants = await TenantComparison.ReadAsync(hold.Session, request, cancellationToken);
        foreach (var tenant in tenants.Where(tenant => tenant.RemovalRefusal is not null))
            _failures[tenant.Tenant.Name] = tenant.RemovalRefusal!;
        return tenants;
    }

    /// <inheritdoc/>
    public async Task ChangeAsync(ServerLock hold, IReadOnlyList<TenantDifference> plan, CancellationToken cancellationToken)
    {
        await EachAsync(hold.Session, plan, tenant => tenant.RetainSteps().Select(step => step.Statement), cancellationToken);
        var users = plan.Where(tenant => IsOpen(tenant) && tenant.HasUser).Select(tenant => tenant.Tenant.Name).ToList();
        foreach (var (user, message) in await OpenSessions.EndAsync(hold.Session, users, cancellationToken))
            host.Warning($"A session of the user '{user}' {message}");
        if (!request.Retain)
            await EachAsync(hold.Session, plan, tenant => tenant.DropSteps().Select(step => step.Statement), cancellationToken);
    }

    /// <summary>Nothing: who goes is given nothing.</summary>
    public Task GrantAsync(ServerLock hold, IReadOnlyList<TenantDifference> plan, CancellationToken cancellationToken) =>
        Task.CompletedTask;

    /// <inheritdoc/>
    public Task UnlockAsync(ServerLock hold, CancellationToken cancellationToken) => hold.GiveBackAsync(cancellationToken);

    /// <inheritdoc/>
    public async Task<IReadOnlyList<TenantDatabaseOutcome>> ReportAsync(
        ServerLock hold, IReadOnlyList<TenantDifference> plan, CancellationToken cancellationToken)
    {
        var names = request.Retain ? []
            : plan.Where(tenant => IsOpen(tenant) && tenant.HasUser).Select(tenant => tenant.Tenant.Name).ToList();
        var users = await provisioner.Engine.ManagedUsers.RemoveUsersAsync(request, names, host, cancellationToken);
        return
        [
            .. plan.Select(tenant => TenantRemovals.Outcome(
                tenant.Tenant, tenant.HasUser, request.Retain, users.GetValueOrDefault(tenant.Tenant.Name),
                _failures.GetValueOrDefault(tenant.Tenant.Name))),
        ];
    }

    private bool IsOpen(TenantDifference tenant) => !_failures.ContainsKey(tenant.Tenant.Name);

    private async Task EachAsync(
        Session session, IReadOnlyList<TenantDifference> plan, Func<TenantDifference, IEnumerable<string>> statementsOf,
        CancellationToken cancellationToken)
    {
        var statements = plan.Where(IsOpen)
            .SelectMany(tenant => statementsOf(tenant).Select(statement => (tenant, statement))).ToList();
        var failures = await session.ExecuteEachAsync([.. statements.Select(pair => pair.statement)], cancellationToken);
        foreach (var (pair, failure) in statements.Zip(failures).Where(pair => pair.Second is not null))
        {
            var tenant = pair.tenant.Tenant;
            _failures.TryAdd(tenant.Name, TenantDatabaseErrors.NotRemoved.Error(
                $"The tenant '{tenant.Tenant}' was not removed from the server: {failure!.ServerMessage} (error {failure.Code}).",
                tenant.Name, cause: failure));
        }
    }
}
