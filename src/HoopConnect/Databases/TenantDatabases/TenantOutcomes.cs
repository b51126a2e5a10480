using HoopConnect.Hosting;
using HoopConnect.Planning;

namespace HoopConnect.Databases.TenantDatabases;

/// <summary>What became of tenants, told by what was to be done and what is left: the same on every engine.</summary>
internal static class TenantOutcomes
{
    /// <summary>The outcome of one tenant.</summary>
    /// <param name="tenant">The tenant.</param>
    /// <param name="hadDatabase">The database was there before.</param>
    /// <param name="planned">What was to be done.</param>
    /// <param name="left">What the server lacks after it.</param>
    /// <param name="failure">What the server refused, or why nothing can be done; null for nothing.</param>
    public static TenantDatabaseOutcome Of(
        TenantToServe tenant, bool hadDatabase, IReadOnlyList<PlanStep> planned, Func<IReadOnlyList<PlanStep>> left, HoopException? failure)
    {
        if (failure is null && left() is [var lacking, ..])
        {
            failure = TenantDatabaseErrors.Failed.Error(
                $"What was done for the tenant '{tenant.Tenant}' does not show: {lacking.Statement}.", tenant.Name);
        }

        return failure is not null ? TenantDatabaseOutcome.Failed(tenant, failure)
            : new TenantDatabaseOutcome(tenant, !hadDatabase ? TenantDatabaseState.Created
                : planned.Count > 0 ? TenantDatabaseState.Updated : TenantDatabaseState.Unchanged);
    }
}
