using HoopConnect.Hosting;
using HoopConnect.Planning;

namespace HoopConnect.Databases.TenantDatabases;

/// <summary>What a server has of one tenant, and what it lacks.</summary>
/// <param name="Tenant">The tenant.</param>
/// <param name="Steps">What would be done, in order; none where all is there, or nothing can be done.</param>
public sealed record TenantOnServer(TenantToServe Tenant, IReadOnlyList<PlanStep> Steps)
{
    /// <summary>The user is there, and is the tenant's.</summary>
    public required bool HasUser { get; init; }

    /// <summary>The database is there.</summary>
    public required bool HasDatabase { get; init; }

    /// <summary>The user may log in.</summary>
    public required bool MayLogIn { get; init; }

    /// <summary>Why the tenant cannot be served; null where it can.</summary>
    public HoopException? Refusal { get; init; }
}
