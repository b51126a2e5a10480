using System.Collections.Concurrent;

namespace HoopConnect.Tests.Hooks.Webhooks;

/// <summary>
/// A clock for what sends: pauses pass at once and are written down, and the time of day goes on by them. The deadline of an attempt never
/// comes, unless it is told to.
/// </summary>
internal sealed class PausedTime : TimeProvider
{
    /// <summary>The deadline of an attempt, by which it is told from a pause.</summary>
    public static readonly TimeSpan Deadline = TimeSpan.FromSeconds(15);

    private readonly ConcurrentQueue<TimeSpan> _pauses = new();
    private readonly DateTimeOffset _start = DateTimeOffset.UtcNow;

    /// <summary>Whether a deadline comes, soon.</summary>
    public bool DeadlinesCome { get; init; }

    /// <summary>The pauses that were made.</summary>
    public IReadOnlyList<TimeSpan> Pauses => [.. _pauses];

    /// <inheritdoc/>
    public override DateTimeOffset GetUtcNow() => _start + _pauses.Aggregate(TimeSpan.Zero, (sum, pause) => sum + pause);

    /// <inheritdoc/>
    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        if (dueTime == Deadline)
            return base.CreateTimer(callback, state, DeadlinesCome ? TimeSpan.FromMilliseconds(100) : Timeout.InfiniteTimeSpan, period);
        _pauses.Enqueue(dueTime);
        return base.CreateTimer(callback, state, TimeSpan.Zero, period);
    }
}
