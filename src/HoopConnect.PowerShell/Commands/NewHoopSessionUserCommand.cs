using System.Management.Automation;
using HoopConnect.SessionUsers;

namespace HoopConnect.PowerShell.Commands;

/// <summary>Gives the expiring user of a policy: the one that is there, or a new one.</summary>
[Cmdlet(VerbsCommon.New, "HoopSessionUser", DefaultParameterSetName = EntrySet, SupportsShouldProcess = true)]
[OutputType(typeof(SessionUser))]
public sealed class NewHoopSessionUserCommand : SessionUserCmdlet
{
    /// <inheritdoc/>
    protected override async Task ProcessAsync(CancellationToken cancellationToken)
    {
        if (await ProvideAsync(cancellationToken) is { } user)
            await WriteAsync(user, cancellationToken);
    }
}
