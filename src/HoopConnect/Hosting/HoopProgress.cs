namespace HoopConnect.Hosting;

/// <summary>How far a long piece of work is.</summary>
/// <param name="ActivityId">Identifies the bar; one for each activity of a command.</param>
/// <param name="Activity">What is being done.</param>
/// <param name="Status">What is being done right now.</param>
/// <param name="Completed">How many parts are done.</param>
/// <param name="Total">How many parts there are; null where that is not known yet.</param>
/// <param name="Remaining">Estimate of the time that is left; null where there is none.</param>
/// <param name="Finished">True for the last report of the activity.</param>
public sealed record HoopProgress(
    int ActivityId,
    string Activity,
    string Status,
    int Completed = 0,
    int? Total = null,
    TimeSpan? Remaining = null,
    bool Finished = false)
{
    /// <summary>One bar for each target, the same in every run.</summary>
    internal static int IdOf(string target)
    {
        var hash = 17;
        foreach (var character in target)
            hash = unchecked((hash * 31) + character);
        return hash & int.MaxValue;
    }
}
