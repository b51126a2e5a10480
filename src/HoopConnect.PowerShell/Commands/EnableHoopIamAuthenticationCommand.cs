using System.Management.Automation;
using HoopConnect.Discovery;
using HoopConnect.IamAuthentication.Enabling;
using HoopConnect.Planning;

namespace HoopConnect.PowerShell.Commands;

/// <summary>Switches IAM database authentication on in RDS, for an instance or a cluster, and waits until it is.</summary>
[Cmdlet(VerbsLifecycle.Enable, "HoopIamAuthentication", SupportsShouldProcess = true)]
[OutputType(typeof(IamAuthenticationStatus))]
public sealed class EnableHoopIamAuthenticationCommand : DatabaseChangeCmdlet<EnableIamPlan>
{
    private IamAuthenticationSwitch? _switch;

    /// <summary>Has RDS apply it now, and whatever else is pending along with it.</summary>
    [Parameter]
    public SwitchParameter ApplyImmediately { get; set; }

    /// <inheritdoc/>
    private protected override async Task<EnableIamPlan> PlanAsync(
        RdsDatabase database, TimeSpan deadline, CancellationToken cancellationToken)
    {
        _switch ??= await OpenAsync(cancellationToken);
        var request = new EnableIamRequest(database)
        {
            ApplyImmediately = ApplyImmediately,
            AllowPendingModifications = AllowPendingModifications,
            Deadline = deadline,
        };
        return await _switch.PlanAsync(request, cancellationToken);
    }

    /// <inheritdoc/>
    private protected override (RdsDatabase Database, Plan Steps) Shown(EnableIamPlan plan) => (plan.Database, plan.Plan);

    /// <inheritdoc/>
    private protected override async Task<object> ApplyAsync(EnableIamPlan plan, CancellationToken cancellationToken) =>
        await _switch!.ApplyAsync(plan, HoopHost, cancellationToken);

    private async Task<IamAuthenticationSwitch> OpenAsync(CancellationToken cancellationToken)
    {
        var aws = await AwsAsync(cancellationToken);
        return new IamAuthenticationSwitch(aws, new DatabaseFinder(aws));
    }
}
