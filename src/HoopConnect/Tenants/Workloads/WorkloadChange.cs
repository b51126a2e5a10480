using HoopConnect.Aws;
using HoopConnect.Hosting;
using HoopConnect.Planning;

namespace HoopConnect.Tenants.Workloads;

/// <summary>
/// What would be changed of one role or pod identity association, and the calls that do it. It is made by reading what is there, shown, and
/// then applied.
/// </summary>
public sealed class WorkloadChange
{
    /// <summary>
    /// How long EKS and IAM may take to know what was made, and how long it is tried against others: they are eventually consistent.
    /// </summary>
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(30);

    private readonly PlannedCalls _calls = new();
    private readonly Func<CancellationToken, Task<WorkloadChange>> _planAgain;
    private readonly TimeProvider _time;
    private WorkloadOutcome _ifAny;

    internal WorkloadChange(
        string target, WorkloadOutcome ifAny, TimeProvider time, Func<CancellationToken, Task<WorkloadChange>> planAgain) =>
        (Target, _ifAny, _time, _planAgain) = (target, ifAny, time, planAgain);

    /// <summary>The role or association.</summary>
    public string Target { get; }

    /// <summary>What becomes of it when the steps have run.</summary>
    public WorkloadOutcome Outcome => Steps.Count == 0 ? WorkloadOutcome.Unchanged : _ifAny;

    /// <summary>The calls, in the order they are made; none where nothing is to be done.</summary>
    public IReadOnlyList<PlanStep> Steps => _calls.Steps;

    /// <summary>The ARN of the role or association; of a role that is still to be made, the one it will have.</summary>
    public string? Arn { get; internal set; }

    /// <summary>The id of an association (<c>a-...</c>); null before it is made, and for a role.</summary>
    public string? AssociationId { get; internal set; }

    /// <summary>The ARN of the permissions boundary that a role has then; null for none, and for an association.</summary>
    public string? PermissionsBoundary { get; internal set; }

    internal void Add(string target, string action, string call, Func<CancellationToken, Task> run, string? note = null) =>
        _calls.Add(target, action, call, run, note);

    /// <summary>
    /// Runs the steps. What somebody else did between plan and call, or a call that was repeated after its answer was lost, is no failure:
    /// it is looked at anew and what is left is done.
    /// </summary>
    /// <param name="host">Who is told.</param>
    /// <param name="cancellationToken">Stops between two calls; another run goes on.</param>
    /// <exception cref="HoopException">Those of the plan, <c>Workload.LimitExceeded</c>, <c>Workload.BoundaryNotFound</c>,
    /// <c>Workload.ClusterNotFound</c>, <c>Workload.RoleNotAccepted</c>, <c>Workload.RoleNotEmpty</c>, AWS errors.</exception>
    public async Task ApplyAsync(IHoopHost host, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(host);
        var backoff = new Backoff(TimeSpan.FromMilliseconds(200), TimeSpan.FromSeconds(5));
        var start = _time.GetTimestamp();
        for (var next = this; ;)
        {
            try
            {
                await next._calls.RunAsync(cancellationToken);
                (Arn, AssociationId) = (next.Arn, next.AssociationId);
                return;
            }
            catch (AwsErrorException failure)
            {
                if (!WorkloadFailures.MayPass(failure) || _time.GetElapsedTime(start) >= LongestWait)
                {
                    if (WorkloadFailures.Of(failure, Target) is { } known)
                        throw known;
                    throw;
                }

                host.Verbose($"{failure.Message} Looking again.");
            }

            await Task.Delay(backoff.Next(), _time, cancellationToken);
            next = await _planAgain(cancellationToken);
        }
    }

    /// <summary>Waits until AWS shows what was written: until a plan that is made anew has no steps.</summary>
    /// <exception cref="HoopException"><c>Workload.NotSettled</c>, those of the plan.</exception>
    internal async Task SettleAsync(CancellationToken cancellationToken)
    {
        var backoff = new Backoff(TimeSpan.FromMilliseconds(200), TimeSpan.FromSeconds(5));
        var start = _time.GetTimestamp();
        while (await _planAgain(cancellationToken) is { Steps.Count: > 0 } left)
        {
            if (_time.GetElapsedTime(start) >= LongestWait)
            {
                throw WorkloadErrors.NotSettled.Error(
                    $"The {Target} does not show what was written to it after {LongestWait.TotalSeconds:0} s: " +
                        $"{left.Steps[0].Action} is still to do.",
                    Target);
            }

            await Task.Delay(backoff.Next(), _time, cancellationToken);
        }
    }
}
