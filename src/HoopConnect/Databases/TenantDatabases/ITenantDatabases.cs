using HoopConnect.Hosting;

namespace HoopConnect.Databases.TenantDatabases;

/// <summary>
/// Makes and removes the databases of tenants, each with a user that logs in by token and can use no other: plan first, then apply.
/// </summary>
public interface ITenantDatabases
{
    /// <summary>
    /// Reads the server and says what each tenant lacks there. A tenant who cannot be served has a <see cref="TenantOnServer.Refusal"/>.
    /// </summary>
    /// <exception cref="HoopException">
    /// <c>TenantDatabase.EngineNotServed</c>, <c>.IamNotEnabled</c>, <c>.CannotCreate</c>, <c>Database.ReadOnly</c>,
    /// <c>Database.VersionNotServed</c>, and those of <see cref="IDatabaseEngine.OpenAsync"/>.
    /// </exception>
    Task<TenantDatabasePlan> PlanAsync(TenantDatabaseRequest request, IHoopHost host, CancellationToken cancellationToken);

    /// <summary>Reads the server and says what removal would do. Only what bears the tenant's mark is touched.</summary>
    /// <exception cref="HoopException">
    /// <c>TenantDatabase.EngineNotServed</c>, <c>Database.ReadOnly</c>, <c>Database.VersionNotServed</c>, and those of <see
    /// cref="IDatabaseEngine.OpenAsync"/>.
    /// </exception>
    Task<TenantRemovalPlan> PlanRemovalAsync(TenantRemovalRequest request, IHoopHost host, CancellationToken cancellationToken);
}
