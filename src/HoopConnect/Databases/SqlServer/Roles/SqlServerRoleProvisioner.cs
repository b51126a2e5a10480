using System.Runtime.CompilerServices;
using HoopConnect.Databases.Roles;
using HoopConnect.Hosting;

namespace HoopConnect.Databases.SqlServer.Roles;

/// <summary>The hoop roles on SQL Server: a login each, and in every user database a user for it in the fixed roles.</summary>
internal sealed class SqlServerRoleProvisioner : IRoleProvisioner
{
    /// <inheritdoc/>
    public async Task<RolePlan> PlanAsync(RoleRequest request, IRolePasswords passwords, IHoopHost host, CancellationToken cancellationToken) =>
        await new RolePlanner(request, host).PlanAsync(passwords, cancellationToken);

    /// <inheritdoc/>
    public async IAsyncEnumerable<RoleOutcome> ApplyAsync(
        RolePlan plan, IRolePasswords passwords, IHoopHost host, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(plan);
        var ours = plan as SqlServerRolePlan ?? throw new ArgumentException("The plan was made by another engine.", nameof(plan));
        foreach (var outcome in await new RoleApplier(ours, passwords, host).ApplyAsync(cancellationToken))
            yield return outcome;
    }

    /// <inheritdoc/>
    public async Task<RolePlan> PlanRemovalAsync(RoleRequest request, IHoopHost host, CancellationToken cancellationToken) =>
        await new RemovalPlanner(request, host).PlanAsync(cancellationToken);

    /// <inheritdoc/>
    public async IAsyncEnumerable<RoleOutcome> ApplyRemovalAsync(
        RolePlan plan, IRolePasswords passwords, IHoopHost host, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(plan);
        var ours = plan as SqlServerRemovalPlan ?? throw new ArgumentException("The plan was made by another engine, or is none of removal.", nameof(plan));
        foreach (var outcome in await new RoleRemover(ours, passwords, host).ApplyAsync(cancellationToken))
            yield return outcome;
    }
}
