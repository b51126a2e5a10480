using System.Management.Automation;
using HoopConnect.Discovery;
using HoopConnect.Provisioning.Network;

namespace HoopConnect.PowerShell.Commands;

/// <summary>Closes the way to a database again: the rule of a source and, with the last rule, the group.</summary>
[Cmdlet(VerbsSecurity.Revoke, "HoopNetworkAccess", SupportsShouldProcess = true, DefaultParameterSetName = CidrSet)]
[OutputType(typeof(NetworkAccessResult))]
public sealed class RevokeHoopNetworkAccessCommand : NetworkAccessCmdlet
{
    /// <inheritdoc/>
    private protected override Task<NetworkAccessPlan> PlanAsync(
        NetworkAccess access,
        RdsDatabase database,
        NetworkAccessRequest request,
        CancellationToken cancellationToken
    ) => access.PlanRevokeAsync(database, request, cancellationToken);
}
