using System.Text.Json;

namespace HoopConnect.Databases.MySql.Server;

/// <summary>The attribute that marks a user as ours where users carry attributes (MySQL 8.0.21 and later).</summary>
internal static class MarkAttribute
{
    /// <summary>As ATTRIBUTE takes it.</summary>
    public const string Mark = """{"managed_by": "HoopConnect"}""";

    /// <summary>Whether a user's attributes have <see cref="Mark"/> among them.</summary>
    public static bool HasMark(string? attributes)
    {
        if (string.IsNullOrEmpty(attributes))
            return false;
        try
        {
            using var document = JsonDocument.Parse(attributes);
            return document.RootElement.ValueKind == JsonValueKind.Object
                && document.RootElement.TryGetProperty("managed_by", out var by)
                && by.ValueKind == JsonValueKind.String
                && by.GetString() == "HoopConnect";
        }
        catch (JsonException)
        {
            return false;
        }
    }
}
