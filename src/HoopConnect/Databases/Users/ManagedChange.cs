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
}
