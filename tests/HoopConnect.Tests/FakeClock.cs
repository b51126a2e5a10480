namespace HoopConnect.Tests;

/// <summary>
/// The tests' clock: it runs beside the system's, ahead of it or behind it, until it is put on a moment, where it stands. Its timers are
/// real ones.
/// </summary>
internal sealed class FakeClock : TimeProvider
{
    private DateTimeOffset? _stands;
    private TimeSpan _ahead;

    /// <summary>A clock that runs, right or wrong.</summary>
    /// <param name="ahead">How far ahead of the system's; negative for behind.</param>
    public FakeClock(TimeSpan ahead = default) => _ahead = ahead;

    /// <summary>A clock that stands.</summary>
    /// <param name="now">Where.</param>
    public FakeClock(DateTimeOffset now) => _stands = now;

    /// <summary>What it shows; setting it makes it stand there.</summary>
    public DateTimeOffset Now
    {
        get => _stands ?? base.GetUtcNow() + _ahead;
        set => _stands = value;
    }

    /// <summary>Moves it, and leaves it running or standing as it is.</summary>
    public void Advance(TimeSpan by)
    {
        if (_stands is { } moment)
            _stands = moment + by;
        else
            _ahead += by;
    }

    /// <inheritdoc/>
    public override DateTimeOffset GetUtcNow() => Now;
}
