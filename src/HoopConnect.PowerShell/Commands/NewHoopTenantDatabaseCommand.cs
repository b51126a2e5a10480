using System.Management.Automation;
using HoopConnect.Tenants.TenantDatabases;

namespace HoopConnect.PowerShell.Commands;

/// <summary>Gives tenants a database, a user and an IAM role each, or finishes what they have of it.</summary>
[Cmdlet(VerbsCommon.New, "HoopTenantDatabase", SupportsShouldProcess = true)]
[OutputType(typeof(TenantDatabase))]
public sealed class NewHoopTenantDatabaseCommand : TenantCmdlet
{
    /// <summary>The tenant; its case counts.</summary>
    [Parameter(Mandatory = true, Position = 1, ValueFromPipelineByPropertyName = true)]
    [Alias("Name")]
    [ValidateNotNullOrEmpty]
    public string Tenant { get; set; } = "";

    /// <summary>The EKS cluster of the tenant's pods, which get the role by a pod identity association.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [AllowNull]
    [AllowEmptyString]
    public string? ClusterName { get; set; }

    /// <summary>The namespace of the tenant's service account.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [AllowNull]
    [AllowEmptyString]
    public string? Namespace { get; set; }

    /// <summary>The tenant's service account.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [AllowNull]
    [AllowEmptyString]
    public string? ServiceAccount { get; set; }

    /// <summary>The OIDC provider of the cluster, where pods get the role by it and not by an association.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [AllowNull]
    [AllowEmptyString]
    public string? OidcProvider { get; set; }

    /// <summary>The ARN of the permissions boundary of the role; where none is given the one it has, or one that is made.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [AllowNull]
    [AllowEmptyString]
    public string? PermissionsBoundary { get; set; }

    /// <inheritdoc/>
    private protected override IEnumerable<TenantWorkload> Workloads =>
    [
        new TenantWorkload(Tenant)
        {
            ClusterName = Said(OidcProvider) is null ? Said(ClusterName) : null,
            Namespace = Said(Namespace),
            ServiceAccount = Said(ServiceAccount),
            OidcProvider = Said(OidcProvider),
            PermissionsBoundary = Said(PermissionsBoundary),
        },
    ];

    /// <inheritdoc/>
    private protected override async Task RunAsync(TenantRequest request, ProxyServer? proxy, CancellationToken cancellationToken) =>
        await new TenantProvisioning(await AwsAsync(cancellationToken), HoopHost).RunAsync(
            request, proxy, await ModeAsync(cancellationToken), WriteAsync,
            cancellationToken);

    // An empty cell of a table, a property that an object has and does not fill.
    private static string? Said(string? text) => string.IsNullOrEmpty(text) ? null : text;
}
