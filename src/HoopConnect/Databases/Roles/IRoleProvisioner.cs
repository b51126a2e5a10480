using HoopConnect.Hosting;

namespace HoopConnect.Databases.Roles;

/// <summary>Makes, tests and removes the hoop roles on one engine: plan first, then apply the plan.</summary>
public interface IRoleProvisioner
{
    /// <summary>Reads the server (as few round trips as it can) and says what would be changed. An empty plan without findings is "in sync".</summary>
    /// <exception cref="HoopException"><c>Roles.NotOurs</c>, <c>Roles.CannotAdopt</c>, <c>Roles.CannotCreate</c>, <c>Roles.NoWorkingSecret</c>, <c>Database.ReadOnly</c>, <c>Database.VersionNotServed</c>, and those of <see cref="IDatabaseEngine.OpenAsync"/>.</exception>
    Task<RolePlan> PlanAsync(RoleRequest request, IRolePasswords passwords, IHoopHost host, CancellationToken cancellationToken);

    /// <summary>Applies a plan made by <see cref="PlanAsync"/> and re-reads the server: one outcome for each role, as each is done.</summary>
    /// <exception cref="HoopException"><c>Roles.Busy</c>, and those of <see cref="IDatabaseEngine.OpenAsync"/>; what fails for one role or in one database is in the outcomes.</exception>
    IAsyncEnumerable<RoleOutcome> ApplyAsync(RolePlan plan, IRolePasswords passwords, IHoopHost host, CancellationToken cancellationToken);

    /// <summary>Reads the server and says what removal would do. Roles that are not there are not in the plan.</summary>
    /// <exception cref="HoopException"><c>Roles.NotOurs</c>, <c>Roles.CannotRemove</c>, <c>Roles.ReassignToNotFound</c>, <c>Roles.ReassignToNotReachable</c>, <c>Database.ReadOnly</c>, and those of <see cref="IDatabaseEngine.OpenAsync"/>.</exception>
    Task<RolePlan> PlanRemovalAsync(RoleRequest request, IHoopHost host, CancellationToken cancellationToken);

    /// <summary>Applies a plan made by <see cref="PlanRemovalAsync"/>: no login, sessions ended, owned objects reassigned, privileges dropped, role dropped.</summary>
    IAsyncEnumerable<RoleOutcome> ApplyRemovalAsync(RolePlan plan, IRolePasswords passwords, IHoopHost host, CancellationToken cancellationToken);
}
