using System.Globalization;

namespace HoopConnect.Databases.PostgreSql.Server;

/// <summary>Times to and from the server: never by its time zone or date style, which differ from server to server.</summary>
internal static class ServerTime
{
    /// <summary>From microseconds since 1970, UTC: <c>timestamptz</c> has no finer.</summary>
    public static DateTimeOffset FromMicroseconds(long microseconds) =>
        DateTimeOffset.UnixEpoch.AddTicks(microseconds * TimeSpan.TicksPerMicrosecond);

    /// <summary>A literal for VALID UNTIL.</summary>
    public static string ToLiteral(DateTimeOffset time) =>
        Literal.Quote(time.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss.ffffff", CultureInfo.InvariantCulture) + "+00");
}
