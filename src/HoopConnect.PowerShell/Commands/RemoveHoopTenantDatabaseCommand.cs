using System.Management.Automation;
using HoopConnect.Tenants.TenantDatabases;

namespace HoopConnect.PowerShell.Commands;

/// <summary>Removes tenants: what gives their pods the role, the role, the database and its user.</summary>
[Cmdlet(VerbsCommon.Remove, "HoopTenantDatabase", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.High)]
[OutputType(typeof(TenantDatabase))]
public sealed class RemoveHoopTenantDatabaseCommand : TenantCmdlet
{
    /// <summary>The tenants; their case counts.</summary>
    [Parameter(Mandatory = true, Position = 1, ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    public string[] Tenant { get; set; } = [];

    /// <summary>Keeps the databases, which nobody can log in to as the tenant until they are taken up again.</summary>
    [Parameter]
    public SwitchParameter Retain { get; set; }

    /// <inheritdoc/>
    private protected override IEnumerable<TenantWorkload> Workloads => Tenant.Select(tenant => new TenantWorkload(tenant));

    /// <inheritdoc/>
    private protected override async Task RunAsync(TenantRequest request, ProxyServer? proxy, CancellationToken cancellationToken) =>
        await new TenantRemoval(await AwsAsync(cancellationToken), HoopHost).RunAsync(request, Retain, WriteAsync, cancellationToken);
}
