using HoopConnect.Databases.Roles;
using HoopConnect.Hosting;

namespace HoopConnect.Databases.SqlServer.Roles;

/// <summary>The hoop roles on SQL Server: a login each, and in every user database a user for it in the fixed roles.</summary>
internal sealed class RoleProvisioner : IRoleProvisioner
{
    /// <inheritdoc/>
    public async Task<RolePlan> PlanAsync(
        RoleRequest request, IRolePasswords passwords, IHoopHost host, CancellationToken cancellationToken) =>
        await new RolePlanner(request, host).PlanAsync(passwords, cancellationToken);

    /// <inheritdoc/>
    public async Task<RolePlan> PlanRemovalAsync(RoleRequest request, IHoopHost host, CancellationToken cancellationToken) =>
        await RoleRemovalPlan.MakeAsync(request, host, cancellationToken);
}
