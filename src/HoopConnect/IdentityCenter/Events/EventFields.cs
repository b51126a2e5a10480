using System.Text.Json;
using HoopConnect.Hosting;

namespace HoopConnect.IdentityCenter.Events;

/// <summary>Finds members of events, in whichever case a service or a script writes their names.</summary>
internal static class EventFields
{
    // What CloudTrail puts in the place of what it does not show.
    private const string Hidden = "HIDDEN_DUE_TO_SECURITY_REASONS";

    public static JsonElement? Member(JsonElement value, string name)
    {
        if (value.ValueKind != JsonValueKind.Object)
            return null;
        if (value.TryGetProperty(name, out var exact))
            return exact;
        foreach (var property in value.EnumerateObject())
        {
            if (string.Equals(property.Name, name, StringComparison.OrdinalIgnoreCase))
                return property.Value;
        }

        return null;
    }

    /// <summary>The text of a member; null where it is missing, empty or not text.</summary>
    public static string? Text(JsonElement value, string name) =>
        Member(value, name) is { ValueKind: JsonValueKind.String } member && member.GetString() is { Length: > 0 } text ? text : null;

    /// <summary>
    /// The id at the first of the paths that has one; empty where it is hidden, null where none of them has any.
    /// </summary>
    /// <exception cref="HoopException"><c>IdentityCenter.MalformedEvent</c>: what is there is no id.</exception>
    public static string? Id(JsonElement value, string path, params string[] places)
    {
        foreach (var place in places)
        {
            JsonElement? member = value;
            foreach (var name in place.Split('.'))
                member = member is { } parent ? Member(parent, name) : null;
            if (member is { ValueKind: JsonValueKind.String } found)
                return Checked(found.GetString()!, $"{path}.{place}");
        }

        return null;
    }

    /// <summary>The same where there must be one.</summary>
    public static string RequireId(JsonElement value, string path, params string[] places) =>
        Id(value, path, places) ?? throw Malformed($"{path}.{places[0]}", "it is missing");

    public static HoopException Malformed(string path, string why) =>
        IdentityCenterErrors.MalformedEvent.Error($"An event cannot be read at {path}: {why}.", path);

    private static string Checked(string id, string path)
    {
        if (id == Hidden)
            return "";
        return id.Length is > 0 and <= 64 && id.All(letter => char.IsAsciiLetterOrDigit(letter) || letter == '-')
            ? id
            : throw Malformed(path, "it is no id of a directory");
    }
}
