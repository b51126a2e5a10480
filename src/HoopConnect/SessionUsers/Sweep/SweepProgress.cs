using HoopConnect.Hosting;

namespace HoopConnect.SessionUsers.Sweep;

/// <summary>The progress bar of one batch, with an estimate of the time that is left.</summary>
internal sealed class SweepProgress(SweepBatch batch, IHoopHost host, TimeProvider time)
{
    private const int ActivityId = 4713;
    private const string Activity = "Removing session users";
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);

    private readonly long _started = time.GetTimestamp();
    private long _reported;

    public void Reading() => Report(0, "reading the server");

    /// <param name="share">How much of it is done, 0 to 1.</param>
    public void Done(double share)
    {
        // Portions end faster than anybody reads.
        var last = Interlocked.Read(ref _reported);
        if (last != 0 && time.GetElapsedTime(last) < Pause)
            return;
        Report(share, batch.ToString());
    }

    /// <summary>Takes the bar away, however it ended.</summary>
    public void Close() => host.Progress(new HoopProgress(ActivityId, Activity, "", Finished: true));

    private void Report(double share, string status)
    {
        Interlocked.Exchange(ref _reported, time.GetTimestamp());
        TimeSpan? remaining = share > 0 ? time.GetElapsedTime(_started) * ((1 - share) / share) : null;
        host.Progress(new HoopProgress(ActivityId, Activity, status, (int)(share * batch.Users.Count), batch.Users.Count, remaining));
    }
}
