using System.Management.Automation;
using HoopConnect.Credentials;
using HoopConnect.Credentials.Vaults;
using HoopConnect.Databases;
using HoopConnect.Discovery;
using HoopConnect.Hosting;
using HoopConnect.IamAuthentication.Markers;
using HoopConnect.IdentityCenter.Directory;
using HoopConnect.IdentityCenter.Events;
using HoopConnect.IdentityCenter.Notification;
using HoopConnect.IdentityCenter.Queue;
using HoopConnect.IdentityCenter.Sync;
using HoopConnect.Planning;
using HoopConnect.PowerShell.Arguments;
using HoopConnect.PowerShell.Completion;
using HoopConnect.PowerShell.Pipeline;
using HoopConnect.Provisioning.Roles;

namespace HoopConnect.PowerShell.Commands;

/// <summary>Brings the users of databases into line with groups of IAM Identity Center.</summary>
[Cmdlet(VerbsData.Sync, "HoopIdentityCenterGroup", DefaultParameterSetName = LiveSet, SupportsShouldProcess = true)]
[OutputType(typeof(SyncedUser), typeof(SyncSummary))]
public sealed class SyncHoopIdentityCenterGroupCommand : ManyDatabasesCmdlet
{
    private const string LiveSet = "Live";
    private const string EventSet = "Event";
    private const string QueueSet = "Queue";

    private readonly List<RdsDatabase> _databases = [];
    private readonly List<DirectoryEvent> _events = [];

    /// <summary>Databases of Find-HoopRdsInstance, or their ARNs.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ParameterSetName = LiveSet)]
    [Alias("Arn")]
    [DatabaseArgument]
    [ValidateNotNullOrEmpty]
    public RdsDatabase[] InputObject { get; set; } = [];

    /// <summary>Events of EventBridge: their JSON, objects of ConvertFrom-Json, or files.</summary>
    [Parameter(Mandatory = true, ValueFromPipeline = true, ParameterSetName = EventSet)]
    [ValidateNotNullOrEmpty]
    public object[] Event { get; set; } = [];

    /// <summary>The queue of SQS that has the events.</summary>
    [Parameter(Mandatory = true, ParameterSetName = QueueSet)]
    [ValidateNotNullOrEmpty]
    public string? QueueUrl { get; set; }

    /// <summary>The databases that events are for.</summary>
    [Parameter(Mandatory = true, ParameterSetName = EventSet)]
    [Parameter(Mandatory = true, ParameterSetName = QueueSet)]
    [DatabaseArgument]
    [ValidateNotNullOrEmpty]
    public RdsDatabase[] TargetDatabase { get; set; } = [];

    /// <summary>What the members of each group are given.</summary>
    [Parameter(Mandatory = true, Position = 1)]
    [GroupMapArgument]
    [ValidateNotNull]
    public GroupMapChoice? GroupMap { get; set; }

    /// <summary>The file or folder with the policies that the map names.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? MapPolicyFile { get; set; }

    /// <summary>The instance of Identity Center, by its ARN or its identity store's id; the only one where not given.</summary>
    [Parameter]
    [Alias("IdentityStoreId")]
    [ValidateNotNullOrEmpty]
    public string? InstanceArn { get; set; }

    /// <summary>The region of the instance of Identity Center; the session's where not given.</summary>
    [Parameter]
    [RegionArgument]
    [ArgumentCompleter(typeof(RegionCompleter))]
    [ValidateNotNullOrEmpty]
    public string? InstanceRegion { get; set; }

    /// <summary>The largest share of the managed users that a run may remove (percent).</summary>
    [Parameter(ParameterSetName = LiveSet)]
    [ValidateRange(0, 100)]
    public int MaximumRemoval { get; set; } = 30;

    /// <summary>Goes on although a group has no members.</summary>
    [Parameter(ParameterSetName = LiveSet)]
    public SwitchParameter AllowEmptyGroup { get; set; }

    /// <summary>The topic of SNS that is told of failures.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? NotifyTopicArn { get; set; }

    /// <summary>The mailbox that is told of failures.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? NotifyEmail { get; set; }

    /// <summary>Gives one object for the whole run instead of one for each user and database.</summary>
    [Parameter]
    public SwitchParameter Summary { get; set; }

    /// <inheritdoc/>
    private protected override string? SessionRegion => Region ?? _databases.Concat(TargetDatabase).FirstOrDefault()?.Region;

    /// <inheritdoc/>
    protected override async Task ProcessAsync(CancellationToken cancellationToken)
    {
        _databases.AddRange(InputObject);
        foreach (var one in Event)
            await ForTargetAsync(one, () => ReadAsync(one, cancellationToken));
    }

