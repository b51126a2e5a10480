using System.Globalization;
using System.Text.Json;
using System.Xml.Linq;

namespace HoopConnect.Aws.Protocol;

/// <summary>Reads members out of answers, by the names of the API reference.</summary>
internal static class AnswerReading
{
    /// <summary>The member of that name, whatever its namespace; null where there is none.</summary>
    public static XElement? Member(this XElement? element, string name) =>
        element?.Elements().FirstOrDefault(child => child.Name.LocalName == name);

    /// <summary>The elements of a list, whatever they are called (<c>member</c>, <c>item</c> or a name of their own).</summary>
    public static IEnumerable<XElement> Items(this XElement? element, string name) => element.Member(name)?.Elements() ?? [];

    /// <summary>The text of a member; null where it is missing or empty.</summary>
    public static string? Text(this XElement? element, string name) =>
        element.Member(name)?.Value is { Length: > 0 } text ? text : null;

    public static int Number(this XElement? element, string name) =>
        int.TryParse(element.Text(name), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? number : 0;

    public static bool Flag(this XElement? element, string name) =>
        string.Equals(element.Text(name), "true", StringComparison.OrdinalIgnoreCase);

    /// <summary>A timestamp (ISO 8601) in UTC.</summary>
    public static DateTime? Time(this XElement? element, string name) =>
        DateTime.TryParse(
            element.Text(name),
            CultureInfo.InvariantCulture,
            DateTimeStyles.AdjustToUniversal | DateTimeStyles.AssumeUniversal,
            out var time)
            ? time
            : null;

    /// <summary>A list of keys and values, such as tags.</summary>
    public static Dictionary<string, string> Map(this XElement? element, string name, string keyName, string valueName)
    {
        var map = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var item in element.Items(name))
            map[item.Text(keyName) ?? ""] = item.Text(valueName) ?? "";
        return map;
    }

    /// <summary>The text of a member of an object; null where it is missing, empty or not text.</summary>
    public static string? Text(this JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String
        && value.GetString() is { Length: > 0 } text
            ? text
            : null;
}
