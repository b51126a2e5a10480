using HoopConnect.Databases.Users;
using HoopConnect.Hosting;

namespace HoopConnect.Databases.TenantDatabases;

/// <summary>What became of one tenant on the server, as the server says it after the change.</summary>
/// <param name="Tenant">The tenant.</param>
/// <param name="State">What became of its database and user.</param>
public sealed record TenantDatabaseOutcome(TenantToServe Tenant, TenantDatabaseState State)
{
    /// <summary>What should be known besides, such as what holds a user that should be gone.</summary>
    public IReadOnlyList<Finding> Findings { get; init; } = [];

    /// <summary>Why it failed; null where it did not.</summary>
    public HoopException? Failure { get; init; }

    /// <summary>The outcome of a tenant who cannot be served.</summary>
    internal static TenantDatabaseOutcome Failed(TenantToServe tenant, HoopException failure) =>
        new(tenant, TenantDatabaseState.Failed) { Failure = failure };
}
