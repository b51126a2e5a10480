using HoopConnect.Hosting;
using HoopConnect.Planning;

namespace HoopConnect.Databases.Users;

/// <summary>What would be done to remove users from one server.</summary>
/// <param name="Request">What was asked for.</param>
/// <param name="Plan">The steps to show; the engine's own plan type carries what apply needs besides.</param>
/// <param name="Settled">The users of whom nothing is to be done, and why; the others are in the steps.</param>
public abstract record UserRemovalPlan(UserRemovalRequest Request, Plan Plan, IReadOnlyList<UserRemoval> Settled)
{
    /// <summary>
    /// Applies the plan: one outcome for each user that was asked for. Each step is a transaction of its own and can be done again, so a
    /// run that was cut off is ended by the next one.
    /// </summary>
    /// <param name="progress">Is told what share of the work is done (0 to 1), from any thread.</param>
    /// <param name="host">Who is told.</param>
    /// <param name="cancellationToken">Stops after the statement that is running was cancelled on the server.</param>
    /// <exception cref="HoopException">
    /// <c>Roles.Busy</c>, and those of <see cref="IDatabaseEngine.OpenAsync"/>; what fails for one user or in one database is in the
    /// outcomes.
    /// </exception>
    public abstract IAsyncEnumerable<UserRemoval> ApplyAsync(Action<double> progress, IHoopHost host, CancellationToken cancellationToken);
}
