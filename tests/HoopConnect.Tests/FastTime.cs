namespace HoopConnect.Tests;

/// <summary>A clock by which time passes faster, for what waits: its pauses are as much shorter.</summary>
/// <param name="times">How many times faster.</param>
internal sealed class FastTime(int times) : TimeProvider
{
    /// <inheritdoc/>
    public override long GetTimestamp() => base.GetTimestamp() * times;

    /// <inheritdoc/>
    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        base.CreateTimer(callback, state, dueTime / times, period);
}
