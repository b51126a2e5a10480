using System.Management.Automation;
using HoopConnect.Discovery;

namespace HoopConnect.PowerShell.Commands;

/// <summary>Says who we are in AWS and which of the actions that HoopConnect needs are allowed.</summary>
[Cmdlet(VerbsDiagnostic.Test, "HoopAwsAccess")]
[OutputType(typeof(AwsAccess), typeof(bool))]
public sealed class TestHoopAwsAccessCommand : AwsCmdlet
{
    /// <summary>Gives true or false: whether all actions are known to be allowed.</summary>
    [Parameter]
    public SwitchParameter Quiet { get; set; }

    /// <inheritdoc/>
    protected override async Task ProcessAsync(CancellationToken cancellationToken)
    {
        var access = await AwsAccess.TestAsync(await AwsAsync(cancellationToken), cancellationToken);
        await WriteAsync(Quiet ? access.AllAllowed : access, cancellationToken);
    }
}
