using System.Text.Json;
using HoopConnect.Databases.MySql.Server;
using HoopConnect.Databases.Users;

namespace HoopConnect.Databases.MySql.Users;

/// <summary>
/// What is written down of a session user: our mark and its expiry, which these engines have no place of their own for. From MySQL 8.0.21 it
/// is in the user's attributes, set by the statement that makes or alters the user; elsewhere in the <see cref="Ledger"/>.
/// </summary>
/// <param name="Mark">Our mark.</param>
/// <param name="Expires">When the user's time is over.</param>
internal sealed record MarkRecord(ManagedMark Mark, DateTimeOffset Expires)
{
    private const string MarkField = "session_user";
    private const string ExpiresField = "expires";

    /// <summary>As the user's attributes.</summary>
    public string ToAttribute() =>
        JsonSerializer.Serialize(new Dictionary<string, string> { ["managed_by"] = "HoopConnect", [MarkField] = Mark.ToText(), [ExpiresField] = ServerTime.ToText(Expires) });

    /// <summary>From a user's attributes; null where they are not ours.</summary>
    public static MarkRecord? FromAttribute(string attribute)
    {
        if (attribute.Length == 0)
            return null;
        try
        {
            using var document = JsonDocument.Parse(attribute);
            return document.RootElement.ValueKind == JsonValueKind.Object ? Of(Field(document.RootElement, MarkField), Field(document.RootElement, ExpiresField)) : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>From the two texts; null where one of them is not ours.</summary>
    public static MarkRecord? Of(string? mark, string? expires) =>
        ManagedMark.Parse(mark) is { } ours && ServerTime.Parse(expires) is { } time ? new MarkRecord(ours, time) : null;

    private static string? Field(JsonElement attributes, string name) =>
        attributes.TryGetProperty(name, out var field) && field.ValueKind == JsonValueKind.String ? field.GetString() : null;
}
