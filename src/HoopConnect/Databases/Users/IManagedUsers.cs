using HoopConnect.Hosting;

namespace HoopConnect.Databases.Users;

/// <summary>Lists and removes the users of one kind that we made on one engine: plan first, then apply the plan.</summary>
public interface IManagedUsers
{
    /// <summary>
    /// The users of the server by name, in ordinal order, a page at a time: neither the server nor the caller holds all of them.
    /// </summary>
    /// <exception cref="HoopException"><c>SessionUser.EngineNotServed</c>, and those of <see
    /// cref="IDatabaseEngine.OpenAsync"/>.</exception>
    IAsyncEnumerable<ManagedUser> ListAsync(ManagedUserQuery query, IHoopHost host, CancellationToken cancellationToken);

    /// <summary>
    /// Reads the server and says what removal would do. Users that are not there, not ours, out of the master's reach, or no longer expired
    /// are in <see cref="UserRemovalPlan.Settled"/> and not in the steps.
    /// </summary>
    /// <exception cref="HoopException">
    /// <c>SessionUser.EngineNotServed</c>, <c>Roles.ReassignToNotFound</c>, <c>Roles.ReassignToNotReachable</c>,
    /// <c>Roles.ReassignToTooPowerful</c>, <c>Database.ReadOnly</c>,
    /// <c>Database.VersionNotServed</c>, and those of <see cref="IDatabaseEngine.OpenAsync"/>.
    /// </exception>
    Task<UserRemovalPlan> PlanRemovalAsync(UserRemovalRequest request, IHoopHost host, CancellationToken cancellationToken);

    /// <summary>
    /// Code that runs with the rights of the master and may have come from a removed user, as far as the server can still tell. A database
    /// that cannot be looked at is a warning.
    /// </summary>
    /// <exception cref="HoopException">
    /// <c>Roles.OrphanedCodeNotServed</c>, and those of <see cref="IDatabaseEngine.OpenAsync"/>.
    /// </exception>
    IAsyncEnumerable<OrphanedCode> FindOrphanedCodeAsync(ConnectionSettings master, IHoopHost host, CancellationToken cancellationToken);
}
