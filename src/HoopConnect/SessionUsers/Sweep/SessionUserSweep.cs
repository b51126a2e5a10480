using System.Runtime.CompilerServices;
using System.Runtime.ExceptionServices;
using HoopConnect.Credentials.Vaults;
using HoopConnect.Databases;
using HoopConnect.Databases.Roles;
using HoopConnect.Databases.SessionUsers;
using HoopConnect.Databases.Users;
using HoopConnect.Hosting;
using HoopConnect.Planning;

namespace HoopConnect.SessionUsers.Sweep;

/// <summary>Removes a batch of session users from one server, and what the vault has of them.</summary>
/// <param name="batch">The users.</param>
/// <param name="engine">What serves the server.</param>
/// <param name="vault">Where their passwords are; null where none is to be forgotten.</param>
public sealed class SessionUserSweep(SweepBatch batch, IDatabaseEngine engine, CheckedVault? vault)
{
    /// <summary>Few, so that the answer is not old by the time the last entry goes.</summary>
    private const int AskedAtOnce = 10;

    private const int ShownAtMost = 5;

    private readonly TimeProvider _time = TimeProvider.System;

    /// <summary>Reads the server and says what would be done, the vault's entries included.</summary>
    /// <param name="master">How to connect.</param>
    /// <param name="options">How they are removed.</param>
    /// <param name="host">Who is told.</param>
    /// <param name="cancellationToken">Stops reading.</param>
    /// <exception cref="HoopException">Those of <see cref="IManagedUsers.PlanRemovalAsync"/>.</exception>
    public async Task<UserRemovalPlan> PlanAsync(
        ConnectionSettings master, SweepOptions options, IHoopHost host, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(options);
        var progress = new SweepProgress(batch, host, _time);
        try
        {
            progress.Reading();
            var request = new UserRemovalRequest(master, [.. batch.Users.Select(user => new UserToRemove(user.UserName, user.Expired))])
            {
                Adopt = options.Adopt,
                ReassignTo = options.ReassignTo,
                DropCode = options.DropCode,
                ThrottleLimit = options.ThrottleLimit,
            };
            return await engine.ManagedUsers.PlanRemovalAsync(request, host, cancellationToken);
        }
        finally
        {
            progress.Close();
        }
    }

    /// <summary>The plan to show: what is done on the server, and what the vault loses.</summary>
    /// <exception cref="HoopException">Those of the vault.</exception>
    public async Task<Plan> ShownAsync(UserRemovalPlan plan, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(plan);
        if (vault is null || plan.Plan.IsEmpty)
            return plan.Plan;
        var secrets = await SessionUserSecrets.ReadAsync(vault, batch.Server, cancellationToken);
        var settled = plan.Settled.Select(outcome => outcome.UserName).ToHashSet(StringComparer.Ordinal);
        var entries = batch.Users.Where(user => !settled.Contains(user.UserName)).SelectMany(user => secrets.EntriesOf(user.UserName));
        return plan.Plan with
        {
            Steps = [.. plan.Plan.Steps, .. entries.Select(entry => new PlanStep($"vault {vault.Name}", "forget password", entry))],
        };
    }

    /// <summary>
    /// Applies a plan: a row for each user. The users that a failure kept from being done come as failed before it is thrown.
    /// </summary>
    /// <exception cref="HoopException">Those of <see cref="UserRemovalPlan.ApplyAsync"/>.</exception>
    public async IAsyncEnumerable<RemovedSessionUser> ApplyAsync(
        UserRemovalPlan plan, IHoopHost host, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(plan);
        var users = batch.Users.ToDictionary(user => user.UserName, StringComparer.Ordinal);
        var progress = new SweepProgress(batch, host, _time);
        var outcomes = new List<UserRemoval>();
        HoopException? failure = null;
        try
        {
            await foreach (var outcome in plan.ApplyToEachAsync(progress.Done, host, cancellationToken))
                outcomes.Add(outcome);
        }
        catch (HoopException error)
        {
            failure = error;
        }
        finally
        {
            progress.Close();
        }

        foreach (var outcome in await ForgetAsync(plan.Request, outcomes, host, cancellationToken))
            yield return Row(users[outcome.UserName], outcome);
        if (failure is not null)
            ExceptionDispatchInfo.Throw(failure);
    }

