using System.Collections.Concurrent;
using System.Diagnostics;
using HoopConnect.Databases;
using HoopConnect.Databases.IdentityCenterUsers;
using HoopConnect.Discovery;
using HoopConnect.Hosting;
using HoopConnect.IdentityCenter.Directory;
using HoopConnect.IdentityCenter.Events;
using HoopConnect.IdentityCenter.Notification;
using HoopConnect.Planning;

namespace HoopConnect.IdentityCenter.Sync;

/// <summary>
/// Brings the users of databases into line with the groups of a directory: reads the groups once, plans all databases, stops before
/// anything is changed where too many would go, then applies side by side.
/// </summary>
/// <param name="directory">The directory.</param>
/// <param name="host">Who is asked and told.</param>
public sealed class IdentityCenterSync(IIdentityDirectory directory, IHoopHost host)
{
    private readonly ConcurrentQueue<SyncFailure> _failures = new();
    private readonly ConcurrentDictionary<IdentityCenterState, int> _counts = new();
    private readonly ConcurrentDictionary<string, bool> _failedPeople = new(StringComparer.Ordinal);
    private int _failedDatabases;
    private bool _isDeclined;

    /// <summary>What failed so far.</summary>
    public IReadOnlyList<SyncFailure> Failures => [.. _failures];

    /// <summary>Counts a database that could not even be begun with.</summary>
    public void CouldNotBegin(string database, HoopException failure)
    {
        ArgumentNullException.ThrowIfNull(failure);
        Interlocked.Increment(ref _failedDatabases);
        _failures.Enqueue(new SyncFailure(null, database, failure.Message, failure.RecommendedAction));
    }

    /// <summary>
    /// Whether what an event is about is done, after a run that had it: in every database, and for everybody where the event does not tell
    /// whose it was.
    /// </summary>
    public bool IsDone(DirectoryEvent one)
    {
        ArgumentNullException.ThrowIfNull(one);
        return _failedDatabases == 0 && !_isDeclined && (one.UserId.Length == 0 ? _failedPeople.IsEmpty
            : !_failedPeople.ContainsKey(one.UserId));
    }

    /// <summary>
    /// Does it. A failure of one user is in its row and told to the host, one of a database is told to the host; the others go on.
    /// </summary>
    /// <param name="request">What is to be brought into line.</param>
    /// <param name="mode">Whether plans are only shown.</param>
    /// <param name="write">Takes each row as it comes, from several threads.</param>
    /// <param name="cancellationToken">Stops it; what is done stays, and the next run goes on from there.</param>
    /// <returns>The run in numbers; null where plans were only shown or there was nothing to look at.</returns>
    /// <exception cref="HoopException"><c>IdentityCenter.EmptyGroup</c>, <c>IdentityCenter.TooManyRemovals</c>, and those of the
    /// directory.</exception>
    public async Task<SyncSummary?> RunAsync(
        SyncRequest request, RunMode mode, Func<SyncedUser, CancellationToken, ValueTask> write, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(write);
        var started = Stopwatch.GetTimestamp();
        var reading = await directory.ReadGroupsAsync(request.Map.Groups, cancellationToken);
        var only = request.Events is null ? null : Concerned(request.Events, reading);
        if (only is { Count: 0 })
            return null;
        // Events of which it cannot be told whose they are stand for everybody.
        if (only?.Contains("") is true)
            only = null;
        if (only is null && !request.AllowEmptyGroup)
            RefuseEmptyGroups(reading);
        var unknown = reading.Groups.SelectMany(group => group.Members).Where(user => user.IsEnabled is null)
            .DistinctBy(user => user.Id).Count();
        if (unknown > 0)
            host.Verbose($"Of {unknown} members the directory does not say whether they may log in: their groups decide.");

        var plans = await PlanAsync(request, reading, only, cancellationToken);
        if (mode == RunMode.Apply && only is null)
            RefuseTooMany(request, plans);
        var agreed = new List<(SyncTarget Target, IdentityCenterPlan Plan)>();
        foreach (var (target, plan) in plans)
        {
            if (await host.ShouldApplyAsync(plan.Plan, cancellationToken) || (plan.Plan.IsEmpty && mode == RunMode.Apply))
                agreed.Add((target, plan));
            else
                _isDeclined = true;
        }

        if (mode == RunMode.Show)
        {
            if (only is null)
                RefuseTooMany(request, plans);
            return null;
        }

        var people = reading.Groups.SelectMany(group => group.Members.Select(user => (group, user)))
            .ToLookup(pair => pair.user.Id, StringComparer.Ordinal);
        await EachAsync(agreed, request.ThrottleLimit, pair => pair.Target, async (pair, stop) =>
        {
            await foreach (var outcome in pair.Plan.ApplyAsync(host, stop))
                await TellAsync(Row(pair.Target, outcome, people), write, stop);
        }, cancellationToken);
        var members = reading.Groups.SelectMany(group => group.Members).DistinctBy(user => user.Id).Count(user => user.IsEnabled != false);
        return SyncSummary.Of(
            request.Map.Groups, request.Targets.Count, _failedDatabases, members, _counts, Stopwatch.GetElapsedTime(started));
    }

