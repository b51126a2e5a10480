using System.Text.Json;

namespace HoopConnect.Databases.Users;

/// <summary>The texts by which versions before 0.1.0 marked users.</summary>
internal static class EarlierMark
{
    private const string Role = "managed by HoopConnect (role ";
    private const string Iam = "managed by HoopConnect (IAM user)";
    private const string Session = "managed by HoopConnect: session user ";

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    /// <summary>What the texts of a kind begin with; null for a kind that earlier versions did not know.</summary>
    public static string? Beginning(ManagedKind kind) => kind switch
    {
        ManagedKind.Role => Role,
        ManagedKind.Session => Session,
        ManagedKind.Iam => Iam,
        _ => null,
    };

    /// <summary>The mark; null for a text that is none.</summary>
    public static ManagedMark? Parse(string text)
    {
        if (text.StartsWith(Role, StringComparison.Ordinal))
            return new ManagedMark(ManagedKind.Role) { IsOutdated = true };
        if (text.StartsWith(Iam, StringComparison.Ordinal))
            return new ManagedMark(ManagedKind.Iam) { IsOutdated = true };
        return text.StartsWith(Session, StringComparison.Ordinal) ? SessionMark(text[Session.Length..]) : null;
    }

    private static ManagedMark? SessionMark(string json)
    {
        try
        {
            return JsonSerializer.Deserialize<Fields>(json, Json) is not { Policy: not null } fields ? null
                : new ManagedMark(ManagedKind.Session)
                {
                    Policy = fields.Policy,
                    PasswordSet = fields.PasswordSet,
                    Owner = fields.Caller,
                    IsOutdated = true,
                };
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private sealed record Fields(string? Policy, DateTimeOffset PasswordSet, string? Caller);
}
