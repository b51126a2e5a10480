using System.Management.Automation;
using HoopConnect.Tenants.TenantDatabases;

namespace HoopConnect.PowerShell.Commands;

/// <summary>Shows what there is of tenants in a server, in IAM and in EKS, and what is missing or stale.</summary>
[Cmdlet(VerbsCommon.Get, "HoopTenantDatabase")]
[OutputType(typeof(TenantDatabase))]
public sealed class GetHoopTenantDatabaseCommand : TenantCmdlet
{
    /// <summary>The tenants; all of the server where not given.</summary>
    [Parameter(Position = 1, ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    public string[] Tenant { get; set; } = [];

    /// <inheritdoc/>
    private protected override IEnumerable<TenantWorkload> Workloads => Tenant.Select(tenant => new TenantWorkload(tenant));

    /// <inheritdoc/>
    private protected override async Task RunAsync(TenantRequest request, ProxyServer? proxy, CancellationToken cancellationToken) =>
        await new TenantInventory(await AwsAsync(cancellationToken), HoopHost).ReadAsync(request, WriteAsync, cancellationToken);
}
