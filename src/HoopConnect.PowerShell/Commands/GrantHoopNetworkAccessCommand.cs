using System.Management.Automation;
using HoopConnect.Discovery;
using HoopConnect.Provisioning.Network;

namespace HoopConnect.PowerShell.Commands;

/// <summary>Opens the way to a database: one security group of ours, one rule a source.</summary>
[Cmdlet(VerbsSecurity.Grant, "HoopNetworkAccess", SupportsShouldProcess = true, DefaultParameterSetName = CidrSet)]
[OutputType(typeof(NetworkAccessResult))]
public sealed class GrantHoopNetworkAccessCommand : NetworkAccessCmdlet
{
    /// <summary>What the tag <c>hoop.dev/gateway</c> of the group says; this machine's name where not given.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? GatewayHost { get; set; }

    /// <inheritdoc/>
    private protected override Task<NetworkAccessPlan> PlanAsync(
        NetworkAccess access,
        RdsDatabase database,
        NetworkAccessRequest request,
        CancellationToken cancellationToken
    ) => access.PlanGrantAsync(database, request with { GatewayHost = GatewayHost }, cancellationToken);
}
