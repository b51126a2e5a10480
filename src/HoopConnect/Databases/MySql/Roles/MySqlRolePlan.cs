using HoopConnect.Databases.Roles;
using HoopConnect.Databases.Users;
using HoopConnect.Hosting;
using HoopConnect.Planning;

namespace HoopConnect.Databases.MySql.Roles;

/// <summary>A plan with what applying it needs.</summary>
internal sealed record MySqlRolePlan(
    RoleRequest Request, Plan Plan, IReadOnlyDictionary<RoleKind, IReadOnlyList<Finding>> Findings,
    MySqlServerReading Server, IReadOnlyList<MySqlRoleChange> Changes)
    : RolePlan(Request, Plan, Findings)
{
    /// <inheritdoc/>
    public override IAsyncEnumerable<RoleOutcome> ApplyAsync(IRolePasswords passwords, IHoopHost host, CancellationToken cancellationToken) =>
        MySqlRoleProvisioner.ApplyAsync(this, passwords, host, cancellationToken);
}
