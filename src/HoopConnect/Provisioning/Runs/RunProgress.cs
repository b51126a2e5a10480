using HoopConnect.Hosting;

namespace HoopConnect.Provisioning.Runs;

/// <summary>One progress bar over all databases of a run, with an estimate of the time that is left.</summary>
internal sealed class RunProgress(IHoopHost host, int total, TimeProvider time)
{
    private const int ActivityId = 4711;
    private const string Activity = "Provisioning databases";

    private readonly long _started = time.GetTimestamp();
    private int _ended;

    public void Now(string identifier, string what) => Report($"{identifier}: {what}", finished: false);

    public void Ended(string identifier)
    {
        Interlocked.Increment(ref _ended);
        Report($"{identifier}: done", finished: false);
    }

    /// <summary>Takes the bar away, however the run ended.</summary>
    public void Close() => Report("", finished: true);

    private void Report(string status, bool finished)
    {
        var ended = Volatile.Read(ref _ended);
        // Databases are worked on side by side, so the time each took on the clock so far is the best guess for the rest.
        TimeSpan? remaining = ended == 0 ? null : time.GetElapsedTime(_started) / ended * (total - ended);
        host.Progress(new HoopProgress(ActivityId, Activity, status, ended, total, remaining, finished));
    }
}
