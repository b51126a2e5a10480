using System.Runtime.CompilerServices;
using HoopConnect.Hosting;
using HoopConnect.Planning;

namespace HoopConnect.Databases.TenantDatabases;

/// <summary>What would be done for tenants on one server.</summary>
/// <param name="Request">What was asked for.</param>
/// <param name="Tenants">Each tenant that was asked for.</param>
public sealed record TenantDatabasePlan(TenantDatabaseRequest Request, IReadOnlyList<TenantOnServer> Tenants)
{
    /// <summary>What the server needs once, before the first tenant.</summary>
    public IReadOnlyList<PlanStep> Foundation { get; init; } = [];

    /// <summary>
    /// The databases that everybody who logs in may enter, and so each tenant; empty on engines on which nobody enters what he was not
    /// given.
    /// </summary>
    public IReadOnlyList<string> OpenDatabases { get; init; } = [];

    /// <summary>
    /// Applies the plan to some of the tenants: one outcome for each. What is done is planned again under the server's lock; each step can
    /// be done again, so a run that was cut off is ended by the next one.
    /// </summary>
    /// <exception cref="HoopException">
    /// Those of <see cref="ITenantDatabases.PlanAsync"/>, <c>Roles.Busy</c>, <c>TenantDatabase.LocksOutMaster</c>; what fails for one
    /// tenant is in its outcome.
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
    public required Func<TenantDatabaseRequest, IHoopHost, CancellationToken, Task<IReadOnlyList<TenantDatabaseOutcome>>> Change
    {
        get;
        init;
    }
}
