using System.Runtime.CompilerServices;

namespace HoopConnect.Databases.Users;

/// <summary>
/// The order of every change of users, on every engine and for every kind: lock, plan again, change, grant, unlock, re-read and report.
/// </summary>
internal static class ManagedChange
{
    /// <summary>Makes one change. A failure of any piece ends it; the lock goes with the connection.</summary>
    public static async Task<TOutcome> RunAsync<TSession, TPlan, TOutcome>(
        IManagedChange<TSession, TPlan, TOutcome> change, CancellationToken cancellationToken)
        where TSession : IAsyncDisposable
    {
        await using var session = await change.LockAsync(cancellationToken);
        var plan = await change.PlanAsync(session, cancellationToken);
        await change.ChangeAsync(session, plan, cancellationToken);
        await change.GrantAsync(session, plan, cancellationToken);
        await change.UnlockAsync(session, cancellationToken);
        return await change.ReportAsync(session, plan, cancellationToken);
    }

    /// <summary>Makes a change of several users and tells of each.</summary>
    /// <param name="change">The change; null where there is nothing to do.</param>
    /// <param name="unchanged">What is told of them then.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public static async IAsyncEnumerable<TOutcome> EachAsync<TSession, TPlan, TOutcome>(
        IManagedChange<TSession, TPlan, IReadOnlyList<TOutcome>>? change, Func<IReadOnlyList<TOutcome>> unchanged,
        [EnumeratorCancellation] CancellationToken cancellationToken)
        where TSession : IAsyncDisposable
    {
        foreach (var outcome in change is null ? unchanged() : await RunAsync(change, cancellationToken))
            yield return outcome;
    }
}