    /// <summary>Rows for users that were not reached at all: whoever counts them misses none.</summary>
    public IEnumerable<RemovedSessionUser> NotReached(HoopException failure) =>
        batch.Users.Select(user => Row(user, UserRemovals.NotReached(user.UserName, failure)));

    /// <summary>The failure that goes with users that are still there and should not be; null where there is none.</summary>
    public HoopException? NotRemoved(IReadOnlyCollection<RemovedSessionUser> users)
    {
        var left = users.Where(user => user.State is UserRemovalState.Locked or UserRemovalState.Failed).ToList();
        return left.Count == 0 ? null
            : SessionUserErrors.NotRemoved.Error(
                $"{left.Count} of {users.Count} users of {batch.Server.HostName}:{batch.Server.Port} are left: " +
                    $"{string.Join("; ", left.Take(ShownAtMost).Select(user => $"{user.UserName} {user.State}: {user.Message}"))}" +
                    (left.Count > ShownAtMost ? "; and others" : "."),
                batch.Server.Arn.Length > 0 ? batch.Server.Arn : batch.Server.HostName);
    }

    /// <summary>
    /// A password of a user that is gone logs in nowhere: a vault that keeps it is told of, and is no failure of the removal. Just before
    /// an entry is forgotten the server is asked again, since somebody may have made the user anew and stored its password meanwhile.
    /// </summary>
    private async Task<IReadOnlyList<UserRemoval>> ForgetAsync(
        UserRemovalRequest request, List<UserRemoval> outcomes, IHoopHost host, CancellationToken cancellationToken)
    {
        var gone = outcomes
            .Where(outcome => outcome.State is UserRemovalState.Removed or UserRemovalState.Missing)
            .Select(outcome => outcome.UserName)
            .ToList();
        if (vault is null || gone.Count == 0)
            return outcomes;
        var failures = new Dictionary<string, Finding>(StringComparer.Ordinal);
        try
        {
            var secrets = await SessionUserSecrets.ReadAsync(vault, batch.Server, cancellationToken);
            foreach (var some in gone.Where(name => secrets.EntriesOf(name).Count > 0).Chunk(AskedAtOnce))
                await ForgetAsync(
                    secrets,
                    request with
                    {
                        Users = [.. some.Select(name => new UserToRemove(name, false))],
                    },
                    failures,
                    host,
                    cancellationToken);
        }
        catch (HoopException error)
        {
            foreach (var name in gone)
                failures.TryAdd(name, StillStored(error));
        }

        return outcomes
            .Select(outcome =>
                failures.TryGetValue(outcome.UserName, out var finding)
                    ? outcome with
                    {
                        Findings = [.. outcome.Findings, finding],
                    }
                    : outcome)
            .ToList();
    }

    private async Task ForgetAsync(
        SessionUserSecrets secrets,
        UserRemovalRequest request,
        Dictionary<string, Finding> failures,
        IHoopHost host,
        CancellationToken cancellationToken)
    {
        var now = await engine.ManagedUsers.PlanRemovalAsync(request, host, cancellationToken);
        foreach (var missing in now.Settled.Where(outcome => outcome.State == UserRemovalState.Missing))
        {
            try
            {
                await secrets.ForgetAsync(missing.UserName, cancellationToken);
            }
            catch (HoopException error)
            {
                failures[missing.UserName] = StillStored(error);
            }
        }
    }

    private static Finding StillStored(HoopException error) =>
        new(null, "vault", "Failed", $"the user is gone, its secret may still be stored: {error.Message}");

    private static RemovedSessionUser Row(FoundSessionUser user, UserRemoval outcome) => new()
    {
        AccountId = user.AccountId,
        Region = user.Region,
        Identifier = user.Identifier,
        Arn = user.Arn,
        Engine = user.Engine,
        HostName = user.HostName,
        Port = user.Port,
        UserName = user.UserName,
        Policy = user.Policy,
        State = outcome.State,
        Findings = outcome.Findings,
        Databases = outcome.Databases,
    };
}
