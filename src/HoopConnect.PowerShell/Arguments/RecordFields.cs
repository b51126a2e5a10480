using System.Collections;
using System.Globalization;
using System.Management.Automation;

namespace HoopConnect.PowerShell.Arguments;

/// <summary>Reads the fields of an object that was serialised, of a hashtable, or of anything with properties of the right names.</summary>
internal sealed class RecordFields(Func<string, object?> read)
{
    /// <summary>How to read the fields of a value; of a hashtable they are its keys.</summary>
    public static Func<string, object?> ReaderOf(object value) =>
        value is IDictionary table ? name => Plain(table[name]) : name => Plain(PSObject.AsPSObject(value).Properties[name]?.Value);

    public object? this[string name] => read(name);

    /// <summary>Null where the field is missing or empty.</summary>
    public string? Text(string name) => Convert.ToString(read(name), CultureInfo.InvariantCulture) is { Length: > 0 } text ? text : null;

    public int Number(string name) =>
        int.TryParse(Text(name), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0;

    public bool Flag(string name) => bool.TryParse(Text(name), out var flag) && flag;

    public string[] List(string name) =>
        read(name) switch
        {
            string text => text.Length > 0 ? [text] : [],
            IEnumerable several => [.. several.Cast<object?>().Select(one => one?.ToString()).OfType<string>()],
            _ => [],
        };

    public Dictionary<string, string> Map(string name) =>
        read(name) is IDictionary map
            ? map.Keys.Cast<object>().ToDictionary(key => key.ToString()!, key => map[key]?.ToString() ?? "", StringComparer.Ordinal)
            : [];

    // JSON has no tables: what was one (tags) comes back as an object.
    private static object? Plain(object? value) =>
        Unwrapped(value) is PSObject { BaseObject: PSCustomObject } custom
            ? custom.Properties.ToDictionary(property => property.Name, property => property.Value, StringComparer.Ordinal)
            : Unwrapped(value);

    private static object? Unwrapped(object? value) => value is PSObject { BaseObject: { } inner and not PSCustomObject } ? inner : value;
}
