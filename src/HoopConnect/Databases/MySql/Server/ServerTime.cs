using System.Globalization;
using HoopConnect.Hosting;

namespace HoopConnect.Databases.MySql.Server;

/// <summary>Times to and from the server: always UTC and as text, never by its time zone, which differs from server to server.</summary>
internal static class ServerTime
{
    /// <summary>The server's time, in SQL.</summary>
    public const string Now = "CAST(UTC_TIMESTAMP(6) AS CHAR)";

    private const string Format = "yyyy-MM-dd HH:mm:ss.ffffff";

    public static string ToText(DateTimeOffset time) => time.UtcDateTime.ToString(Format, CultureInfo.InvariantCulture);

    /// <summary>Null for a text that is no time.</summary>
    public static DateTimeOffset? Parse(string? text) => DateTime.TryParseExact(
            text, Format, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var time)
            ? time : null;

    /// <summary>The value of <see cref="Now"/>.</summary>
    /// <exception cref="HoopException"><c>Database.ProtocolViolated</c>.</exception>
    public static DateTimeOffset Read(object? value) => Parse(ServerValue.Text(value))
        ?? throw DatabaseErrors.ProtocolViolated.Error($"The server says '{ServerValue.Text(value)}' for its time.");
}
