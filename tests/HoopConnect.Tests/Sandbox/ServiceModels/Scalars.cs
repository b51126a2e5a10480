using System.Globalization;

namespace HoopConnect.Tests.Sandbox.ServiceModels;

/// <summary>Whether a text can be a value of a type.</summary>
internal static class Scalars
{
    public static bool Fits(string type, string text) => type switch
    {
        "string" or "character" => true,
        "integer" => int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out _),
        "long" => long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out _),
        "double" or "float" => double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out _),
        "boolean" => text is "true" or "false",
        "timestamp" => text.EndsWith('Z') && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, out _),
        "blob" => Convert.TryFromBase64String(text, new byte[text.Length], out _),
        _ => false,
    };
}
