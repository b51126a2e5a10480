using System.Management.Automation;
using HoopConnect.Credentials.Master;

namespace HoopConnect.PowerShell.Commands;

/// <summary>Finds the master credential of a database and proves it by logging in; changes nothing.</summary>
[Cmdlet(VerbsCommon.Get, "HoopMasterCredential", DefaultParameterSetName = ServerSet)]
[OutputType(typeof(MasterCredential))]
public sealed class GetHoopMasterCredentialCommand : MasterCmdlet
{
    /// <inheritdoc/>
    protected override async Task ProcessAsync(CancellationToken cancellationToken) =>
        await WriteAsync(await FindMasterAsync(await DatabaseAsync(cancellationToken), cancellationToken), cancellationToken);
}
