using System.Globalization;
using System.Net;
using System.Text.Json;
using System.Xml.Linq;
using HoopConnect.Sandbox.Model;
using HoopConnect.Sandbox.Protocols;

namespace HoopConnect.Sandbox.Services;

/// <summary>What roles and managed policies have in common: their answers, their errors, and what IAM makes of documents.</summary>
internal static class IamEntities
{
    public static readonly DateTime Created = new(2025, 3, 1, 12, 0, 0, DateTimeKind.Utc);

    // As IAM gives documents: percent-encoded (RFC 3986), with account ids where a root was named in the wrong form, and so on; the
    // encoding is enough here.
    public static XElement Document(string name, string document) => new(name, Uri.EscapeDataString(document));

    public static XElement Tags(IReadOnlyDictionary<string, string> tags) =>
        new("Tags", tags.Select(tag => new XElement("member", new XElement("Key", tag.Key), new XElement("Value", tag.Value))));

    public static void AddTags(Dictionary<string, string> tags, AwsParameters parameters)
    {
        foreach (var tag in parameters.Structures("Tags.member"))
            tags[tag.Require("Key")] = tag.Find("Value") ?? "";
    }

    public static AwsFailureException NoSuchRole(string name) => NoSuchEntity($"The role with name {name} cannot be found.");

    public static AwsFailureException NoSuchEntity(string message) => new("NoSuchEntity", message, HttpStatusCode.NotFound);

    public static AwsFailureException Exists(string message) => new("EntityAlreadyExists", message, HttpStatusCode.Conflict);

    /// <summary>Refuses what is no policy document, or too large a one: white space does not count.</summary>
    public static string Check(string document, int most)
    {
        var size = document.Count(letter => !char.IsWhiteSpace(letter));
        if (size > most)
            throw new AwsFailureException(
                "LimitExceeded",
                $"Cannot exceed quota for PolicySize: {most.ToString(CultureInfo.InvariantCulture)}",
                HttpStatusCode.Conflict);
        try
        {
            using var json = JsonDocument.Parse(document);
            foreach (var statement in json.RootElement.GetProperty("Statement").EnumerateArray())
                _ = (statement.GetProperty("Effect"), statement.GetProperty("Action"));
            if (json.RootElement.GetProperty("Version").GetString() == "2012-10-17")
                return document;
        }
        catch (Exception exception) when (exception is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            // Said below, as IAM says it.
        }

        throw new AwsFailureException("MalformedPolicyDocument", "Syntax errors in policy.");
    }
}
