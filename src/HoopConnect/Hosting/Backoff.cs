namespace HoopConnect.Hosting;

/// <summary>
/// Pauses that double, each between half and one and a half times its length, so that those who wait for one thing do not come back
/// together.
/// </summary>
internal sealed class Backoff(TimeSpan first, TimeSpan longest)
{
    private TimeSpan _next = first;

    /// <summary>The next pause.</summary>
    public TimeSpan Next()
    {
        var pause = _next * (0.5 + Random.Shared.NextDouble());
        _next = _next * 2 < longest ? _next * 2 : longest;
        return pause;
    }
}
