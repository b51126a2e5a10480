using System.Management.Automation;
using HoopConnect.Discovery;
using HoopConnect.Hosting;
using HoopConnect.Planning;
using HoopConnect.PowerShell.Arguments;

namespace HoopConnect.PowerShell;

/// <summary>
/// The base of the cmdlets that have RDS modify databases and wait until it has: all are checked and asked about before the first is
/// changed, then they are worked on side by side. A database that is named twice is modified once.
/// </summary>
/// <typeparam name="TPlan">What would be done to one of them.</typeparam>
public abstract class DatabaseChangeCmdlet<TPlan> : AwsCmdlet
    where TPlan : notnull
{
    private readonly List<TPlan> _plans = [];
    private readonly HashSet<string> _seen = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>A database of Find-HoopRdsInstance, or the ARN of one.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true)]
    [Alias("Arn")]
    [DatabaseArgument]
    [ValidateNotNull]
    public RdsDatabase? InputObject { get; set; }

    /// <summary>How long a change may take (seconds).</summary>
    [Parameter]
    [ValidateRange(1, 2700)]
    public int DeadlineSeconds { get; set; } = 600;

    /// <summary>Goes on although other modifications of the database are pending.</summary>
    [Parameter]
    public SwitchParameter AllowPendingModifications { get; set; }

    /// <summary>How many databases are worked on at a time.</summary>
    [Parameter]
    [ValidateRange(1, 256)]
    public int ThrottleLimit { get; set; } = 8;

    /// <inheritdoc/>
    private protected override string? SessionRegion => Region ?? InputObject?.Region;

    /// <summary>Reads the database of this pipeline object and says what would be done.</summary>
    private protected abstract Task<TPlan> PlanAsync(RdsDatabase database, TimeSpan deadline, CancellationToken cancellationToken);

    /// <summary>The database as it is now (a cluster where its member was named), and the steps to show.</summary>
    private protected abstract (RdsDatabase Database, Plan Steps) Shown(TPlan plan);

    /// <summary>Applies a plan and gives what is to be written.</summary>
    private protected abstract Task<object> ApplyAsync(TPlan plan, CancellationToken cancellationToken);

    /// <summary>A database of this pipeline object was named before.</summary>
    private protected virtual void NamedAgain(RdsDatabase database)
    {
    }

    /// <inheritdoc/>
    protected override async Task ProcessAsync(CancellationToken cancellationToken)
    {
        var plan = await PlanAsync(InputObject!, TimeSpan.FromSeconds(DeadlineSeconds), cancellationToken);
        var (database, steps) = Shown(plan);
        if (!_seen.Add(database.Arn))
            NamedAgain(database);
        else if (await HoopHost.ShouldApplyAsync(steps, cancellationToken))
            _plans.Add(plan);
    }

    /// <inheritdoc/>
    protected override Task EndAsync(CancellationToken cancellationToken) =>
        WriteEachAsync(_plans, ThrottleLimit, ApplyAsync, plan => Shown(plan).Database, cancellationToken);
}
