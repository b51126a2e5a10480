using System.Text.Json;
using System.Text.RegularExpressions;

namespace HoopConnect.IamAuthentication.Policies;

/// <summary>
/// Whether two policy documents say the same. IAM gives a document back in other words than it was sent: an account where its root was
/// named, one text for a list of one, another order; and people write the same in many ways.
/// </summary>
internal static partial class PolicyComparison
{
    public static bool AreEqual(string one, string other)
    {
        try
        {
            return Canonical(one).SetEquals(Canonical(other));
        }
        catch (JsonException)
        {
            return one == other;
        }
    }

    private static HashSet<string> Canonical(string document)
    {
        using var json = JsonDocument.Parse(document);
        var root = json.RootElement;
        if (root.ValueKind != JsonValueKind.Object || !root.TryGetProperty("Statement", out var statements))
            throw new JsonException("There is no statement.");
        // Version 2008-10-17 takes variables as text.
        var version = root.TryGetProperty("Version", out var given) ? given.ToString() : "2008-10-17";
        return [.. Each(statements).Select(statement => version + " " + Statement(statement))];
    }

    // Sid and order mean nothing.
    private static string Statement(JsonElement statement) =>
        string.Join(
            '\n',
            statement
                .EnumerateObject()
                .Where(member => member.Name != "Sid")
                .OrderBy(member => member.Name, StringComparer.Ordinal)
                .Select(member =>
                    member.Name
                    + "="
                    + member.Name switch
        {
            "Action" or "NotAction" => Set(member.Value, text => text.ToLowerInvariant()),
            "Principal" or "NotPrincipal" => Principal(member.Value),
            "Condition" => Condition(member.Value),
            _ => Set(member.Value, text => text),
        }));

    private static string Principal(JsonElement principal) => principal.ValueKind == JsonValueKind.Object
            ? string.Join(
                ';',
                principal
                    .EnumerateObject()
                    .OrderBy(kind => kind.Name, StringComparer.Ordinal)
                    .Select(kind => kind.Name + ":" + Set(kind.Value, Account)))
        : "AWS:" + Set(principal, Account);

    private static string Account(string name) => Root().Match(name) is { Success: true } root ? root.Groups[1].Value : name;

    private static string Condition(JsonElement condition) => string.Join(';',
        from operation in condition.EnumerateObject()
        from key in operation.Value.EnumerateObject()
        let text = $"{operation.Name} {key.Name.ToLowerInvariant()} {Set(key.Value, value => value)}"
        orderby text
        select text);

    private static string Set(JsonElement value, Func<string, string> normal) =>
        string.Join(
            ',',
            Each(value)
                .Select(each => JsonSerializer.Serialize(normal(each.ToString())))
                .Distinct(StringComparer.Ordinal)
                .Order(StringComparer.Ordinal));

    /// <summary>A member that is one or a list of several.</summary>
    public static JsonElement[] Each(JsonElement value) => value.ValueKind == JsonValueKind.Array ? [.. value.EnumerateArray()] : [value];

    [GeneratedRegex(@"^arn:[a-z-]+:iam::(\d{12}):root$", RegexOptions.CultureInvariant)]
    private static partial Regex Root();
}
