using System.Globalization;

namespace HoopConnect.Display;

/// <summary>
/// Times as they are shown: in UTC and in one form, which sorts as the times do, whatever language and calendar the session has.
/// </summary>
public static class ShownTime
{
    /// <summary>Date and time to the second, <c>2026-11-27 21:05:00</c>.</summary>
    /// <param name="time">The time, taken as UTC unless it says that it is local; null is empty.</param>
    public static string Second(DateTime? time) => Text(time, "yyyy-MM-dd HH:mm:ss");

    /// <summary>The date alone, <c>2026-11-27</c>.</summary>
    /// <param name="time">The time, taken as UTC unless it says that it is local; null is empty.</param>
    public static string Day(DateTime? time) => Text(time, "yyyy-MM-dd");

    private static string Text(DateTime? time, string form) => time switch
    {
        null => "",
        { Kind: DateTimeKind.Local } local => local.ToUniversalTime().ToString(form, CultureInfo.InvariantCulture),
        { } utc => utc.ToString(form, CultureInfo.InvariantCulture),
    };
}
