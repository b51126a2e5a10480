using HoopConnect.Aws;
using HoopConnect.Aws.Rds;
using HoopConnect.Discovery;
using HoopConnect.Hosting;
using HoopConnect.Planning;

namespace HoopConnect.IamAuthentication.Enabling;

/// <summary>
/// Switches IAM database authentication on and waits until it is. RDS applies it at once only if asked to (RDS API Reference,
/// "ModifyDBCluster",
/// ApplyImmediately; "PendingModifiedValues" lists it), and then applies everything else that is pending too, so that is left to the
/// caller.
/// </summary>
public sealed class IamAuthenticationSwitch
{
    private readonly IAwsServices _aws;
    private readonly IDatabaseDirectory _directory;
    private readonly EnableIamOptions _options;
    private readonly TimeProvider _time;

    /// <summary>Switches the databases of one AWS session.</summary>
    public IamAuthenticationSwitch(IAwsServices aws, IDatabaseDirectory directory)
        : this(aws, directory, new EnableIamOptions(), TimeProvider.System)
    {
    }

    internal IamAuthenticationSwitch(IAwsServices aws, IDatabaseDirectory directory, EnableIamOptions options, TimeProvider time) =>
        (_aws, _directory, _options, _time) = (aws, directory, options, time);

    /// <summary>
    /// Looks at the database as it is now, checks everything that can be known to fail, and says what would be done. Changes nothing.
    /// </summary>
    /// <exception cref="HoopException">
    /// <c>IamAuthentication.EngineNotServed</c>, <c>.Proxy</c>, <c>.NotAvailable</c>, <c>.PendingModifications</c>,
    /// <c>.InvalidDeadline</c>, and those of AWS.
    /// </exception>
    public async Task<EnableIamPlan> PlanAsync(EnableIamRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        var database = await _directory.GetAsync(request.Database.Arn, cancellationToken);
        EnableIamChecks.RequireEnableable(database, request);
        return new EnableIamPlan(
            request, database, new Plan(database.ToString(), "enable IAM authentication", [.. Steps(database, request)]));
    }

    /// <summary>
    /// Applies a plan (whoever made it has asked <see cref="IHoopHost.ShouldApplyAsync"/>): checks again, tells RDS, and waits.
    /// </summary>
    /// <exception cref="HoopException">Those of <see cref="PlanAsync"/> before anything was changed; then
    /// <c>IamAuthentication.NotApplied</c> and AWS's own.</exception>
    public async Task<IamAuthenticationStatus> ApplyAsync(EnableIamPlan plan, IHoopHost host, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(plan);
        var request = plan.Request;
        // Again, and not from the plan: it may have been shown to somebody who went to lunch.
        var database = await _directory.GetAsync(plan.Database.Arn, cancellationToken);
        EnableIamChecks.RequireEnableable(database, request);
        if (!Steps(database, request).Any())
            return IamAuthenticationStatus.Of(database, changed: false);
        var rds = _aws.Rds(database.AccountId, database.Region);
        var change = new ModifyDatabaseRequest(database.Identifier)
        {
            EnableIAMDatabaseAuthentication = true,
            ApplyImmediately = request.ApplyImmediately,
        };
        if (database.Kind == DatabaseKind.Cluster)
            await rds.ModifyDBClusterAsync(change, cancellationToken);
        else
            await rds.ModifyDBInstanceAsync(change, cancellationToken);

        var after = await WaitAsync(database, request, host, cancellationToken);
        if (!after.IamDatabaseAuthenticationEnabled)
            host.Warning(
                $"RDS enables IAM authentication of '{database.Identifier}' in its next maintenance window; -ApplyImmediately does it now."
            );
        return IamAuthenticationStatus.Of(after, changed: true);
    }

    private static IEnumerable<PlanStep> Steps(RdsDatabase database, EnableIamRequest request)
    {
        if (database.IamDatabaseAuthenticationEnabled || (EnableIamChecks.IsPending(database) && !request.ApplyImmediately))
            yield break;
        var (operation, parameter) =
            database.Kind == DatabaseKind.Cluster
                ? ("ModifyDBCluster", "DBClusterIdentifier")
                : ("ModifyDBInstance", "DBInstanceIdentifier");
        var others = database.PendingModifications.Where(name => name != EnableIamChecks.PendingName).ToList();
        yield return new PlanStep(database.Arn, "enable IAM authentication",
            $"rds:{operation} {parameter}={database.Identifier} " +
                $"EnableIAMDatabaseAuthentication=true{(request.ApplyImmediately ? " ApplyImmediately=true" : "")}"
        )
        {
            Note = !request.ApplyImmediately ? "RDS may wait for the maintenance window"
                : others.Count > 0 ? $"applies what else is pending too: {string.Join(", ", others)}" : null,
        };
    }

    private async Task<RdsDatabase> WaitAsync(
        RdsDatabase database, EnableIamRequest request, IHoopHost host, CancellationToken cancellationToken)
    {
        var activity = new HoopProgress(HoopProgress.IdOf(database.Arn), $"Enabling IAM authentication of {database}", "");
        var start = _time.GetTimestamp();
        var backoff = new Backoff(_options.PollFirst, _options.PollLongest);
        long? quietSince = null;
        try
        {
            while (true)
            {
                var state = await LookAsync(database, host, cancellationToken);
                var elapsed = _time.GetElapsedTime(start);
                var isReady = state is not null && DatabaseStatus.IsReady(state.Status);
                if (isReady && state!.IamDatabaseAuthenticationEnabled && !EnableIamChecks.IsPending(state))
                    return state;
                quietSince = isReady ? quietSince ?? _time.GetTimestamp() : null;
                var isSettled = quietSince is { } since && _time.GetElapsedTime(since) >= _options.Settling;
                if (isSettled && !request.ApplyImmediately && EnableIamChecks.IsPending(state!))
                    return state!;
                if (elapsed >= request.Deadline || DatabaseStatus.IsHopeless(state?.Status))
                    throw NotApplied(database, state, elapsed);
                host.Progress(activity with
                {
                    Status = state is null ? "RDS does not say" : DatabaseStatus.Describe(state),
                    Remaining = _options.Usual > elapsed ? _options.Usual - elapsed : null,
                });
                await Task.Delay(backoff.Next(), _time, cancellationToken);
            }
        }
        finally
        {
            host.Progress(activity with { Status = "done", Finished = true });
        }
    }

    private async Task<RdsDatabase?> LookAsync(RdsDatabase database, IHoopHost host, CancellationToken cancellationToken)
    {
        try
        {
            return await _directory.GetAsync(database.Arn, cancellationToken);
        }
        catch (HoopException error)
        {
            // The change is under way: an expired token or a throttled look changes nothing about that.
            host.Verbose($"The state of '{database.Identifier}' cannot be read now: {error.Message}");
            return null;
        }
    }

    private static HoopException NotApplied(RdsDatabase database, RdsDatabase? state, TimeSpan elapsed) =>
        IamAuthenticationErrors.NotApplied.Error(
            $"RDS took the change of '{database.Identifier}', but IAM authentication is not enabled {elapsed.TotalSeconds:0} seconds later"
                + (state is null ? "." : $" (RDS says: {DatabaseStatus.Describe(state)})."),
            database.Arn);
}
