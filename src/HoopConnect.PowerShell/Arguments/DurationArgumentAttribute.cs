using System.Globalization;
using HoopConnect.SessionUsers.Policies;

namespace HoopConnect.PowerShell.Arguments;

/// <summary>Takes a length of time: a TimeSpan, <c>2h</c> or <c>1h30m</c> as policies write it, or <c>01:30:00</c>.</summary>
internal sealed class DurationArgumentAttribute : EngineArgumentAttribute
{
    /// <inheritdoc/>
    protected override object? ConvertOne(object value) =>
        value is TimeSpan span ? span
        : TimeSpan.TryParseExact(TextOf(value), "c", CultureInfo.InvariantCulture, out var exact)
        && TextOf(value).Contains(':', StringComparison.Ordinal)
            ? exact
        : GoDuration.Parse(TextOf(value));
}
