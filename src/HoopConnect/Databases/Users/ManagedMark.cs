using System.Text.Json;
using System.Text.Json.Serialization;
using HoopConnect.Databases.SessionUsers;

namespace HoopConnect.Databases.Users;

/// <summary>
/// How a session user is marked as ours, on the server itself: on PostgreSQL the role's comment, elsewhere what the engine keeps with a user.
/// It is a fixed beginning and a JSON object after it. When the password was set is here and not only in a vault's metadata, since not every
/// vault keeps any.
/// </summary>
/// <param name="Policy">The name of the policy that made the user.</param>
/// <param name="PasswordSet">When its password was set, by the server's clock, UTC.</param>
public sealed record ManagedMark(string Policy, DateTimeOffset PasswordSet)
{
    private const string Start = "managed by HoopConnect: session user ";

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    /// <summary>Whose own user it is; null for one that is shared.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Caller { get; init; }

    /// <summary>The mark as it stands on the server.</summary>
    public string ToText() => Start + JsonSerializer.Serialize(this with { PasswordSet = PasswordSet.ToUniversalTime() }, Json);

    /// <summary>Reads a mark; null for a text that is none.</summary>
    public static ManagedMark? Parse(string? text)
    {
        if (text is null || !text.StartsWith(Start, StringComparison.Ordinal))
            return null;
        try
        {
            return JsonSerializer.Deserialize<ManagedMark>(text.AsSpan(Start.Length), Json) is { Policy: not null } mark ? mark : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
