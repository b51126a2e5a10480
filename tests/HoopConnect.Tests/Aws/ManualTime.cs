namespace HoopConnect.Tests.Aws;

/// <summary>A clock that a test sets; timers run in real time.</summary>
internal sealed class ManualTime : TimeProvider
{
    private TimeSpan _ahead;

    public void Advance(TimeSpan by) => _ahead += by;

    public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + _ahead;
}
