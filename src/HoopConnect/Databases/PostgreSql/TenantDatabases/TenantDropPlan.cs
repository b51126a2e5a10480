using HoopConnect.Databases.TenantDatabases;
using HoopConnect.Databases.Users;
using HoopConnect.Hosting;

namespace HoopConnect.Databases.PostgreSql.TenantDatabases;

/// <summary>A removal of this engine: what is done is planned again under the lock.</summary>
internal sealed record TenantDropPlan(TenantRemovalRequest Request, IReadOnlyList<TenantOnServer> Tenants, TenantProvisioner Provisioner)
    : TenantRemovalPlan(Request, Tenants)
{
    /// <inheritdoc/>
    public override IAsyncEnumerable<TenantDatabaseOutcome> ApplyAsync(
        IReadOnlyList<TenantToServe> tenants, IHoopHost host, CancellationToken cancellationToken) =>
        ManagedChange.EachAsync(
            tenants.Count == 0 ? null : new TenantRemover(Provisioner, Request with { Tenants = tenants }, host), () => [],
            cancellationToken);
}
