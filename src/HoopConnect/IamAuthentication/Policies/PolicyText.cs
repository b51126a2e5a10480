using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace HoopConnect.IamAuthentication.Policies;

/// <summary>Policy documents as text.</summary>
internal static class PolicyText
{
    // Nothing of it goes into a web page, and \u0027 for an apostrophe would only be harder to read.
    private static readonly JsonSerializerOptions Indented = new()
    {
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    public static string Write(params IReadOnlyList<PolicyStatement> statements) =>
        new JsonObject
        {
            ["Version"] = "2012-10-17",
            ["Statement"] = new JsonArray([.. statements.Select(statement => (JsonNode?)statement.ToJson())]),
        }.ToJsonString(Indented).ReplaceLineEndings("\n");

    /// <summary>How many characters IAM counts: all but white space (IAM User Guide, "IAM and AWS STS quotas").</summary>
    public static int Size(string document) => document.Count(letter => !char.IsWhiteSpace(letter));

    /// <summary>A document without the white space between its parts, as it is sent.</summary>
    public static string Compact(string document) =>
        JsonNode.Parse(document)!.ToJsonString(new JsonSerializerOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });

    /// <summary>A document that is there already, as a note of a plan shows it.</summary>
    public static string OneLine(string document) =>
        string.Join(' ', document.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
}
