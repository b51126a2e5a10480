using HoopConnect.Hosting;
using HoopConnect.Planning;

namespace HoopConnect.Databases.TenantDatabases;

/// <summary>What would be done to remove tenants from one server.</summary>
/// <param name="Request">What was asked for.</param>
/// <param name="Tenants">Each tenant that was asked for.</param>
public abstract record TenantRemovalPlan(TenantRemovalRequest Request, IReadOnlyList<TenantOnServer> Tenants)
{
    /// <summary>What is done with the users, all of them together, once their databases are gone.</summary>
    public IReadOnlyList<PlanStep> UserSteps { get; init; } = [];

    /// <summary>Applies the plan to some of the tenants: one outcome for each.</summary>
    /// <exception cref="HoopException">
    /// Those of <see cref="ITenantDatabases.PlanRemovalAsync"/>, <c>Roles.Busy</c>; what fails for one tenant is in its outcome.
    /// </exception>
    public abstract IAsyncEnumerable<TenantDatabaseOutcome> ApplyAsync(
        IReadOnlyList<TenantToServe> tenants, IHoopHost host, CancellationToken cancellationToken);
}
