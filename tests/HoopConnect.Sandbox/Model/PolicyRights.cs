using System.Text.Json;
using System.Text.RegularExpressions;

namespace HoopConnect.Sandbox.Model;

/// <summary>
/// What a role may do by its own policies: as much of IAM's evaluation as statements that allow actions on resources need. A role without
/// any policy is one of the sandbox's administrators.
/// </summary>
internal static class PolicyRights
{
    /// <summary>Whether the role of a session may do that; sessions of roles without policies may.</summary>
    public static bool Allows(Account account, string principalArn, string action, string resource)
    {
        if (principalArn.Split(':')[^1].Split('/') is not ["assumed-role", var name, _])
            return true;
        var extras = account.Extras(name);
        if (extras.InlinePolicies.Count == 0 && extras.PermissionsBoundary is null)
            return true;
        var boundary = extras.PermissionsBoundary is { } arn ? account.Policies.Find(policy => policy.Arn == arn) : null;
        return extras.InlinePolicies.Values.Any(document => Allows(document, action, resource))
            && (extras.PermissionsBoundary is null || (boundary is not null && Allows(Document(boundary), action, resource)));
    }

    private static string Document(ManagedPolicy policy) =>
        policy.Versions.Single(version => version.VersionId == policy.DefaultVersionId).Document;

    private static bool Allows(string document, string action, string resource)
    {
        using var json = JsonDocument.Parse(document);
        return Each(json.RootElement.GetProperty("Statement")).Any(statement =>
            statement.GetProperty("Effect").GetString() == "Allow"
            && Each(statement.GetProperty("Action")).Any(pattern => Fits(pattern.GetString()!, action))
            && Each(statement.GetProperty("Resource")).Any(pattern => Fits(pattern.GetString()!, resource)));
    }

    // IAM User Guide, "Wildcards": * for any characters, ? for one.
    private static bool Fits(string pattern, string text) => Regex.IsMatch(
        text,
        $"^{Regex.Escape(pattern).Replace("\\*", ".*", StringComparison.Ordinal).Replace("\\?", ".", StringComparison.Ordinal)}\\z",
        RegexOptions.CultureInvariant);

    private static JsonElement[] Each(JsonElement value) => value.ValueKind == JsonValueKind.Array ? [.. value.EnumerateArray()] : [value];
}
