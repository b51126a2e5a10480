using System.Runtime.CompilerServices;
using HoopConnect.Hosting;
using HoopConnect.Planning;

namespace HoopConnect.Databases.TenantDatabases;

/// <summary>What would be done to remove tenants from one server.</summary>
/// <param name="Request">What was asked for.</param>
/// <param name="Tenants">Each tenant that was asked for.</param>
public sealed record TenantRemovalPlan(TenantRemovalRequest Request, IReadOnlyList<TenantOnServer> Tenants)
{
    /// <summary>What is done with the users, all of them together, once their databases are gone.</summary>
    public IReadOnlyList<PlanStep> UserSteps { get; init; } = [];

    /// <summary>Applies the plan to some of the tenants: one outcome for each.</summary>
    /// <exception cref="HoopException">
    /// Those of <see cref="ITenantDatabases.PlanRemovalAsync"/>, <c>Roles.Busy</c>; what fails for one tenant is in its outcome.
    /// </exception>
    public async IAsyncEnumerable<TenantDatabaseOutcome> ApplyAsync(
        IReadOnlyList<TenantToServe> tenants, IHoopHost host, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (tenants.Count == 0)
            yield break;
        foreach (var outcome in await Change(Request with { Tenants = tenants }, host, cancellationToken))
            yield return outcome;
    }

    /// <summary>The engine's own change of the tenants that are left in a request.</summary>
    public required Func<TenantRemovalRequest, IHoopHost, CancellationToken, Task<IReadOnlyList<TenantDatabaseOutcome>>> Change
    {
        get;
        init;
    }
}
