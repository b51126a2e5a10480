using HoopConnect.Databases.Roles;
using HoopConnect.Hosting;

namespace HoopConnect.Databases.MySql.Roles;

internal sealed class MySqlRoleProvisioner : IRoleProvisioner
{
    public Task<RolePlan> PlanAsync(RoleRequest request, IRolePasswords passwords, IHoopHost host, CancellationToken cancellationToken) => throw new NotSupportedException();

    public IAsyncEnumerable<RoleOutcome> ApplyAsync(RolePlan plan, IRolePasswords passwords, IHoopHost host, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<RolePlan> PlanRemovalAsync(RoleRequest request, IHoopHost host, CancellationToken cancellationToken) => throw new NotSupportedException();

    public IAsyncEnumerable<RoleOutcome> ApplyRemovalAsync(RolePlan plan, IRolePasswords passwords, IHoopHost host, CancellationToken cancellationToken) => throw new NotSupportedException();
}