    /// <summary>Whose users are looked at: of groups of the map, of the directory that is read; empty text for an unknown person.</summary>
    private HashSet<string> Concerned(IReadOnlyList<DirectoryEvent> events, DirectoryReading reading)
    {
        var groups = reading.Groups.Select(group => group.Id).ToHashSet(StringComparer.Ordinal);
        var concerned = new HashSet<string>(StringComparer.Ordinal);
        foreach (var one in events)
        {
            var what = $"Event {one.EventId ?? "without id"} ({one.Kind})";
            if (one.IdentityStoreId is { } store && store != reading.IdentityStoreId)
                host.Verbose($"{what} is of another identity store ({store}) and was passed over.");
            else if (one.GroupId is { } group && !groups.Contains(group))
                host.Verbose($"{what} is of another group ({group}) and was passed over.");
            else
                concerned.Add(one.UserId);
        }

        return concerned;
    }

    private static void RefuseEmptyGroups(DirectoryReading reading)
    {
        if (reading.Groups.FirstOrDefault(group => group.Members.Count == 0) is { } empty)
        {
            throw IdentityCenterErrors.EmptyGroup.Error(
                $"The group '{empty.DisplayName}' ({empty.Id}) came back without a member. Nothing was changed.", empty.Id);
        }
    }

    private static void RefuseTooMany(SyncRequest request, IReadOnlyList<(SyncTarget Target, IdentityCenterPlan Plan)> plans)
    {
        var managed = plans.Sum(pair => pair.Plan.Managed);
        var removed = plans.Sum(pair => pair.Plan.Removed);
        if (removed * 100L > (long)request.MaximumRemoval * managed)
        {
            throw IdentityCenterErrors.TooManyRemovals.Error(
                $"{removed} of {managed} users that are managed here would go, which is more than {request.MaximumRemoval} %. "
                + "Nothing was changed.",
                string.Join(", ", request.Map.Groups));
        }
    }

    private async Task<IReadOnlyList<(SyncTarget Target, IdentityCenterPlan Plan)>> PlanAsync(
        SyncRequest request, DirectoryReading reading, IReadOnlySet<string>? only, CancellationToken cancellationToken)
    {
        var plans = new IdentityCenterPlan?[request.Targets.Count];
        var numbered = request.Targets.Select((target, at) => (At: at, Target: target));
        await EachAsync(numbered, request.ThrottleLimit, pair => pair.Target, async (pair, stop) =>
        {
            var (at, target) = pair;
            if (target.Database.Kind == DatabaseKind.Proxy)
            {
                throw IdentityCenterErrors.Proxy.Error(
                    $"'{target.Database.Identifier}' is an RDS Proxy, which has no users of its own.", target.ToString());
            }

            var engine = DatabaseEngines.For(target.Database.Engine);
            plans[at] = await engine.IdentityCenterUsers.PlanAsync(
                new IdentityCenterRequest(
                    target.Master, request.Map.MembersOn(reading.Groups, engine.Family), request.Map.RolesOn(engine.Family))
                {
                    Only = only,
                },
                host, stop);
        }, cancellationToken);
        return [.. request.Targets.Zip(plans).Where(pair => pair.Second is not null).Select(pair => (pair.First, pair.Second!))];
    }

    private Task EachAsync<T>(
        IEnumerable<T> all, int limit, Func<T, SyncTarget> targetOf, Func<T, CancellationToken, Task> work,
        CancellationToken cancellationToken) =>
        Parallel.ForEachAsync(
            all, new ParallelOptions { MaxDegreeOfParallelism = limit, CancellationToken = cancellationToken }, async (one, stop) =>
            {
                try
                {
                    await work(one, stop);
                }
                catch (HoopException failure)
                {
                    CouldNotBegin(targetOf(one).ToString(), failure);
                    host.Error(failure);
                }
            });

    private async ValueTask TellAsync(
        SyncedUser row, Func<SyncedUser, CancellationToken, ValueTask> write, CancellationToken cancellationToken)
    {
        _counts.AddOrUpdate(row.State, 1, (_, count) => count + 1);
        if (row.Failure is { } failure)
        {
            _failedPeople[row.UserId] = true;
            _failures.Enqueue(new SyncFailure(
                row.UserName, row.Arn.Length > 0 ? row.Arn : row.HostName, failure.Message, failure.RecommendedAction));
            host.Error(failure);
        }

        await write(row, cancellationToken);
    }

    private static SyncedUser Row(
        SyncTarget target, IdentityCenterOutcome outcome, ILookup<string, (DirectoryGroup group, DirectoryUser user)> people)
    {
        var isOnRds = target.Database.Arn.Length > 0;
        var memberships = people[outcome.UserId];
        return new SyncedUser
        {
            AccountId = isOnRds ? target.Database.AccountId : "",
            Region = isOnRds ? target.Database.Region : "",
            Identifier = target.Database.Identifier,
            Arn = target.Database.Arn,
            Engine = target.Database.Engine,
            HostName = target.Master.Host,
            Port = target.Master.Port,
            UserId = outcome.UserId,
            UserName = outcome.UserName,
            FormerName = outcome.FormerName,
            State = outcome.State,
            Groups = [.. memberships.Select(pair => pair.group.DisplayName).Distinct(StringComparer.Ordinal)],
            IsEnabled = memberships.Select(pair => pair.user.IsEnabled).FirstOrDefault(),
            Granted = outcome.Granted,
            Revoked = outcome.Revoked,
            Findings = outcome.Findings,
            Message = outcome.Failure?.Message ?? "",
            Failure = outcome.Failure,
        };
    }
}
