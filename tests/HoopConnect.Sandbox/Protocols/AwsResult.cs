using System.Text.Json.Nodes;
using System.Xml.Linq;

namespace HoopConnect.Sandbox.Protocols;

/// <summary>What an operation gives, before its protocol has wrapped it: XML elements without namespace, or a JSON object.</summary>
internal sealed record AwsResult(IReadOnlyList<XElement> Elements, JsonObject? Json)
{
    public static AwsResult Of(params XElement[] elements) => new(elements, null);

    public static AwsResult Of(JsonObject json) => new([], json);
}
