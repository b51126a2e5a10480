using System.Globalization;

namespace HoopConnect.Sandbox.Services;

/// <summary>Times as AWS's XML has them: ISO 8601 in UTC.</summary>
internal static class XmlTime
{
    public static string Of(DateTime utc) => utc.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
}
