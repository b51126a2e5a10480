using HoopConnect.Hosting;

namespace HoopConnect.Databases.Roles;

/// <summary>Makes, tests and removes the hoop roles on one engine: plan first, then apply the plan.</summary>
public interface IRoleProvisioner
{
    /// <summary>
    /// Reads the server (as few round trips as it can) and says what would be changed. An empty plan without findings is "in sync".
    /// </summary>
    /// <exception cref="HoopException"><c>Roles.NotOurs</c>, <c>Roles.CannotAdopt</c>, <c>Roles.CannotCreate</c>,
    /// <c>Roles.NoWorkingSecret</c>, <c>Database.ReadOnly</c>, <c>Database.VersionNotServed</c>, and those of <see
    /// cref="IDatabaseEngine.OpenAsync"/>.</exception>
    Task<RolePlan> PlanAsync(RoleRequest request, IRolePasswords passwords, IHoopHost host, CancellationToken cancellationToken);

    /// <summary>Reads the server and says what removal would do. Roles that are not there are not in the plan.</summary>
    /// <exception cref="HoopException"><c>Roles.NotOurs</c>, <c>Roles.CannotRemove</c>, <c>Roles.ReassignToNotFound</c>,
    /// <c>Roles.ReassignToNotReachable</c>, <c>Database.ReadOnly</c>, and those of <see cref="IDatabaseEngine.OpenAsync"/>.</exception>
    Task<RolePlan> PlanRemovalAsync(RoleRequest request, IHoopHost host, CancellationToken cancellationToken);
}
