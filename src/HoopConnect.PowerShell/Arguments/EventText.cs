using System.Collections;
using System.Globalization;
using System.Management.Automation;
using System.Text.Json.Nodes;
using HoopConnect.Display;

namespace HoopConnect.PowerShell.Arguments;

/// <summary>The JSON text of an event that is an object, as ConvertFrom-Json makes them.</summary>
internal static class EventText
{
    private const int MaxDepth = 64;

    /// <summary>The object as JSON.</summary>
    public static string Of(object value) => Node(value, 0)?.ToJsonString() ?? "null";

    private static JsonNode? Node(object? value, int depth)
    {
        if (depth > MaxDepth)
            throw ArgumentErrors.NotAnEvent.Error($"The object has more than {MaxDepth} levels.", ForeignText.Escape($"{value}"));
        return value switch
        {
            null => null,
            PSObject { BaseObject: PSCustomObject } custom => Members(
                custom.Properties.Select(property => KeyValuePair.Create(property.Name, (object?)property.Value)), depth),
            PSObject wrapped => Node(wrapped.BaseObject, depth),
            string text => JsonValue.Create(text),
            bool truth => JsonValue.Create(truth),
            DateTime time => JsonValue.Create(time.ToUniversalTime().ToString("O", CultureInfo.InvariantCulture)),
            DateTimeOffset time => JsonValue.Create(time.UtcDateTime.ToString("O", CultureInfo.InvariantCulture)),
            int or long or uint or short or byte => JsonValue.Create(Convert.ToInt64(value, CultureInfo.InvariantCulture)),
            double or float or decimal => JsonValue.Create(Convert.ToDouble(value, CultureInfo.InvariantCulture)),
            IDictionary table => Members(
                table.Keys.Cast<object>().Select(key => KeyValuePair.Create($"{key}", (object?)table[key])), depth),
            IEnumerable several => new JsonArray([.. several.Cast<object?>().Select(one => Node(one, depth + 1))]),
            // An object of a type of its own, such as a message of AWSSDK.SQS.
            _ => Members(
                PSObject.AsPSObject(value).Properties.Where(property => property.IsGettable)
                    .Select(property => KeyValuePair.Create(property.Name, property.Value is string text ? (object?)text : null))
                    .Where(pair => pair.Value is not null),
                depth),
        };
    }

    private static JsonObject Members(IEnumerable<KeyValuePair<string, object?>> members, int depth) =>
        new(members.Select(member => KeyValuePair.Create(member.Key, Node(member.Value, depth + 1))));
}
