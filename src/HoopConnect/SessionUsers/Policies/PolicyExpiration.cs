using HoopConnect.Hosting;
using static HoopConnect.SessionUsers.Hcl.HclCharacters;

namespace HoopConnect.SessionUsers.Policies;

/// <summary>How long a session user lives: more than nothing, and 24 hours at most.</summary>
public static class PolicyExpiration
{
    /// <summary>Reads a Go duration (<see cref="GoDuration"/>) as an expiration.</summary>
    /// <exception cref="HoopException"><c>Policy.InvalidDuration</c>, <c>Policy.InvalidExpiration</c>.</exception>
    public static TimeSpan Parse(string text) => Check(GoDuration.Parse(text), text);

    /// <summary>The same duration, if it is one that a user can live.</summary>
    /// <exception cref="HoopException"><c>Policy.InvalidExpiration</c>.</exception>
    public static TimeSpan Check(TimeSpan duration) => Check(duration, duration.ToString());

    private static TimeSpan Check(TimeSpan duration, string text) =>
        duration > TimeSpan.Zero && duration <= SessionPolicy.LongestExpiration
            ? duration
            : throw PolicyErrors.InvalidExpiration.Error(
                $"The expiration '{Shown(text)}' is not between nothing and {SessionPolicy.LongestExpiration.TotalHours:0} hours.",
                text,
                "Give one such as 12h, 90m or 1h30m, at most 24h.");
}
