using System.Globalization;
using HoopConnect.Hosting;
using static HoopConnect.SessionUsers.Hcl.HclCharacters;

namespace HoopConnect.SessionUsers.Policies;

/// <summary>
/// A length of time as the Go language spells it (Go's package time, ParseDuration): numbers with units one after the other, such as
/// <c>12h</c>, <c>90m</c>, <c>1h30m</c> or <c>1.5h</c>. Units: <c>ns us µs ms s m h</c>. What is smaller than 100 nanoseconds is dropped.
/// </summary>
public static class GoDuration
{
    private const int LongestText = 64;

    // In ticks of 100 nanoseconds. The two letters that look like a micro are two characters of Unicode, and Go takes both.
    private static readonly Dictionary<string, decimal> Units = new(StringComparer.Ordinal)
    {
        ["ns"] = 0.01m,
        ["us"] = TimeSpan.TicksPerMicrosecond,
        ["\u00B5s"] = TimeSpan.TicksPerMicrosecond,
        ["\u03BCs"] = TimeSpan.TicksPerMicrosecond,
        ["ms"] = TimeSpan.TicksPerMillisecond,
        ["s"] = TimeSpan.TicksPerSecond,
        ["m"] = TimeSpan.TicksPerMinute,
        ["h"] = TimeSpan.TicksPerHour,
    };

    /// <summary>Reads a duration, which may also be 0 or below it.</summary>
    /// <exception cref="HoopException"><c>Policy.InvalidDuration</c>.</exception>
    public static TimeSpan Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var rest = text.AsSpan().TrimStart("+-");
        var isNegative = text.StartsWith('-');
        if (text.Length > LongestText || text.Length - rest.Length > 1)
            throw Invalid(text);
        if (rest is "0")
            return TimeSpan.Zero;
        var ticks = 0m;
        do
            ticks += TakePart(ref rest, text);
        while (rest.Length > 0);
        return ticks <= long.MaxValue ? TimeSpan.FromTicks((long)ticks * (isNegative ? -1 : 1)) : throw Invalid(text);
    }

    private static decimal TakePart(ref ReadOnlySpan<char> rest, string text)
    {
        var number = TakeUntil(ref rest, c => !char.IsAsciiDigit(c) && c != '.');
        var unit = TakeUntil(ref rest, c => char.IsAsciiDigit(c) || c == '.').ToString();
        if (
            !number.ContainsAnyInRange('0', '9')
            || !Units.TryGetValue(unit, out var size)
            || !decimal.TryParse(number, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var count))
            throw Invalid(text);
        // 10^15 hours are longer than any TimeSpan, and far from where the product would not fit into a decimal.
        return count <= 1_000_000_000_000_000_000m ? count * size : throw Invalid(text);
    }

    private static ReadOnlySpan<char> TakeUntil(ref ReadOnlySpan<char> rest, Func<char, bool> ends)
    {
        var length = 0;
        while (length < rest.Length && !ends(rest[length]))
            length++;
        var taken = rest[..length];
        rest = rest[length..];
        return taken;
    }

    private static HoopException Invalid(string text) =>
        PolicyErrors.InvalidDuration.Error($"'{Shown(text)}' is not a duration.", text, "Give one such as 12h, 90m or 1h30m.");
}
