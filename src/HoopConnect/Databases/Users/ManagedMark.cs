using System.Text.Json;
using System.Text.Json.Serialization;

namespace HoopConnect.Databases.Users;

/// <summary>
/// How a user is marked as ours on the server itself: of what kind it is, whose, since when and until when. On PostgreSQL it is the role's
/// comment, from MySQL 8.0.21 on the user's attributes, elsewhere what the engine keeps with a user. Times are UTC, by the server's clock.
/// </summary>
/// <param name="Kind">What the user is for.</param>
public sealed record ManagedMark(ManagedKind Kind)
{
    private const string Start = "managed by HoopConnect; changes by hand are undone: ";

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase, allowIntegerValues: false) },
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    };

    /// <summary>
    /// Whose it is: the caller who has the session user for himself, the member, the tenant; null for one that is shared.
    /// </summary>
    public string? Owner { get; init; }

    /// <summary>When it was made; null where that is not known.</summary>
    public DateTimeOffset? Created { get; init; }

    /// <summary>When its time is over; null for never, and on engines that keep it themselves (PostgreSQL's VALID UNTIL).</summary>
    public DateTimeOffset? Expires { get; init; }

    /// <summary>The name of the policy that says what it may do; null for none.</summary>
    public string? Policy { get; init; }

    /// <summary>
    /// When its password was set; null for a user without one. It is here and not only in a vault's metadata, since not every vault keeps
    /// any.
    /// </summary>
    public DateTimeOffset? PasswordSet { get; init; }

    /// <summary>It was read from a form that earlier versions wrote: the next change of the user writes it anew.</summary>
    [JsonIgnore]
    public bool IsOutdated { get; init; }

    /// <summary>The mark as a text for people and for us: a fixed beginning and <see cref="ToJson"/>.</summary>
    public string ToText() => Start + ToJson();

    /// <summary>The mark as a JSON object.</summary>
    public string ToJson() => JsonSerializer.Serialize(
            this with
            {
                Created = Created?.ToUniversalTime(),
                Expires = Expires?.ToUniversalTime(),
                PasswordSet = PasswordSet?.ToUniversalTime(),
            },
            Json);

    /// <summary>What the texts of a kind's marks begin with, in the present form and the earlier one: for a server's own search.</summary>
    internal static IReadOnlyList<string> Beginnings(ManagedKind kind)
    {
        var whole = new ManagedMark(kind).ToText();
        return [whole[..^1], .. EarlierMark.Beginning(kind) is { } earlier ? [earlier] : (IEnumerable<string>)[]];
    }

    /// <summary>Reads a mark in its present form or an earlier one; null for a text that is none.</summary>
    public static ManagedMark? Parse(string? text) =>
        text is null ? null
        : text.StartsWith(Start, StringComparison.Ordinal) ? FromJson(text[Start.Length..])
        : EarlierMark.Parse(text);

    /// <summary>Reads <see cref="ToJson"/>; null for a text that is none, and for a kind that this version does not know.</summary>
    public static ManagedMark? FromJson(string json)
    {
        try
        {
            using var document = JsonDocument.Parse(json);
            return document.RootElement.ValueKind == JsonValueKind.Object && document.RootElement.TryGetProperty("kind", out _)
                ? document.RootElement.Deserialize<ManagedMark>(Json)
                : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
