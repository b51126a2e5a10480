using HoopConnect.Databases.PostgreSql.Server;
using HoopConnect.Databases.PostgreSql.Users;
using HoopConnect.Databases.TenantDatabases;
using HoopConnect.Databases.Users;
using HoopConnect.Hosting;
using HoopConnect.Planning;

namespace HoopConnect.Databases.PostgreSql.TenantDatabases;

/// <summary>
/// Ends the logins of tenants and drops their databases, or keeps those, under the lock; then their users go, which takes it anew. The
/// user with its mark is the last that goes: by it what a run that was cut off left is known.
/// </summary>
internal sealed class TenantRemover(TenantProvisioner provisioner, TenantRemovalRequest request, IHoopHost host)
    : IManagedChange<IDatabaseSession, IReadOnlyList<TenantDifference>, IReadOnlyList<TenantDatabaseOutcome>>
{
    private readonly Dictionary<string, HoopException> _failures = new(StringComparer.Ordinal);

    public Task<IDatabaseSession> LockAsync(CancellationToken cancellationToken) =>
        ServerLock.HoldAsync(
            provisioner.OpenAsync(request.Master, cancellationToken), ServerLock.Key, host, provisioner.Time, cancellationToken);

    public async Task<IReadOnlyList<TenantDifference>> PlanAsync(IDatabaseSession session, CancellationToken cancellationToken)
    {
        var tenants = await TenantProvisioner.ReadAsync(session, request, cancellationToken);
        foreach (var tenant in tenants.Where(tenant => tenant.RemovalRefusal is not null))
            _failures[tenant.Tenant.Name] = tenant.RemovalRefusal!;
        return tenants;
    }

    public async Task ChangeAsync(
        IDatabaseSession session, IReadOnlyList<TenantDifference> plan, CancellationToken cancellationToken)
    {
        await Bisection.RunAsync(
            [.. plan.Where(tenant => IsOpen(tenant) && tenant.HasUser)],
            portion => ExecuteAsync(session, [.. portion.SelectMany(tenant => tenant.RetainSteps())], cancellationToken), Fail);
        await Bisection.RunAsync(
            [.. plan.Where(tenant => IsOpen(tenant) && tenant.HasUser)],
            portion => ExecuteAsync(session, [.. portion.Select(tenant => tenant.EndSessions)], cancellationToken), Fail);
        foreach (var tenant in request.Retain ? [] : plan.Where(IsOpen))
        {
            try
            {
                await ExecuteAsync(session, tenant.DropSteps(), cancellationToken);
            }
            catch (HoopException failure) when (Bisection.IsOfOne(failure))
            {
                Fail(tenant, failure);
            }
        }
    }

    /// <summary>Nothing: who goes is given nothing.</summary>
    public Task GrantAsync(IDatabaseSession session, IReadOnlyList<TenantDifference> plan, CancellationToken cancellationToken) =>
        Task.CompletedTask;

    public Task UnlockAsync(IDatabaseSession session, CancellationToken cancellationToken) =>
        ServerLock.GiveBackAsync(session, ServerLock.Key, cancellationToken);

    public async Task<IReadOnlyList<TenantDatabaseOutcome>> ReportAsync(
        IDatabaseSession session, IReadOnlyList<TenantDifference> plan, CancellationToken cancellationToken)
    {
        var names = request.Retain ? []
            : plan.Where(tenant => IsOpen(tenant) && tenant.HasUser).Select(tenant => tenant.Tenant.Name).ToList();
        var users = await provisioner.Engine.ManagedUsers.RemoveUsersAsync(request, names, host, cancellationToken);
        return
        [
            .. plan.Select(tenant => TenantRemovals.Outcome(
                tenant.Tenant, tenant.HasUser || tenant.HasDatabase, request.Retain, users.GetValueOrDefault(tenant.Tenant.Name),
                _failures.GetValueOrDefault(tenant.Tenant.Name))),
        ];
    }

    private bool IsOpen(TenantDifference tenant) => !_failures.ContainsKey(tenant.Tenant.Name);

    private Task ExecuteAsync(IDatabaseSession session, IReadOnlyList<PlanStep> steps, CancellationToken cancellationToken) =>
        steps.Count == 0 ? Task.CompletedTask
            : Retry.ExecuteAsync(session, [.. steps.Select(step => step.Statement)], host, provisioner.Time, cancellationToken);

    private void Fail(TenantDifference tenant, HoopException failure)
    {
        var because = failure is StatementException said ? $"{said.ServerMessage} (SQLSTATE {said.SqlState})" : failure.Message;
        _failures[tenant.Tenant.Name] = TenantDatabaseErrors.NotRemoved.Error(
            $"The tenant '{tenant.Tenant.Tenant}' was not removed from the server: {because}.", tenant.Tenant.Name, cause: failure);
    }
}
