using System.Runtime.CompilerServices;
using HoopConnect.Databases.Roles;
using HoopConnect.Hosting;

namespace HoopConnect.Databases.PostgreSql.Roles;

/// <summary>The hoop roles on PostgreSQL 14 and later, as a master that need not be a superuser.</summary>
internal sealed class RoleProvisioner(IDatabaseEngine engine, TimeProvider time) : IRoleProvisioner
{
    /// <inheritdoc/>
    public async Task<RolePlan> PlanAsync(
        RoleRequest request, IRolePasswords passwords, IHoopHost host, CancellationToken cancellationToken) =>
        await new RolePlanner(engine, request, host, time).PlanAsync(passwords, cancellationToken);

    /// <inheritdoc/>
    public async Task<RolePlan> PlanRemovalAsync(RoleRequest request, IHoopHost host, CancellationToken cancellationToken) =>
        await RoleRemovalPlan.MakeAsync(engine, request, host, time, cancellationToken);
}
