using HoopConnect.Hosting;

namespace HoopConnect.Databases.TenantDatabases;

/// <summary>Stands for tenants where RDS has no logins by token for an engine.</summary>
internal sealed class NoTenantDatabases(string family) : ITenantDatabases
{
    /// <inheritdoc/>
    public Task<TenantDatabasePlan> PlanAsync(TenantDatabaseRequest request, IHoopHost host, CancellationToken cancellationToken) =>
        throw NotServed();

    /// <inheritdoc/>
    public Task<TenantRemovalPlan> PlanRemovalAsync(TenantRemovalRequest request, IHoopHost host, CancellationToken cancellationToken) =>
        throw NotServed();

    public HoopException NotServed() => TenantDatabaseErrors.EngineNotServed.Error(
        $"RDS has no IAM authentication for '{family}', by which tenants log in.", family);
}
