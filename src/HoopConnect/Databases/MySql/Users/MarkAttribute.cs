using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using HoopConnect.Databases.MySql.Server;
using HoopConnect.Databases.Roles;
using HoopConnect.Databases.Users;

namespace HoopConnect.Databases.MySql.Users;

/// <summary>
/// Our mark as an attribute of the user, from MySQL 8.0.21 on: <c>{"managed_by": "HoopConnect", "hoop_connect": {"kind": ...}}</c>.
/// Only who administers accounts can set it. ALTER USER merges what it is given into what is there, so other tools' attributes stay.
/// </summary>
internal static class MarkAttribute
{
    private const string By = "managed_by";
    private const string Us = "HoopConnect";
    private const string Members = "hoop_connect";

    // Where earlier versions kept the mark of a session user and its expiry.
    private const string EarlierMark = "session_user";
    private const string EarlierExpires = "expires";

    // It is quoted for SQL, not for a page.
    private static readonly JsonSerializerOptions Json = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private static readonly string[] MemberNames = ["owner", "created", "expires", "policy", "passwordSet"];

    /// <summary>The clause for an account, as it is; null for one that is made.</summary>
    public static string Clause(ManagedMark mark, AccountReading? present)
    {
        var members = JsonNode.Parse(mark.ToJson())!.AsObject();
        var attributes = new JsonObject { [By] = Us, [Members] = members };
        // In a merge null takes away.
        if (present is not null)
        {
            foreach (var name in MemberNames.Where(name => !members.ContainsKey(name)))
                members[name] = null;
            if (Parse(present) is { IsOutdated: true })
                (attributes[EarlierMark], attributes[EarlierExpires]) = (null, null);
        }

        return " ATTRIBUTE " + Literal.Quote(attributes.ToJsonString(Json));
    }

    /// <summary>The mark of an account; null where it has none.</summary>
    public static ManagedMark? Parse(AccountReading account)
    {
        if (account.Attribute.Length == 0)
            return null;
        try
        {
            using var document = JsonDocument.Parse(account.Attribute);
            var root = document.RootElement;
            if (root.ValueKind != JsonValueKind.Object || TextOf(root, By) != Us)
                return null;
            return root.TryGetProperty(Members, out var members) ? ManagedMark.FromJson(members.GetRawText()) : ParseEarlier(root, account);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>Earlier versions told only session users from the others; the others are told by what they are.</summary>
    private static ManagedMark? ParseEarlier(JsonElement root, AccountReading account)
    {
        if (TextOf(root, EarlierMark) is { } text)
        {
            return ManagedMark.Parse(text) is { } mark && ServerTime.Parse(TextOf(root, EarlierExpires)) is { } expires
                ? mark with { Expires = expires, IsOutdated = true } : null;
        }

        var isRole = RoleNames.All.Any(kind => kind.RoleName() == account.Account.User) && !TokenPlugin.IsOf(account);
        return new ManagedMark(isRole ? ManagedKind.Role : ManagedKind.Iam) { IsOutdated = true };
    }

    private static string? TextOf(JsonElement attributes, string name) =>
        attributes.TryGetProperty(name, out var field) && field.ValueKind == JsonValueKind.String ? field.GetString() : null;
}
