using System.Management.Automation;
using HoopConnect.Discovery;
using HoopConnect.IamAuthentication.Enabling;
using HoopConnect.PowerShell.Arguments;

namespace HoopConnect.PowerShell.Commands;

/// <summary>Switches IAM database authentication on in RDS, for an instance or a cluster, and waits until it is.</summary>
[Cmdlet(VerbsLifecycle.Enable, "HoopIamAuthentication", SupportsShouldProcess = true)]
[OutputType(typeof(IamAuthenticationStatus))]
public sealed class EnableHoopIamAuthenticationCommand : AwsCmdlet
{
    private readonly List<EnableIamPlan> _plans = [];
    private readonly HashSet<string> _seen = new(StringComparer.OrdinalIgnoreCase);
    private IamAuthenticationSwitch? _switch;

    /// <summary>A database of Find-HoopRdsInstance, or the ARN of one.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true)]
    [Alias("Arn")]
    [DatabaseArgument]
    [ValidateNotNull]
    public RdsDatabase? InputObject { get; set; }

    /// <summary>Has RDS apply it now, and whatever else is pending along with it.</summary>
    [Parameter]
    public SwitchParameter ApplyImmediately { get; set; }

    /// <summary>Goes on with -ApplyImmediately although other modifications of the database are pending.</summary>
    [Parameter]
    public SwitchParameter AllowPendingModifications { get; set; }

    /// <summary>How long it may take (seconds).</summary>
    [Parameter]
    [ValidateRange(1, 2700)]
    public int DeadlineSeconds { get; set; } = 600;

    /// <summary>How many databases are worked on at a time.</summary>
    [Parameter]
    [ValidateRange(1, 256)]
    public int ThrottleLimit { get; set; } = 8;

    /// <inheritdoc/>
    private protected override string? SessionRegion => Region ?? InputObject?.Region;

    /// <inheritdoc/>
    protected override async Task ProcessAsync(CancellationToken cancellationToken)
    {
        _switch ??= await OpenAsync(cancellationToken);
        var request = new EnableIamRequest(InputObject!)
        {
            ApplyImmediately = ApplyImmediately,
            AllowPendingModifications = AllowPendingModifications,
            Deadline = TimeSpan.FromSeconds(DeadlineSeconds),
        };
        var plan = await _switch.PlanAsync(request, cancellationToken);
        if (_seen.Add(plan.Database.Arn) && await HoopHost.ShouldApplyAsync(plan.Plan, cancellationToken))
            _plans.Add(plan);
    }

    /// <inheritdoc/>
    protected override Task EndAsync(CancellationToken cancellationToken) =>
        WriteEachAsync(_plans, ThrottleLimit, (plan, cancel) => _switch!.ApplyAsync(plan, HoopHost, cancel), plan => plan.Database, cancellationToken);

    private async Task<IamAuthenticationSwitch> OpenAsync(CancellationToken cancellationToken)
    {
        var aws = await AwsAsync(cancellationToken);
        return new IamAuthenticationSwitch(aws, new DatabaseFinder(aws));
    }
}