    // All databases are one run: the groups are read once, and whether too many users would go is told before the first one does.
    /// <inheritdoc/>
    protected override async Task EndAsync(CancellationToken cancellationToken)
    {
        var isLive = ParameterSetName == LiveSet;
        if (!isLive)
            _databases.AddRange(TargetDatabase);
        if (_databases.Count == 0 || (ParameterSetName == EventSet && _events.Count == 0))
            return;
        var map = await GroupMap!.ResolveAsync(
            MapPolicyFile is null ? null : await FullPathAsync(MapPolicyFile, cancellationToken), cancellationToken);
        var notify = NotifyTopicArn is not null ? NotificationTarget.OfTopic(NotifyTopicArn)
            : NotifyEmail is not null ? NotificationTarget.OfEmail(NotifyEmail) : null;
        var aws = await AwsAsync(cancellationToken);
        var directory = IdentityDirectory.Of(aws, InstanceRegion ?? Region, new IdentityDirectoryOptions { Instance = InstanceArn });
        var sync = new IdentityCenterSync(directory, HoopHost);
        var queue = QueueUrl is null ? null : EventQueue.Of(aws, QueueUrl, HoopHost);
        var mode = await ModeAsync(cancellationToken);
        // Before anything fails: a mailbox has to be confirmed before it gets its first message.
        NotificationTarget? told = null;
        if (notify is not null)
        {
            await ForTargetAsync(NameOf(notify), async () =>
            {
                var notifier = FailureNotifier.Of(aws, notify, HoopHost);
                var plan = FailureNotifier.Plan(notify);
                if (await HoopHost.ShouldApplyAsync(plan, cancellationToken) || (plan.IsEmpty && mode == RunMode.Apply))
                    told = NotificationTarget.OfTopic(await notifier.PrepareAsync(notify, cancellationToken));
            });
        }

        IReadOnlyList<SyncFailure> unreadable = [];
        try
        {
            if (queue is not null)
                unreadable = await ReceiveAsync(queue, cancellationToken);
            // A queue with nothing of concern asks no database.
            if (isLive || _events.Count > 0)
                await RunAsync(new SyncRequest(map, await TargetsAsync(sync, cancellationToken)) { Events = isLive ? null : _events });
            if (queue is not null)
                await queue.SettleAsync(mode == RunMode.Apply ? sync.IsDone : null, cancellationToken);
        }
        catch (Exception failed) when (Cause(failed) is { } failure)
        {
            if (queue is not null)
                await ForTargetAsync(QueueUrl!, () => queue.SettleAsync(null, cancellationToken));
            await TellAsync([.. unreadable, .. sync.Failures, new SyncFailure(null, null, failure.Message, failure.RecommendedAction)]);
            throw;
        }

        await TellAsync([.. unreadable, .. sync.Failures]);

        async Task RunAsync(SyncRequest request)
        {
            var limited = request with
            {
                MaximumRemoval = MaximumRemoval,
                AllowEmptyGroup = AllowEmptyGroup,
                ThrottleLimit = ThrottleLimit,
            };
            var summary = await sync.RunAsync(limited, mode, GiveAsync, cancellationToken);
            if (summary is not null)
                HoopHost.Verbose(summary.ToString());
            if (summary is not null && Summary)
                await WriteAsync(summary, cancellationToken);
        }

        ValueTask GiveAsync(SyncedUser row, CancellationToken cancel) => Summary ? ValueTask.CompletedTask : WriteAsync(row, cancel);

        Task TellAsync(IReadOnlyList<SyncFailure> failures) => told is null ? Task.CompletedTask
            : ForTargetAsync(NameOf(told), () => FailureNotifier.Of(aws, told, HoopHost)
                .NotifyAsync(told, failures, map.Groups, DateTime.UtcNow, cancellationToken));

        // A vault that is not there ends the command by another way.
        static HoopException? Cause(Exception failed) => (failed is TerminatingException ? failed.InnerException : failed) as HoopException;

        static string NameOf(NotificationTarget target) => target.TopicArn ?? target.Email!;
    }

    /// <inheritdoc/>
    private protected override bool IsServed(RdsDatabase database) => base.IsServed(database) && database.IamDatabaseAuthenticationEnabled;

    private async Task ReadAsync(object value, CancellationToken cancellationToken)
    {
        var inner = value is PSObject { BaseObject: not PSCustomObject } wrapped ? wrapped.BaseObject : value;
        var reading = inner is FileInfo file ? await DirectoryEventReader.ReadFileAsync(file.FullName, cancellationToken)
            : DirectoryEventReader.Read(inner as string ?? EventText.Of(inner));
        foreach (var skipped in reading.Skipped)
            HoopHost.Verbose($"The event at {skipped.Path} was passed over: {skipped.Reason}");
        _events.AddRange(reading.Events);
    }

    /// <summary>Takes the events of the queue; a message that cannot be read is an error and stays in it.</summary>
    private async Task<IReadOnlyList<SyncFailure>> ReceiveAsync(EventQueue queue, CancellationToken cancellationToken)
    {
        await queue.ReceiveAsync(cancellationToken);
        foreach (var (id, failure) in queue.Unreadable)
            ReportError(failure, id);
        _events.AddRange(queue.Events);
        return queue.Failures;
    }

    /// <summary>The databases side by side: each is asked about at AWS, and a login at it is found.</summary>
    private async Task<IReadOnlyList<SyncTarget>> TargetsAsync(IdentityCenterSync sync, CancellationToken cancellationToken)
    {
        var targets = new SyncTarget?[_databases.Count];
        var options = new ParallelOptions { MaxDegreeOfParallelism = ThrottleLimit, CancellationToken = cancellationToken };
        var transport = await TransportAsync(cancellationToken);
        await Parallel.ForEachAsync(Enumerable.Range(0, targets.Length), options, async (at, stop) =>
        {
            var named = _databases[at];
            try
            {
                var (database, master) = await ConnectAsync(named, transport, stop);
                targets[at] = new SyncTarget(database, master);
            }
            catch (HoopException failure) when (!ConcernsAll(failure))
            {
                sync.CouldNotBegin(named.Arn.Length > 0 ? named.Arn : named.Identifier, failure);
                ReportError(failure, named.Identifier);
            }
        });
        return [.. targets.OfType<SyncTarget>().DistinctBy(
            target => $"{target.Master.Host}:{target.Master.Port}", StringComparer.OrdinalIgnoreCase)];
    }
}
