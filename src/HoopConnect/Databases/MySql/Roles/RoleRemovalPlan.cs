using HoopConnect.Databases.Roles;
using HoopConnect.Databases.Users;
using HoopConnect.Hosting;
using HoopConnect.Planning;

namespace HoopConnect.Databases.MySql.Roles;

/// <summary>What removal would do to the roles that are there.</summary>
internal sealed record RoleRemovalPlan(
    RoleRequest Request, Plan Plan, IReadOnlyDictionary<RoleKind, IReadOnlyList<Finding>> Findings,
    IReadOnlyList<RoleKind> Removals, RoleProvisioner Provisioner)
    : RolePlan(Request, Plan, Findings)
{
    /// <inheritdoc/>
    public override IAsyncEnumerable<RoleOutcome> ApplyAsync(
        IRolePasswords passwords, IHoopHost host, CancellationToken cancellationToken) =>
        Provisioner.ApplyRemovalAsync(this, passwords, host, cancellationToken);
}
