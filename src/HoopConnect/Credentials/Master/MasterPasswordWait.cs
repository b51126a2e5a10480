using HoopConnect.Credentials.Passwords;
using HoopConnect.Discovery;
using HoopConnect.Hosting;

namespace HoopConnect.Credentials.Master;

/// <summary>
/// Waits until a master password that RDS was told is the server's: no longer among the pending values, the status <c>available</c>, and a
/// login accepted. All three, since RDS can still show the old state right after the call, and since a modification can fail late.
/// </summary>
internal sealed class MasterPasswordWait(IDatabaseDirectory directory, MasterCredentialOptions options, TimeProvider time)
{
    /// <summary>Comes back when the password works.</summary>
    /// <param name="database">The database.</param>
    /// <param name="deadline">How long to wait.</param>
    /// <param name="logsIn">Whether a login with the new password is accepted.</param>
    /// <param name="host">Where progress goes.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <exception cref="HoopException"><c>MasterCredential.NotApplied</c>.</exception>
    public async Task UntilAppliedAsync(
        RdsDatabase database,
        TimeSpan deadline,
        Func<CancellationToken, Task<bool>> logsIn,
        IHoopHost host,
        CancellationToken cancellationToken)
    {
        var activity = new HoopProgress(HoopProgress.IdOf(database.Arn), $"Resetting the master credential of {database}", "");
        try
        {
            await WaitAsync(database, deadline, logsIn, host, activity, cancellationToken);
        }
        finally
        {
            host.Progress(activity with { Status = "done", Finished = true });
        }
    }

    private async Task WaitAsync(
        RdsDatabase database,
        TimeSpan deadline,
        Func<CancellationToken, Task<bool>> logsIn,
        IHoopHost host,
        HoopProgress activity,
        CancellationToken cancellationToken)
    {
        var start = time.GetTimestamp();
        var backoff = new Backoff(options.PollFirst, options.PollLongest);
        long? quietSince = null;
        while (true)
        {
            var state = await LookAsync(database, host, cancellationToken);
            var elapsed = time.GetElapsedTime(start);
            var quiet =
                state is not null
                && DatabaseStatus.IsReady(state.Status)
                && !state.PendingModifications.Contains(MasterResetChecks.PendingPassword);
            quietSince = quiet ? quietSince ?? time.GetTimestamp() : null;
            var over =
                elapsed >= deadline
                || DatabaseStatus.IsHopeless(state?.Status)
                || (quietSince is { } since && time.GetElapsedTime(since) >= options.Settling);
            // Where RDS cannot say how far it is (state is null), the server can.
            if ((quiet || over || state is null) && await TryAsync(logsIn, cancellationToken))
            {
                if (!quiet && state is not null)
                    host.Warning($"The new master password of '{database.Identifier}' works, while RDS still says '{state.Status}'.");
                return;
            }

            if (over)
                throw NotApplied(database, state, elapsed);
            host.Progress(activity with
            {
                Status = state is null ? "RDS does not say" : DatabaseStatus.Describe(state),
                Remaining = options.Usual > elapsed ? options.Usual - elapsed : null,
            });
            await Task.Delay(backoff.Next(), time, cancellationToken);
        }
    }

    private async Task<RdsDatabase?> LookAsync(RdsDatabase database, IHoopHost host, CancellationToken cancellationToken)
    {
        try
        {
            return await directory.GetAsync(database.Arn, cancellationToken);
        }
        catch (HoopException error)
        {
            // The password is under way: an expired token or a throttled look changes nothing about that.
            host.Verbose($"The state of '{database.Identifier}' cannot be read now: {error.Message}");
            return null;
        }
    }

    private static async Task<bool> TryAsync(Func<CancellationToken, Task<bool>> logsIn, CancellationToken cancellationToken)
    {
        try
        {
            return await logsIn(cancellationToken);
        }
        catch (HoopException error) when (LoginProof.IsPassing(error))
        {
            return false;
        }
    }

    private static HoopException NotApplied(RdsDatabase database, RdsDatabase? state, TimeSpan elapsed) =>
        MasterCredentialErrors.NotApplied.Error(
            $"RDS took the new master password of '{database.Identifier}', but {elapsed.TotalSeconds:0} seconds later the server " +
                "still refuses it"
                + (state is null ? "." : $" (RDS says: {DatabaseStatus.Describe(state)})."),
            database.Arn);
}
