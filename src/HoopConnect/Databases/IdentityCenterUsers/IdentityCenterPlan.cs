using HoopConnect.Hosting;
using HoopConnect.Planning;

namespace HoopConnect.Databases.IdentityCenterUsers;

/// <summary>What would be done on one server.</summary>
/// <param name="Request">What was asked for.</param>
/// <param name="Plan">The steps to show: removals first.</param>
public abstract record IdentityCenterPlan(IdentityCenterRequest Request, Plan Plan)
{
    /// <summary>How many users for people of the directory the server has that can log in.</summary>
    public required int Managed { get; init; }

    /// <summary>How many of them would go.</summary>
    public required int Removed { get; init; }

    /// <summary>The members who cannot be served, and why; they are not in the steps.</summary>
    public required IReadOnlyList<IdentityCenterOutcome> Settled { get; init; }

    /// <summary>
    /// Applies the plan, removals first: one outcome for each member, each user that is to go and each that is settled. What is done is
    /// planned again under the server's lock. Each step can be done again, so a run that was cut off is ended by the next one.
    /// </summary>
    /// <exception cref="HoopException">
    /// Those of <see cref="IIdentityCenterUsers.PlanAsync"/>, <c>Roles.Busy</c>, <c>IdentityCenterUser.LocksOutMaster</c>; what fails for
    /// one user is in its outcome.
    /// </exception>
    public abstract IAsyncEnumerable<IdentityCenterOutcome> ApplyAsync(IHoopHost host, CancellationToken cancellationToken);
}
