using System.Text.Json;

namespace HoopConnect.Sandbox.Model;

/// <summary>As much of a role's trust policy as the sandbox acts on: accounts, the external id, the organisation.</summary>
internal static class TrustDocument
{
    /// <summary>The role with the trust of a document.</summary>
    public static Role Read(Role role, string document, Organisation organisation)
    {
        var accounts = new List<string>();
        string? externalId = null;
        using var json = JsonDocument.Parse(document);
        foreach (var statement in Each(json.RootElement.GetProperty("Statement")))
        {
            var isAssumed = Each(statement.GetProperty("Action")).Any(action => action.ToString() is "sts:AssumeRole" or "sts:*" or "*");
            if (
                !isAssumed
                || statement.GetProperty("Effect").ToString() != "Allow"
                || Condition(statement, "aws:PrincipalOrgID") is { } wanted && wanted != organisation.Id)
                continue;
            externalId = Condition(statement, "sts:ExternalId") ?? externalId;
            if (
                statement.GetProperty("Principal") is { ValueKind: JsonValueKind.Object } principal
                && principal.TryGetProperty("AWS", out var names))
                accounts.AddRange(
                    Each(names).Select(name => name.ToString().Split(':') is [_, _, _, _, var account, _] ? account : name.ToString()));
        }

        return role with { TrustPolicy = document, TrustedAccountIds = accounts, ExternalId = externalId };
    }

    /// <summary>The document of a role that was made without one.</summary>
    public static string Write(Role role, string partition)
    {
        var principals = role
            .TrustedAccountIds.Select(account => $"arn:{partition}:iam::{account}:root")
            .DefaultIfEmpty($"arn:{partition}:iam::000000000000:root");
        object condition = role.ExternalId is null
            ? new { }
            : new { StringEquals = new Dictionary<string, string> { ["sts:ExternalId"] = role.ExternalId } };
        return JsonSerializer.Serialize(new
        {
            Version = "2012-10-17",
                Statement = new[]
                {
                    new
                    {
                        Effect = "Allow",
                        Principal = new { AWS = principals },
                        Action = "sts:AssumeRole",
                        Condition = condition,
                    },
                },
        });
    }

    private static string? Condition(JsonElement statement, string key) =>
        statement.TryGetProperty("Condition", out var condition)
        && condition.TryGetProperty("StringEquals", out var equals)
        && equals.TryGetProperty(key, out var value)
            ? Each(value)[0].ToString()
            : null;

    private static JsonElement[] Each(JsonElement value) => value.ValueKind == JsonValueKind.Array ? [.. value.EnumerateArray()] : [value];
}
