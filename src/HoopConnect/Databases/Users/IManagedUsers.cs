using HoopConnect.Databases.SessionUsers;
using HoopConnect.Hosting;

namespace HoopConnect.Databases.Users;

/// <summary>Lists and removes the session users of one engine: plan first, then apply the plan.</summary>
public interface IManagedUsers
{
    /// <summary>The users of the server by name, in ordinal order, a page at a time: neither the server nor the caller holds all of them.</summary>
    /// <exception cref="HoopException"><c>SessionUser.EngineNotServed</c>, and those of <see cref="IDatabaseEngine.OpenAsync"/>.</exception>
    IAsyncEnumerable<ManagedUser> ListAsync(ManagedUserQuery query, IHoopHost host, CancellationToken cancellationToken);

    /// <summary>
    /// Reads the server and says what removal would do. Users that are not there, not ours, out of the master's reach, or no longer expired
    /// are in <see cref="UserRemovalPlan.Settled"/> and not in the steps.
    /// </summary>
    /// <exception cref="HoopException">
    /// <c>SessionUser.EngineNotServed</c>, <c>Roles.ReassignToNotFound</c>, <c>Roles.ReassignToNotReachable</c>, <c>Database.ReadOnly</c>,
    /// <c>Database.VersionNotServed</c>, and those of <see cref="IDatabaseEngine.OpenAsync"/>.
    /// </exception>
    Task<UserRemovalPlan> PlanRemovalAsync(UserRemovalRequest request, IHoopHost host, CancellationToken cancellationToken);

    /// <summary>
    /// Applies a plan made by <see cref="PlanRemovalAsync"/>: one outcome for each user that was asked for. Each step is a transaction of its
    /// own and can be done again, so a run that was cut off is ended by the next one.
    /// </summary>
    /// <param name="plan">The plan.</param>
    /// <param name="progress">Is told what share of the work is done (0 to 1), from any thread.</param>
    /// <param name="host">Who is told.</param>
    /// <param name="cancellationToken">Stops after the statement that is running was cancelled on the server.</param>
    /// <exception cref="HoopException"><c>Roles.Busy</c>, and those of <see cref="IDatabaseEngine.OpenAsync"/>; what fails for one user or in one database is in the outcomes.</exception>
    IAsyncEnumerable<UserRemoval> ApplyRemovalAsync(UserRemovalPlan plan, Action<double> progress, IHoopHost host, CancellationToken cancellationToken);
}
